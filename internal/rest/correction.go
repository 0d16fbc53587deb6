package rest

import (
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// Teams are those of the directory.
type Teams interface {
	// Named returns the id of the team that somebody means by its id or name.
	Named(text string) (id string, ok bool)
}

// correctionOf is how the job of an Incident gets the owner that somebody named; nil where it is not a CronJob whose manifest could say so.
func (h *Handler) correctionOf(i incident.Incident, to string) *wire.Correction {
	s := i.Notice.Subject
	if s.Source != monitor.SourceKubernetes || s.Namespace == "" || s.Name == "" {
		return nil
	}
	team, _ := h.Teams.Named(to)
	return new(wire.Correction(i.Notice.Owner.Correct(s.Namespace, s.Name, team)))
}
