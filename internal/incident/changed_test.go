package incident_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// setup is one whose images are "container=image" or "container=image@digest", with a spec that nothing else says something of.
func setup(images ...string) monitor.Setup {
	s := monitor.Setup{Spec: "1.x", Parts: strings.Repeat("a", 5*monitor.PartLen)}
	for _, i := range images {
		container, image, _ := strings.Cut(i, "=")
		image, digest, _ := strings.Cut(image, "@")
		s.Images = append(s.Images, monitor.Image{Container: container, Image: image, Digest: digest})
	}
	return s
}

func with(s monitor.Setup, f func(*monitor.Setup)) monitor.Setup {
	f(&s)
	return s
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	node := func(name string) func(*monitor.Setup) { return func(s *monitor.Setup) { s.Node = name } }
	config := func(version string) func(*monitor.Setup) {
		return func(s *monitor.Setup) {
			s.Config = []monitor.Config{{Object: "configmap/a", Version: version}, {Object: "secret/b", Version: "1"}}
		}
	}
	tests := map[string]struct {
		before, after monitor.Setup
		want          []string
	}{
		"nothing":            {setup("main=a:1"), setup("main=a:1"), nil},
		"an image":           {setup("main=a:1", "proxy=p"), setup("main=a:2", "proxy=p"), []string{"image main a:1 a:2"}},
		"pushed anew":        {setup("main=a:1@sha256:0"), setup("main=a:1@sha256:1"), []string{"digest main sha256:0 sha256:1"}},
		"digest not known":   {setup("main=a:1@sha256:0"), setup("main=a:1"), nil},
		"an image, not both": {setup("main=a:1@sha256:0"), setup("main=a:2@sha256:1"), []string{"image main a:1 a:2"}},
		"one more":           {setup("main=a:1"), setup("main=a:1", "more=b"), []string{"image more  b"}},
		"one less":           {setup("main=a:1", "less=b"), setup("main=a:1"), []string{"image less b "}},
		"parts": {
			setup(), with(setup(), func(s *monitor.Setup) {
				s.Parts = strings.Repeat("a", 4*monitor.PartLen) + strings.Repeat("b", monitor.PartLen)
			}),
			[]string{"spec others  "},
		},
		"node":            {with(setup(), node("a")), with(setup(), node("b")), []string{"node  a b"}},
		"node not known":  {with(setup(), node("a")), setup(), nil},
		"config":          {with(setup(), config("1")), with(setup(), config("2")), []string{"config configmap/a 1 2"}},
		"config not read": {with(setup(), config("1")), with(setup(), config("")), nil},
		"node is last": {
			with(setup("main=a:1"), node("a")), with(setup("main=a:2"), node("b")), []string{"image main a:1 a:2", "node  a b"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range incident.Differences(tt.before, tt.after) {
				got = append(got, fmt.Sprintf("%s %s %s %s", d.What, d.Name, d.Before, d.After))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	var before, after monitor.Setup
	for i := range 50 {
		before.Images = append(before.Images, monitor.Image{Container: fmt.Sprint(i), Image: "a"})
		after.Images = append(after.Images, monitor.Image{Container: fmt.Sprint(i), Image: "b"})
	}
	before.Node, after.Node = "a", "b"
	if all := incident.Differences(before, after); len(all) != incident.MaxChanged || all[len(all)-1].What != incident.NodeAspect {
		t.Errorf("%d: %v", len(all), all)
	}
}

// TestANoticeSaysWhatChanged: of a run by what it was made from, of an absence by what its run would have been made from; what ended the
// trouble does not make that forgotten.
func TestANoticeSaysWhatChanged(t *testing.T) {
	t.Parallel()
	was, is, next := setup("main=a:1"), setup("main=a:2"), setup("main=a:3")
	s := monitor.State{ID: "kube/1", FirstSeen: day, Definition: monitor.Definition{Name: "close", Setup: &next}, LastSuccess: day}
	s.Baseline = monitor.Baseline{Setup: &was, AsDefined: true, Took: []int32{60, 61, 62, 63, 64}, Waited: []int32{1, 1, 1, 1, 2}}
	failed := bad(2, monitor.Failed, diagnose.ExitCode)
	failed.Setup, failed.StartedAt = &is, failed.Slot.Add(30*time.Second)
	open := incident.Apply(nil, s, failed, func() string { return "1" })
	n := open[0].Notice
	want := []incident.Difference{{What: incident.ImageAspect, Name: "main", Before: "a:1", After: "a:2"}}
	if diff := cmp.Diff(want, n.Changed); diff != "" || !n.Compared {
		t.Error(diff)
	}
	if n.Usual.Took.Typical != 62*time.Second || n.Usual.Waited.Most != 2*time.Second || n.Waited != 30*time.Second {
		t.Errorf("%+v, waited %s", n.Usual, n.Waited)
	}
	if n.Subject.Spec != next.Spec {
		t.Errorf("spec %q", n.Subject.Spec)
	}
	over := s
	over.Baseline.Setup = &is
	closed := incident.Apply(open, over, good(3), nil)
	if diff := cmp.Diff(want, closed[0].Notice.Changed); diff != "" {
		t.Errorf("of the recovery: %s", diff)
	}
	missed := incident.Apply(nil, s, bad(2, monitor.Missed, diagnose.NoJob), func() string { return "2" })[0].Notice
	if len(missed.Changed) != 1 || missed.Changed[0].After != "a:3" {
		t.Errorf("missed: %+v", missed.Changed)
	}
	mutated := s
	mutated.Baseline.AsDefined = false
	n = incident.Apply(nil, mutated, bad(2, monitor.Missed, diagnose.NoJob), func() string { return "4" })[0].Notice
	if n.Compared || n.Changed != nil {
		t.Errorf("missed, where runs are not made as they are defined: %+v", n.Changed)
	}
	unseen := incident.Apply(nil, s, bad(2, monitor.Failed, diagnose.ExitCode), func() string { return "3" })[0].Notice
	if unseen.Compared || len(unseen.Changed) > 0 {
		t.Errorf("of a run that nobody saw being made: %+v", unseen.Changed)
	}
}
