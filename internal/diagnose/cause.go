package diagnose

// Code names a cause. Codes are stable: people filter and count by them.
type Code string

// Cause is the diagnosed reason of a verdict.
type Cause struct {
	Code    Code   `json:"code"`
	Summary string `json:"summary"` // one sentence, plain text: `container "main" was killed for memory (limit 128Mi)`
	// Signal is the raw signal that decided, quoted as it came: untrusted text.
	Signal string `json:"signal,omitempty"`
	// Advice is what to look at or to run, a step an entry, plain text.
	Advice []string `json:"advice,omitempty"`
	// Container, ExitCode and LogTail point at the part of the evidence that the message shows.
	Container string `json:"container,omitempty"`
	ExitCode  *int32 `json:"exit_code,omitempty"`
	LogTail   string `json:"log_tail,omitempty"` // untrusted text
}

// Same reports whether two causes are the same problem: repeats of it are not news.
func (c Cause) Same(other Cause) bool {
	return c.Code == other.Code && c.Container == other.Container
}
