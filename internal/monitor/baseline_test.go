package monitor_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
)

// made adds a setup to a run.
func made(setup *monitor.Setup, f func(*monitor.RunFacts)) func(*monitor.RunFacts) {
	return func(r *monitor.RunFacts) {
		f(r)
		r.Setup = setup
	}
}

func image(tag string) *monitor.Setup {
	return &monitor.Setup{Spec: "1." + tag, Images: []monitor.Image{{Container: "main", Image: "close:" + tag}}}
}

// TestBaseline: the setup of the last success stays, whatever fails after it, and no run keeps its own beyond its last word.
func TestBaseline(t *testing.T) {
	t.Parallel()
	s := begin(nil).
		job("02:00", "02:00", "02:00", made(image("1"), started("02:00"))).
		job("02:20", "02:00", "02:00", made(image("1"), ended("02:20", succeeded))).
		job("03:00", "03:00", "03:00", made(image("2"), started("03:01"))).
		job("03:10", "03:00", "03:00", made(image("2"), ended("03:10", failed))).
		job("03:11", "03:00", "03:00", made(image("2"), ended("03:10", failed))) // seen again
	b := s.state.Baseline
	if diff := cmp.Diff(image("1"), b.Setup); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(monitor.Baseline{Setup: b.Setup, Took: []int32{20 * 60}, Waited: []int32{0}}, b); diff != "" {
		t.Error(diff)
	}
	if slices.ContainsFunc(s.state.Runs, func(r monitor.Run) bool { return r.Setup != nil }) {
		t.Errorf("%+v", s.state.Runs)
	}
	s = s.job("04:00", "04:00", "04:00", made(image("3"), started("04:00")))
	if r := s.state.Runs[len(s.state.Runs)-1]; r.Setup == nil {
		t.Error("a run that goes on has lost its setup")
	}
}

// TestBaselineAsDefined: a run that was changed while it was admitted says nothing of what is defined.
func TestBaselineAsDefined(t *testing.T) {
	t.Parallel()
	s := begin(func(d *monitor.Definition) { d.Setup = image("1") }).
		job("02:00", "02:00", "02:00", made(image("1"), ended("02:20", succeeded)))
	if !s.state.Baseline.AsDefined {
		t.Error("it was made as it is defined")
	}
	s = s.job("03:00", "03:00", "03:00", made(image("2"), ended("03:20", succeeded)))
	if s.state.Baseline.AsDefined {
		t.Error("it was not made as it is defined")
	}
	if begin(nil).job("02:00", "02:00", "02:00", made(image("1"), ended("02:20", succeeded))).state.Baseline.AsDefined {
		t.Error("nothing is defined")
	}
}

// TestTheVerdictSaysWhatTheRunWasMadeFrom: also where only its first word did, and of a run that goes on.
func TestTheVerdictSaysWhatTheRunWasMadeFrom(t *testing.T) {
	t.Parallel()
	s := begin(takes(0, 20*time.Minute)).job("02:00", "02:00", "02:00", made(image("1"), started("02:00")))
	late := s.last("02:30", monitor.Observation{Kind: monitor.Clock, At: clockTime("02:30")})
	if late.Judgement != monitor.Running || late.Setup == nil {
		t.Errorf("%+v", late)
	}
	s.clock("02:30")
	over := monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00"), CreatedAt: clockTime("02:00")}
	ended("02:40", failed)(&over)
	over.Setup = &monitor.Setup{Spec: "1.1", Images: image("1").Images, Node: "n"}
	if v := s.last("02:40", monitor.Observation{Kind: monitor.RunSeen, Run: &over}); v.Setup == nil || v.Setup.Node != "n" {
		t.Errorf("%+v", v)
	}
}

// TestTheVersionsThatARunBeganWithStay: whoever asks again in the middle of it, since Rollcall was started anew, finds what is there then.
func TestTheVersionsThatARunBeganWithStay(t *testing.T) {
	t.Parallel()
	at := func(version string) *monitor.Setup {
		setup := image("1")
		if version != "" {
			setup.Config = []monitor.Config{{Object: "configmap/close", Version: version}}
		}
		return setup
	}
	for name, tt := range map[string]struct{ before, after, want string }{
		"asked again": {"7", "8", "7"}, "asked late": {"", "8", "8"}, "not asked again": {"7", "", "7"},
	} {
		s := begin(nil).job("02:00", "02:00", "02:00", made(at(tt.before), started("02:00"))).
			job("02:20", "02:00", "02:00", made(at(tt.after), ended("02:20", succeeded)))
		if diff := cmp.Diff(at(tt.want), s.state.Baseline.Setup); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestBaselineOfHistory: what succeeded before the roll began is compared with, too.
func TestBaselineOfHistory(t *testing.T) {
	t.Parallel()
	s := begin(nil).job("01:30", "00:00", "00:00", made(image("1"), ended("00:10", succeeded)))
	if len(s.verdict) > 0 || s.state.Baseline.Setup == nil || len(s.state.Baseline.Took) != 1 {
		t.Errorf("%+v, %v", s.state.Baseline, s.verdict)
	}
}

// TestUsual: ranges of what is known, from as many as say something, and of check-ins too.
func TestUsual(t *testing.T) {
	t.Parallel()
	s := reporting(nil)
	for i, minutes := range []int{10, 11, 12, 13, 14} {
		if _, known := s.state.Baseline.UsuallyTook(); known {
			t.Errorf("known from %d runs", i)
		}
		at := fmt.Sprintf("%02d:00", 2+i)
		s = s.took(at, clockTime(at).Add(time.Duration(minutes)*time.Minute).Format("15:04"), unnamed)
	}
	got, known := s.state.Baseline.UsuallyTook()
	if want := (monitor.Usual{Typical: 12 * time.Minute, Most: 14 * time.Minute}); !known || got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	b := monitor.Baseline{}
	for i := range int32(20) {
		b.Took = append(b.Took, 100+i/10*50)
	}
	if grew, known := b.Grew(); !known || grew != 0.5 {
		t.Errorf("grew by %v", grew)
	}
	if _, known := (monitor.Baseline{Took: b.Took[:9]}).Grew(); known {
		t.Error("a trend of nine")
	}
}

// TestBaselineIsBounded: a State is stored with every change.
func TestBaselineIsBounded(t *testing.T) {
	t.Parallel()
	s := begin(nil)
	for hour := 2; hour < 23; hour++ {
		for _, minute := range []int{0, 10} {
			at := fmt.Sprintf("%02d:%02d", hour, minute)
			s = s.job(at, fmt.Sprintf("%02d:00", hour), at, made(image("1"), ended(fmt.Sprintf("%02d:%02d", hour, minute+9), succeeded)))
		}
	}
	b := s.state.Baseline
	if len(b.Took) != 20 || len(b.Waited) != 20 {
		t.Errorf("%d and %d", len(b.Took), len(b.Waited))
	}
	doc, err := json.Marshal(b)
	if err != nil || len(doc) > 350 {
		t.Errorf("%d bytes, %v: %s", len(doc), err, doc)
	}
}

func TestSetupParts(t *testing.T) {
	t.Parallel()
	before := monitor.Setup{Spec: "1.a", Parts: "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeee"}
	for name, tt := range map[string]struct {
		after      monitor.Setup
		comparable bool
		want       []monitor.SpecPart
	}{
		"the same":        {before, true, nil},
		"two parts":       {monitor.Setup{Spec: "1.b", Parts: "aaaaaaaaXbbbbbbbccccccccddddddddXeeeeeee"}, true, []monitor.SpecPart{"env", "others"}},
		"another form":    {monitor.Setup{Spec: "2.b", Parts: "x"}, false, nil},
		"not known":       {monitor.Setup{}, false, nil},
		"no form":         {monitor.Setup{Spec: "b"}, false, nil},
		"broken off":      {monitor.Setup{Spec: "1.b", Parts: "aaaaaaaabbbbbbbbccccccccdddddddd"}, true, []monitor.SpecPart{"others"}},
		"no parts at all": {monitor.Setup{Spec: "1.b"}, true, monitor.SpecParts()},
	} {
		if got := tt.after.Comparable(before); got != tt.comparable {
			t.Errorf("%s: comparable %v", name, got)
		}
		if diff := cmp.Diff(tt.want, tt.after.OtherParts(before)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
