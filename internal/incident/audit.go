package incident

import "time"

// Record is one line of the audit log: who did what to what. It is written in the transaction that does it.
type Record struct {
	ID      string    `json:"id"` // sorts by time
	At      time.Time `json:"at"`
	By      Person    `json:"by"`
	What    string    `json:"what"`    // "acknowledge", "silence", "end_silence"
	Subject string    `json:"subject"` // id of the Incident or Silence
	Name    string    `json:"name,omitempty"`
	Text    string    `json:"text,omitempty"` // untrusted text
	Until   time.Time `json:"until,omitzero"`
}
