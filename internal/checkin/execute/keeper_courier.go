package execute

import (
	"path/filepath"
	"sync/atomic"

	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

// newCourier returns the one that tells what this keeper has to tell. It says what goes wrong to the front one while that listens, and
// after that leaves a note in the spool, which the next one tells.
func (k *keeper) newCourier() *courier {
	dir := k.Spool
	if abs, err := filepath.Abs(dir); dir != "" && err == nil {
		dir = abs // we leave the folder that it is relative to
	}
	var notes atomic.Pointer[spool.Spool]
	say := func(text string) {
		if k.link.send(word{Kind: line, Text: text}) == nil {
			return
		}
		if s := notes.Load(); s != nil {
			s.Note(text)
		}
	}
	sender := &report.Sender{UserAgent: k.UserAgent}
	return &courier{
		url: k.URL, patience: defaultPatience(), send: sender.Send, say: say, talkative: k.Talkative, stop: k.stop,
		gaveUp: func() { _ = k.link.send(word{Kind: done}) },
		open: func() (*spool.Spool, error) {
			s, err := openSpool(dir)
			if s == nil {
				return nil, err
			}
			notes.Store(s)
			for _, note := range s.TakeNotes() {
				say("noted earlier: " + note)
			}
			return s, nil
		},
	}
}
