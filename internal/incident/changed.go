package incident

import (
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Aspect is what a Difference is one of.
type Aspect string

// The aspects.
const (
	ImageAspect  Aspect = "image"  // of the container Name, by its reference; empty on one side where the container is not there
	DigestAspect Aspect = "digest" // of the same reference: what that name stands for on the node
	SpecAspect   Aspect = "spec"   // of the job: Name is the part, one of monitor.SpecParts; neither side is known
	ConfigAspect Aspect = "config" // the version of the object Name, "configmap/NAME" or "secret/NAME"
	NodeAspect   Aspect = "node"   // where it ran
)

// Difference is something that is not as it was at the last success. Its texts come from the cluster.
type Difference struct {
	What   Aspect `json:"what"`
	Name   string `json:"name,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// MaxChanged bounds Notice.Changed.
const MaxChanged = 12

// Differences are what is not the same in two setups, of what both know: images first, the node last.
func Differences(before, after monitor.Setup) []Difference {
	all := images(before.Images, after.Images)
	for _, p := range after.OtherParts(before) {
		all = append(all, Difference{What: SpecAspect, Name: string(p)})
	}
	for _, is := range after.Config {
		for _, was := range before.Config {
			if was.Object == is.Object && was.Version != is.Version && was.Version != "" && is.Version != "" {
				all = append(all, Difference{What: ConfigAspect, Name: is.Object, Before: was.Version, After: is.Version})
			}
		}
	}
	if len(all) > MaxChanged-1 {
		all = all[:MaxChanged-1]
	}
	if before.Node != "" && after.Node != "" && before.Node != after.Node {
		all = append(all, Difference{What: NodeAspect, Before: before.Node, After: after.Node})
	}
	return all
}

func images(before, after []monitor.Image) []Difference {
	var all []Difference
	was := make(map[string]monitor.Image, len(before))
	for _, i := range before {
		was[i.Container] = i
	}
	for _, is := range after {
		i, known := was[is.Container]
		delete(was, is.Container)
		switch {
		case !known || i.Image != is.Image:
			all = append(all, Difference{What: ImageAspect, Name: is.Container, Before: i.Image, After: is.Image})
		case i.Digest != "" && is.Digest != "" && i.Digest != is.Digest:
			all = append(all, Difference{What: DigestAspect, Name: is.Container, Before: i.Digest, After: is.Digest})
		}
	}
	for _, i := range before {
		if _, gone := was[i.Container]; gone {
			all = append(all, Difference{What: ImageAspect, Name: i.Container, Before: i.Image})
		}
	}
	return all
}

// Usual is how long what succeeded took, and how long after its slot it started; a range is zero where too little is known.
type Usual struct {
	Took   monitor.Usual `json:"took,omitzero"`
	Waited monitor.Usual `json:"waited,omitzero"`
	// Grew is by how much longer the newer half of the known successes took than the older one, as a share; 0 where it did not.
	Grew float64 `json:"grew,omitempty"`
}

const (
	// shareOfSubstance is from when on runs that take longer and longer are a trend worth a word, and timeOfSubstance of which runs.
	shareOfSubstance = 0.2
	timeOfSubstance  = time.Minute
)

// compare completes what is told of a bad verdict with how it is different from the last successes.
func (n Notice) compare(s monitor.State, v monitor.Verdict) Notice {
	b := s.Baseline
	now := v.Setup
	if now == nil && v.Run == "" && b.AsDefined {
		now = s.Definition.Setup // what the run would have been made from, where nothing changes runs while they are admitted
	}
	if b.Setup != nil && now != nil && now.Comparable(*b.Setup) {
		n.Compared, n.Changed = true, Differences(*b.Setup, *now)
	}
	n.Waited, _ = v.Waited()
	n.Usual.Took, _ = b.UsuallyTook()
	n.Usual.Waited, _ = b.UsuallyWaited()
	if grew, _ := b.Grew(); grew >= shareOfSubstance && n.Usual.Took.Typical >= timeOfSubstance {
		n.Usual.Grew = grew
	}
	return n
}

// unlike takes over from an earlier Notice of the Incident what compare said.
func (n Notice) unlike(before Notice) Notice {
	n.Compared, n.Changed = before.Compared, before.Changed
	return n
}
