package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// DefectReader reads what the daily check has found. It is safe for concurrent use.
type DefectReader interface {
	// Defects lists those that are there.
	Defects(ctx context.Context) ([]ownership.Finding, error)
}

// teamDefects are those that one team is to mend.
type teamDefects struct {
	Team  string
	Found []defect
	More  int // beyond those that are shown
}

// defect is one of them, in words.
type defect struct {
	What, Subject, Detail string
	Since                 moment
}

// maxDefects bounds what the page shows of each team.
const maxDefects = 500

func (h *Handler) defects(w http.ResponseWriter, r *http.Request) {
	all, err := h.Defects.Defects(r.Context())
	if err != nil {
		h.failed(w, r, err)
		return
	}
	title := "Nothing to mend"
	if len(all) > 0 {
		title = counted(len(all), "thing to mend", "things to mend")
	}
	h.render(w, r, http.StatusOK, "defects", title, true, byTeam(all, time.Now()))
}

// byTeam groups by team, the most urgent first in each.
func byTeam(all []ownership.Finding, now time.Time) []teamDefects {
	clock := render.Clock{Zone: time.UTC, Now: now}
	slices.SortStableFunc(all, func(a, b ownership.Finding) int {
		return cmp.Or(cmp.Compare(a.Team, b.Team), a.Compare(b.Defect))
	})
	var teams []teamDefects
	for _, f := range all {
		if len(teams) == 0 || teams[len(teams)-1].Team != render.Line(f.Team) {
			teams = append(teams, teamDefects{Team: render.Line(f.Team)})
		}
		team := &teams[len(teams)-1]
		if len(team.Found) == maxDefects {
			team.More++
			continue
		}
		team.Found = append(team.Found, defect{
			What:    render.Defect(f.Kind, words.Of(words.English).Defect),
			Subject: render.Line(f.Subject), Detail: render.Line(f.Detail), Since: moment{f.Since, clock},
		})
	}
	return teams
}
