package ownership

import (
	"cmp"
	"slices"
	"time"
)

// DefectKind says what is wrong.
type DefectKind string

// The kinds of Defect. The first four say that the directory does not lead to a team, the next ones that a place or a person is gone, the
// last ones that a stranger would not know what to do.
const (
	NoOwner      DefectKind = "no_owner"
	UnknownTeam  DefectKind = "unknown_team"
	ArchivedTeam DefectKind = "archived_team" // without a successor
	Cycle        DefectKind = "cycle"

	ChannelArchived   DefectKind = "channel_archived"
	ChannelNotFound   DefectKind = "channel_not_found"
	ChannelWithoutUs  DefectKind = "channel_without_us"
	UsergroupEmpty    DefectKind = "usergroup_empty"
	UsergroupDisabled DefectKind = "usergroup_disabled" // or it does not exist
	PersonLeft        DefectKind = "person_left"
	ReviewOverdue     DefectKind = "review_overdue"

	NoRunbook   DefectKind = "no_runbook"
	RunbookDead DefectKind = "runbook_dead"
	NoSeverity  DefectKind = "no_severity"
	NoRerun     DefectKind = "no_rerun"
)

// DefectKinds lists all kinds, the most urgent first.
func DefectKinds() []DefectKind {
	return []DefectKind{
		NoOwner, UnknownTeam, ArchivedTeam, Cycle, ChannelArchived, ChannelNotFound, ChannelWithoutUs, UsergroupDisabled, UsergroupEmpty,
		PersonLeft, RunbookDead, ReviewOverdue, NoRunbook, NoSeverity, NoRerun,
	}
}

// Defect is something that will keep a message from reaching somebody who can act on it. It keeps no message from being sent.
type Defect struct {
	Kind    DefectKind `json:"kind"`
	Subject string     `json:"subject"`           // "billing/invoice", "team billing", "channel C012345"
	Monitor string     `json:"monitor,omitempty"` // its ID, where the Subject is a job
	Team    string     `json:"team"`              // id of the team that is to mend it
	Detail  string     `json:"detail,omitempty"`
	Since   time.Time  `json:"since,omitzero"` // zero: since it was first seen
}

// ID tells a Defect from all others; it stays the same for as long as the Defect is there.
func (d Defect) ID() string { return string(d.Kind) + " " + cmp.Or(d.Monitor, d.Subject) }

// Compare orders Defects: the most urgent first, then by subject.
func (d Defect) Compare(other Defect) int {
	order := DefectKinds()
	return cmp.Or(cmp.Compare(slices.Index(order, d.Kind), slices.Index(order, other.Kind)),
		cmp.Compare(d.Subject, other.Subject), cmp.Compare(d.Monitor, other.Monitor))
}

// Finding is a Defect as it was found, again and again.
type Finding struct {
	Defect

	FirstSeen time.Time `json:"first_seen"`
	LastSeen  time.Time `json:"last_seen"`
	GoneAt    time.Time `json:"gone_at,omitzero"` // zero: it is there
	ToldAt    time.Time `json:"told_at,omitzero"` // when a digest told of it last; zero: none did
}

// Merge brings what was known up to date with what a check has found at an instant. It returns what has changed or was seen again; what
// is gone is among it once. What a check could not look at, by blind, is neither seen nor gone.
func Merge(known []Finding, found []Defect, blind func(Defect) bool, now time.Time) []Finding {
	before := make(map[string]Finding, len(known))
	for _, f := range known {
		before[f.ID()] = f
	}
	seen := make(map[string]bool, len(found))
	merged := make([]Finding, 0, len(found))
	for _, d := range found {
		if seen[d.ID()] {
			continue
		}
		seen[d.ID()] = true
		f, again := before[d.ID()]
		if !again || !f.GoneAt.IsZero() {
			f = Finding{FirstSeen: now}
		}
		if d.Since.IsZero() {
			d.Since = f.Since
		}
		if d.Since.IsZero() {
			d.Since = f.FirstSeen
		}
		f.Defect, f.LastSeen = d, now
		merged = append(merged, f)
	}
	for _, f := range known {
		if seen[f.ID()] || !f.GoneAt.IsZero() || blind(f.Defect) {
			continue
		}
		f.GoneAt = now
		merged = append(merged, f)
	}
	return merged
}
