// Package truth compares what Rollcall said with what the CronJob controller did.
//
// It reads the journal of the API server, in which everything stands that happened, works out from it which verdicts may be
// given on each slot, and lists those that were given otherwise. It shares no code with Rollcall: schedules are read with the
// parser of the controller.
//
// Where only chance decides – something happened within Slack of Rollcall's going blind, or of an edit – either answer is right.
package truth
