package diagnose

import "slices"

// Entry describes a code for people who meet it in a message or filter by it.
type Entry struct {
	Code   Code
	Family string   // what the code is about, in words that several share
	Means  string   // a sentence
	Signal string   // what shows it, in the cluster's words
	Do     string   // what to do first
	With   []string // the judgements that it occurs with
}

// The families, in the order of the catalogue.
const (
	familyAbsent  = "Nothing was started"
	familyRefused = "The API server refuses it"
	familyStuck   = "The Job exists and no container runs"
	familyEnded   = "A container failed"
	familyCluster = "The cluster ended the pod"
	familyJob     = "The Job was ended"
	familyRunning = "The run goes on"
	familyDone    = "The run succeeded, and yet"
	familyUnknown = "The end is not known"
)

// Catalogue describes every code there is. docs/verdicts.md is made of it.
func Catalogue() []Entry {
	return slices.Concat(absentEntries(), refusedEntries(), stuckEntries(), endedEntries(), clusterEntries(), jobEntries(),
		runningEntries(), doneEntries(), unknownEntries())
}
