package monitor

import (
	"slices"
	"strings"
)

// Setup is what a job runs with, as far as somebody who looks for a change needs to know: of a Definition what its next run will be made
// from, of a run what it was made from. It is compact, since a State holds two of them, and it has no values of settings, only names.
type Setup struct {
	// Spec is a hash of all that the source says of how to run the job. It begins with the form that was hashed and a point: those of two
	// forms say nothing of each other. Parts are the short hashes of its SpecParts, in their order and PartLen long each.
	Spec   string   `json:"spec,omitempty"`
	Parts  string   `json:"parts,omitempty"`
	Images []Image  `json:"images,omitempty"`
	Config []Config `json:"config,omitempty"` // of a run only: a Definition knows no versions
	Node   string   `json:"node,omitempty"`   // on which a run was, the newest of its pods; of a run only
}

// Image is what a container runs.
type Image struct {
	Container string `json:"container"`
	Image     string `json:"image"`
	// Digest is what the node made of that, shortened; empty where nobody has seen it, and in a Definition.
	Digest string `json:"digest,omitempty"`
}

// Config is an object that a job reads its settings from.
type Config struct {
	Object  string `json:"object"`            // "configmap/NAME", "secret/NAME"
	Version string `json:"version,omitempty"` // in which the run found it; empty: not known
}

// SpecPart is what Setup.Parts tells apart.
type SpecPart string

// The parts of a spec; its images are compared one by one.
const (
	PartCommand   SpecPart = "command"
	PartEnv       SpecPart = "env" // names and references, never values
	PartResources SpecPart = "resources"
	PartVolumes   SpecPart = "volumes"
	PartOthers    SpecPart = "others" // service account, node selector and all the rest
)

// PartLen is how many characters of Setup.Parts each part has.
const PartLen = 8

// SpecParts lists them in the order of Setup.Parts.
func SpecParts() []SpecPart {
	return []SpecPart{PartCommand, PartEnv, PartResources, PartVolumes, PartOthers}
}

// part is the hash of the part with that number; empty where it is not known.
func (s Setup) part(i int) string {
	if (i+1)*PartLen > len(s.Parts) {
		return ""
	}
	return s.Parts[i*PartLen : (i+1)*PartLen]
}

// OtherParts are those parts of a spec that are not what they were before. Nil where that cannot be told.
func (s Setup) OtherParts(before Setup) []SpecPart {
	if !s.Comparable(before) {
		return nil
	}
	var other []SpecPart
	for i, p := range SpecParts() {
		if s.part(i) != before.part(i) {
			other = append(other, p)
		}
	}
	return other
}

// Comparable reports whether the two say the same of the same things.
func (s Setup) Comparable(other Setup) bool {
	form, of := s.form(), other.form()
	return form != "" && form == of
}

// form is what Spec is a hash of: what stands before its point.
func (s Setup) form() string {
	form, _, found := strings.Cut(s.Spec, ".")
	if !found {
		return ""
	}
	return form
}

// seen is what is known of a run's setup once more is seen of it: what was seen before and is gone by now stays, and so do the versions that
// the run began with, which whoever asks in the middle of it does not find any more.
func seen(s, newer *Setup) *Setup {
	switch {
	case newer == nil:
		return s
	case s == nil:
		return newer
	}
	all := *newer
	all.Images = slices.Clone(newer.Images)
	for i := range all.Images {
		at := slices.IndexFunc(s.Images, func(was Image) bool {
			return was.Container == all.Images[i].Container && was.Image == all.Images[i].Image
		})
		if at >= 0 && all.Images[i].Digest == "" {
			all.Images[i].Digest = s.Images[at].Digest
		}
	}
	if all.Node == "" {
		all.Node = s.Node
	}
	if len(s.Config) > 0 {
		all.Config = s.Config
	}
	return &all
}
