package wire

// Problem is an error as a client reads it: RFC 9457, with the mistakes of a request as an extension.
type Problem struct {
	Type   string `json:"type"` // about:blank: the status says it
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Reason is why something is not done to a job, for machines.
	Reason string    `json:"reason,omitempty"`
	Errors []Mistake `json:"errors,omitempty"`
}

// Mistake is what is wrong with one field of a request.
type Mistake struct {
	Field   string `json:"field"`
	Value   string `json:"value"`
	Allowed string `json:"allowed"`
}
