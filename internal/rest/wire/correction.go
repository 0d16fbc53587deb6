package wire

// Correction is how a job gets another owner for good.
type Correction struct {
	Source  string `json:"source"`            // of the present owner
	Patch   string `json:"patch"`             // YAML, to be merged into the CronJob's manifest
	Command string `json:"command,omitempty"` // the same by kubectl
	Also    string `json:"also,omitempty"`    // what else there is to know, in words
}
