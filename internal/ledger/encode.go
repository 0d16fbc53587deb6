package ledger

import (
	"encoding/json"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// brief is what is noted of a success that says nothing else, as nearly all reports do: the rest of the observation follows from it. It is
// a third as long, and what a note costs everywhere – memory, the database, its log – goes by its length.
type brief struct {
	ID        string        `json:"ok"` // a whole observation calls it "id"
	Monitor   monitor.ID    `json:"monitor"`
	At        time.Time     `json:"at"`
	SeenAt    time.Time     `json:"seen_at,omitzero"`    // where it is not At
	StartedAt time.Time     `json:"started_at,omitzero"` // where it is not At
	Run       monitor.RunID `json:"run,omitempty"`       // where the job has named it
	Via       string        `json:"via,omitempty"`
}

const briefly = `{"ok":` // how the document of a brief begins, and that of no observation

// observation is what was noted.
func (b *brief) observation() monitor.Observation {
	run := b.run()
	o := b.about()
	o.Run = &run
	return o
}

// about is the observation without its run.
func (b *brief) about() monitor.Observation {
	seen := b.SeenAt
	if seen.IsZero() {
		seen = b.At
	}
	return monitor.Observation{ID: b.ID, Monitor: b.Monitor, Kind: monitor.CheckedIn, At: b.At, SeenAt: seen}
}

func (b *brief) run() monitor.RunFacts {
	id, started := b.Run, b.StartedAt
	if id == "" {
		id = monitor.RunID(b.ID)
	}
	if started.IsZero() {
		started = b.At
	}
	return monitor.RunFacts{
		ID: id, Unnamed: b.Run == "", CreatedAt: started, StartedAt: started, FinishedAt: b.At, Outcome: monitor.OutcomeSucceeded, Via: b.Via,
	}
}

// shorten is the brief that an observation follows from; false where there is none.
func shorten(o *monitor.Observation) (b brief, ok bool) {
	if o.Run == nil {
		return brief{}, false
	}
	b = brief{ID: o.ID, Monitor: o.Monitor, At: o.At, Via: o.Run.Via}
	if o.SeenAt != o.At {
		b.SeenAt = o.SeenAt
	}
	if o.Run.StartedAt != o.At {
		b.StartedAt = o.Run.StartedAt
	}
	if !o.Run.Unnamed {
		b.Run = o.Run.ID
	}
	said := b.about()
	said.Run = o.Run
	return b, said == *o && b.run() == *o.Run && spelled(b.At) && spelled(b.SeenAt) && spelled(b.StartedAt)
}

// spelled reports whether an instant has a spelling: a year and a zone that RFC 3339 knows.
func spelled(t time.Time) bool {
	_, offset := t.Zone()
	year := t.Year()
	return year >= 0 && year <= 9999 && offset > -24*3600 && offset < 24*3600
}

// encode appends the document of an observation that is noted. A brief is written without reflection, which costs as much as all the rest
// of a note; it is the document that encoding/json writes.
func encode(b []byte, o *monitor.Observation) ([]byte, error) {
	short, ok := shorten(o)
	if !ok {
		doc, err := json.Marshal(*o) // a copy: o itself stays off the heap
		return append(b, doc...), err
	}
	b = text(append(b, briefly...), short.ID)
	b = text(append(b, `,"monitor":`...), string(short.Monitor))
	b = instant(append(b, `,"at":`...), short.At)
	if !short.SeenAt.IsZero() {
		b = instant(append(b, `,"seen_at":`...), short.SeenAt)
	}
	if !short.StartedAt.IsZero() {
		b = instant(append(b, `,"started_at":`...), short.StartedAt)
	}
	if short.Run != "" {
		b = text(append(b, `,"run":`...), string(short.Run))
	}
	if short.Via != "" {
		b = text(append(b, `,"via":`...), short.Via)
	}
	return append(b, '}'), nil
}

// decode reads the document of a note.
func decode(doc string) (o monitor.Observation, err error) {
	if !strings.HasPrefix(doc, briefly) {
		err = json.Unmarshal([]byte(doc), &o)
		return o, err
	}
	var b brief
	if err := json.Unmarshal([]byte(doc), &b); err != nil {
		return o, err
	}
	return b.observation(), nil
}

// text appends a string as JSON.
func text(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			if err != nil { // a string always encodes
				quoted = []byte(`""`)
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// instant appends an instant as JSON.
func instant(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}
