// Package notify defines what a receiver is: a Notifier sends one Message to one Destination and says, by the type of its
// error, what is to become of the Message. The folders beneath hold one receiver each.
//
// Invariants:
//   - a Notifier is safe for concurrent use and keeps no state that must survive a restart: Receipts are stored by the caller;
//   - a Notifier never retries on its own: the deliverer does, by the error's type;
//   - everything in a Notice that came from outside is untrusted and is escaped for the receiver at hand.
package notify
