package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// version is that of the form in which reports are kept.
const version = 1

// Report is what is told of a run, once when it begins and once when it has ended. It is plain data, kept as JSON until it is told.
type Report struct {
	Version   int       `json:"version"`
	URL       string    `json:"url"`    // whom to tell; a secret
	RunID     string    `json:"run_id"` // a UUID
	StartedAt time.Time `json:"started_at"`
	// Ended is nil while the run goes on.
	Ended *End `json:"ended,omitempty"`
}

// End is how a run ended.
type End struct {
	FinishedAt time.Time     `json:"finished_at"`
	Duration   time.Duration `json:"duration"`  // by a clock that nobody sets
	ExitCode   int           `json:"exit_code"` // 128+n after signal n; 127 or 126 where it could not be started
	Signal     string        `json:"signal,omitempty"`
	Unstarted  bool          `json:"unstarted,omitempty"` // the command could not be started
	MaxRSS     int64         `json:"max_rss,omitempty"`   // peak memory of the largest process, in bytes; 0 where it is not known
	Stdout     string        `json:"stdout,omitempty"`    // the end of the output, without secrets
	Stderr     string        `json:"stderr,omitempty"`
}

// New returns the report that a run has begun.
func New(address, runID string, started time.Time) Report {
	return Report{Version: version, URL: address, RunID: runID, StartedAt: started.UTC().Round(0)}
}

// With is the report of the same run when it has ended.
func (r Report) With(e End) Report {
	e.FinishedAt = e.FinishedAt.UTC().Round(0)
	r.Ended = &e
	return r
}

// Failed reports whether the run ended badly.
func (e End) Failed() bool { return e.ExitCode != 0 || e.Signal != "" || e.Unstarted }

// errForm says that kept bytes are no report of this program.
var errForm = errors.New("not a report that can be read")

// Encode is the form in which a report is kept.
func (r Report) Encode() ([]byte, error) { return json.Marshal(r) }

// Decode reads what Encode wrote.
func Decode(data []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return Report{}, fmt.Errorf("%w: %w", errForm, err)
	}
	if r.Version != version {
		return Report{}, fmt.Errorf("%w: version %d, known is %d", errForm, r.Version, version)
	}
	if r.RunID == "" {
		return Report{}, fmt.Errorf("%w: no run_id", errForm)
	}
	return r, CheckURL(r.URL)
}

// ErrURL says that nothing can be told to an address.
var ErrURL = errors.New("not an address that begins with http:// or https://")

// CheckURL returns ErrURL, without the address, unless something can be told to it.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ErrURL
	}
	return nil
}
