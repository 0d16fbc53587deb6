package embedded

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/checkin"
)

// payload is what a job says of itself: {"check_in":{"status","duration","stdout","stderr","exit_code"}} as Honeybadger has it, and
// what `rollcall exec` adds: "run_id", "started_at", "finished_at", "sent_at", "signal", "max_rss", and the status "start".
type payload struct {
	Status   string
	Duration time.Duration // zero: not said
	Stdout   string
	Stderr   string
	ExitCode *int
	RunID    string
	Signal   string
	MaxRSS   int64 // bytes
	Extra    map[string]string
	// The instants are by the sender's clock; SentAt is what its clock said when it sent.
	StartedAt, FinishedAt, SentAt time.Time
}

// statusStart is the status of a run that begins.
const statusStart = "start"

// failed reports whether the job says that it failed. Honeybadger documents "success" and "error", and shows every other
// status as a failure; so here.
func (p *payload) failed() bool {
	return (p.ExitCode != nil && *p.ExitCode != 0) || (p.Status != "" && !strings.EqualFold(p.Status, "success"))
}

// decodePayload takes from a body what can be read of it. It walks the tokens and keeps what it saw when they end, so that a
// body which was cut off still says what came before the cut. The fields may also stand at the top, as Honeybadger's v3 has
// no root key.
func decodePayload(body []byte) payload {
	body = closeString(bytes.TrimPrefix(body, []byte("\ufeff")))
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var p payload
	if t, err := d.Token(); err == nil && t == json.Delim('{') {
		p.walk(d, true)
	}
	return p
}

// walk reads the members of an object whose opening brace is read, until it ends or cannot be read. It says which.
func (p *payload) walk(d *json.Decoder, top bool) bool {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false
		}
		value, err := d.Token()
		if err != nil {
			return false
		}
		switch {
		case top && key == "check_in" && value == json.Delim('{'):
			if !p.walk(d, false) {
				return false
			}
		case value == json.Delim('{') || value == json.Delim('['):
			if !skip(d) {
				return false
			}
		default:
			name, _ := key.(string)
			p.set(name, value)
		}
	}
	_, err := d.Token()
	return err == nil
}

// skip reads to the end of a nested value whose opening is read, without recursion: depth costs nothing.
func skip(d *json.Decoder) bool {
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return false
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return true
}

// set takes one member. A value of the wrong type is as good as none; numbers may stand in quotes.
func (p *payload) set(name string, value json.Token) {
	text, isText := value.(string)
	number := strings.TrimSpace(text)
	if n, ok := value.(json.Number); ok {
		number = n.String()
	}
	switch name {
	case "status":
		if isText {
			p.Status = strings.TrimSpace(text)
		}
	case "stdout":
		p.Stdout = text
	case "stderr":
		p.Stderr = text
	case "run_id":
		p.RunID = text
	case "signal":
		p.Signal = checkin.Head(checkin.Clean(text), maxSignal)
	case "started_at", "finished_at", "sent_at":
		p.setInstant(name, text)
	default:
		if !p.setNumber(name, number) {
			p.keep(name, value)
		}
	}
}

// setNumber takes one of the numbers; false where there is none of that name.
func (p *payload) setNumber(name, number string) bool {
	switch name {
	case "duration":
		if ms, err := strconv.ParseFloat(number, 64); err == nil && ms > 0 && ms <= maxDurationMillis {
			p.Duration = time.Duration(ms * float64(time.Millisecond))
		}
	case "max_rss":
		if bytes, err := strconv.ParseInt(number, 10, 64); err == nil && bytes > 0 {
			p.MaxRSS = bytes
		}
	case "exit_code":
		// Windows has codes of 32 bits without a sign: 0xC0000005 is an access violation.
		if code, err := strconv.ParseFloat(number, 64); err == nil && code == math.Trunc(code) && math.Abs(code) <= math.MaxUint32 {
			whole := int(int64(code))
			p.ExitCode = &whole
		}
	default:
		return false
	}
	return true
}

// The limits of what is kept beside what is understood, and the length of a name and a value in bytes.
const (
	maxExtras = 20
	maxExtra  = 200
)

// keep takes a member that nobody here understands; what is nested is not kept.
func (p *payload) keep(name string, value json.Token) {
	if value == nil || len(p.Extra) >= maxExtras {
		return
	}
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Extra[checkin.Head(checkin.Clean(name), maxExtra)] = checkin.Head(checkin.Clean(fmt.Sprint(value)), maxExtra)
}

// setInstant takes one of the instants, in RFC 3339.
func (p *payload) setInstant(name, text string) {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return
	}
	switch name {
	case "started_at":
		p.StartedAt = at
	case "finished_at":
		p.FinishedAt = at
	case "sent_at":
		p.SentAt = at
	}
}

// maxSignal bounds, in bytes, the name of a signal.
const maxSignal = 32

// maxDurationMillis is the longest run that is believed: ten years.
const maxDurationMillis = 10 * 366 * 24 * 3600 * 1000

// closeString ends a string that the end of the body cut off, without the half of a rune or of an escape that is left of it.
func closeString(body []byte) []byte {
	open, escape := false, -1 // escape: where an unfinished escape begins
	for i := 0; i < len(body); i++ {
		switch {
		case !open:
			open = body[i] == '"'
		case body[i] == '"':
			open = false
		case body[i] == '\\':
			size := 2
			if i+1 < len(body) && body[i+1] == 'u' {
				size = 6
			}
			if i+size > len(body) {
				escape = i
			}
			i += size - 1
		}
	}
	if !open {
		return body
	}
	if escape >= 0 {
		body = body[:escape]
	}
	for cut := 0; cut < utf8.UTFMax-1 && len(body) > 0; cut++ {
		if r, size := utf8.DecodeLastRune(body); r != utf8.RuneError || size != 1 {
			break
		}
		body = body[:len(body)-1]
	}
	return append(bytes.Clone(body), '"')
}
