package ledger

import (
	"encoding/json"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// encode is the JSON of an observation that is noted. Nearly all of them say the same few things, and are written without reflection,
// which costs as much as all the rest of a note; it is the same document.
func encode(o monitor.Observation) ([]byte, error) {
	if !plain(o) {
		return json.Marshal(o)
	}
	b := make([]byte, 0, 512)
	b = text(append(b, `{"id":`...), o.ID)
	b = text(append(b, `,"monitor":`...), string(o.Monitor))
	b = text(append(b, `,"kind":`...), string(o.Kind))
	b = instant(append(b, `,"at":`...), o.At)
	b = instant(append(b, `,"seen_at":`...), o.SeenAt)
	b = text(append(b, `,"run":{"id":`...), string(o.Run.ID))
	for _, t := range []struct {
		name string
		at   time.Time
	}{{`,"created_at":`, o.Run.CreatedAt}, {`,"started_at":`, o.Run.StartedAt}, {`,"finished_at":`, o.Run.FinishedAt}} {
		if !t.at.IsZero() {
			b = instant(append(b, t.name...), t.at)
		}
	}
	if o.Run.Outcome != monitor.Unfinished {
		b = text(append(b, `,"outcome":`...), string(o.Run.Outcome))
	}
	if o.Run.Unnamed {
		b = append(b, `,"unnamed":true`...)
	}
	if o.Run.Via != "" {
		b = text(append(b, `,"via":`...), o.Run.Via)
	}
	return append(b, "}}"...), nil
}

// plain reports whether an observation says nothing but what encode writes, in years and zones that have a spelling.
func plain(o monitor.Observation) bool {
	if o.Run == nil {
		return false
	}
	said := monitor.Observation{ID: o.ID, Monitor: o.Monitor, Kind: o.Kind, At: o.At, SeenAt: o.SeenAt, Run: o.Run}
	run := monitor.RunFacts{
		ID: o.Run.ID, Unnamed: o.Run.Unnamed, Via: o.Run.Via, Outcome: o.Run.Outcome,
		CreatedAt: o.Run.CreatedAt, StartedAt: o.Run.StartedAt, FinishedAt: o.Run.FinishedAt,
	}
	for _, t := range []time.Time{o.At, o.SeenAt, run.CreatedAt, run.StartedAt, run.FinishedAt} {
		_, offset := t.Zone()
		if year := t.Year(); year < 0 || year > 9999 || offset <= -24*3600 || offset >= 24*3600 {
			return false
		}
	}
	return o == said && *o.Run == run
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
