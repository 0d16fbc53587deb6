package main

import (
	"image"
	"image/color"
	"testing"
	"testing/synctest"
	"time"
)

func TestSlackTakesTheScenes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		all := scenes(time.Now())
		s, err := tell(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, scene := range all {
			if roots := s.Roots(channel(scene)); len(roots) != 1 {
				t.Errorf("%s: %d messages, want one with a thread", scene.name, len(roots))
			}
		}
	})
}

func TestCrop(t *testing.T) {
	t.Parallel()
	m := image.NewRGBA(image.Rect(0, 0, 300, 200))
	m.Set(10, 10, color.White) // in the bar
	m.Set(100, 50, color.White)
	m.Set(139, 69, color.White)
	if got, want := crop(m, 40).Bounds(), image.Rect(0, 0, 40+2*margin, 20+2*margin); got != want {
		t.Errorf("cut to %v, want %v", got, want)
	}
}
