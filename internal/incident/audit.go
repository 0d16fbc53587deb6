package incident

import "time"

// Denied is the What of a Record of somebody who was told no and changed nothing.
const Denied = "denied"

// Record is one line of the audit log: who did what to what. It is written in the transaction that does it.
type Record struct {
	ID      string    `json:"id"` // sorts by time
	At      time.Time `json:"at"`
	By      Person    `json:"by"`
	What    string    `json:"what"`    // "acknowledge", "silence", "end_silence", "rerun", "suspend", "resume", Denied
	Subject string    `json:"subject"` // id of the Incident or Silence; of Denied as it was asked for, and empty for a command
	Name    string    `json:"name,omitempty"`
	Text    string    `json:"text,omitempty"` // untrusted text
	Until   time.Time `json:"until,omitzero"`
}
