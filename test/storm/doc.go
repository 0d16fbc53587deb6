// Package storm has very many jobs fall into trouble at once, with the real ledger, store, router, deliverer and Slack client before the
// strict stand-in for Slack, in a bubble of fake time: every one has to be accounted for, in few messages, within Slack's limits.
package storm
