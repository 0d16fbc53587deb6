package seeds

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
)

// Play has play called with each seed from the first on, by so many workers, which share them, until it says that there is no more.
func Play(t *testing.T, first uint64, workers int, play func(t *testing.T, seed uint64) (more bool)) {
	t.Helper()
	var next atomic.Uint64
	next.Store(first)
	t.Run("play", func(t *testing.T) {
		for w := range workers {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				t.Parallel()
				for play(t, next.Add(1)-1) {
				}
			})
		}
	})
}

// Given is the history that a name stands for: a seed, from which it is drawn, or a file that holds it.
func Given[H any](t *testing.T, name string, draw func(seed uint64) H) H {
	t.Helper()
	if seed, err := strconv.ParseUint(name, 10, 64); err == nil {
		return draw(seed)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var h H
	if err := json.Unmarshal(text, &h); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return h
}
