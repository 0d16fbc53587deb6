package e2e

import (
	"bytes"
	"encoding/json"
	"strings"
	"sync"
	"time"
)

// output keeps what a process prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// tail is the last lines.
func (o *output) tail(lines int) string {
	all := strings.Split(strings.TrimRight(o.String(), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// logLine is a line of Rollcall's log; the fields below Msg are those of a verdict.
type logLine struct {
	Level     string    `json:"level"`
	Msg       string    `json:"msg"`
	Monitor   string    `json:"monitor"`
	Slot      time.Time `json:"slot"`
	Run       string    `json:"run"`
	Judgement string    `json:"judgement"`
	Cause     string    `json:"cause"`
	Flags     []string  `json:"flags"`

	text string
}

// logged are the complete lines with this message; empty is any.
func (o *output) logged(msg string) []logLine {
	var found []logLine
	for text := range strings.Lines(o.String()) {
		line := logLine{text: strings.TrimSpace(text)}
		if !strings.HasSuffix(text, "\n") || json.Unmarshal([]byte(text), &line) != nil {
			continue
		}
		if msg == "" || line.Msg == msg {
			found = append(found, line)
		}
	}
	return found
}
