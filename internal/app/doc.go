// Package app is the composition root: the only place that knows all parts. New puts them together, Run runs them until its
// context ends, Serve runs it and follows changes of the configuration.
//
//	start:  store → receivers → ledger → deliverer → check-ins → Kubernetes → answers from Slack → HTTP
//	stop:   HTTP → sources → ledger → deliverer → store (the reverse: nobody is closed before those who use him)
//
// Invariants:
//   - everything that runs is joined: Run returns after all of it has ended, within a bounded time;
//   - adapters meet here alone: what one offers is fitted to what the other declares, in a file of its own.
package app
