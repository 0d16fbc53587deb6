package notify

import (
	"context"
	"encoding/json"

	"rollcall.dev/rollcall/internal/incident"
)

// Destination is one place where people or machines read.
type Destination struct {
	Receiver string `json:"receiver"` // "slack", "webhook/audit", "console": the name it was registered under
	Address  string `json:"address"`  // in the receiver's terms: a channel id; empty where the receiver has just one
}

// Fallback is a Destination that gets what another one does not take, and why it does, as half a sentence; empty where that is plain.
type Fallback struct {
	To      Destination
	Because string // "Payments has taken over from Billing"
	// Call is whom the Receiver is to call there, in its terms (Slack: a user group's id), since who was meant is a person; may be empty.
	Call string
	// Language is what is read there, of which Because is; empty: English.
	Language string
}

// Action says how a Notice is put before its readers.
type Action string

// The actions. Post starts a conversation for an Incident; Reply adds to it; Update brings the first message up to date and
// notifies nobody.
const (
	Post   Action = "post"
	Reply  Action = "reply"
	Update Action = "update"
)

// Message is one delivery: a Notice for one Destination.
type Message struct {
	ID          string          `json:"id"` // unique for good; the idempotency key towards the receiver
	Destination Destination     `json:"destination"`
	Action      Action          `json:"action"`
	Notice      incident.Notice `json:"notice"`
}

// Receipt is what a receiver needs to find the message again (Slack: channel and ts); its meaning is the receiver's own.
type Receipt = json.RawMessage

// Attempt is one try to deliver a Message.
type Attempt struct {
	Message
	// Root is the Receipt of the Incident's Post at this Destination; nil for a Post.
	Root Receipt
	// Uncertain says that an earlier attempt may have arrived: look before repeating it.
	Uncertain bool
	// Note says to the readers why the Message comes to them although it was meant for others; empty otherwise.
	Note string
	// Call is whom to call beside, as in Fallback; mostly empty.
	Call string
	// Language is what the readers read, as BCP 47 names it, and Note is in; empty: what the owner does.
	Language string
}

// Notifier sends messages to one receiver.
//
// Notify returns the Receipt of what it sent, or an error: *RetryError, *RejectedError, *UncertainError, ErrNotApplicable.
// Any other error is treated as a RetryError without a delay of its own.
type Notifier interface {
	Notify(ctx context.Context, a Attempt) (Receipt, error)
}
