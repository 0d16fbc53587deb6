package truth

import (
	"time"
)

// Slack is how near to an edge of Rollcall's sight chance decides: an informer takes up to a minute to come back.
const Slack = 2 * time.Minute

// Span is a stretch of time.
type Span struct{ From, To time.Time }

func (s Span) has(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// Sight is when Rollcall could see: spans in which it was up and reached the API server.
type Sight struct {
	Span

	// Resumes says that its watches went on where those of the Sight before broke off, so that nothing between was lost.
	Resumes bool
}

// sights are all of them, oldest first.
type sights []Sight

// nextLook is the first instant from t on at which Rollcall could look; false where there is none.
func (s sights) nextLook(t time.Time) (time.Time, bool) {
	for _, s := range s {
		if s.has(t) {
			return t, true
		}
		if !s.From.Before(t) {
			return s.From, true
		}
	}
	return time.Time{}, false
}

// sureLook is the first instant from t on by which Rollcall surely has looked: it could, for long enough to get its bearings. The end of
// time where there is none.
func (s sights) sureLook(t time.Time) time.Time {
	for _, s := range s {
		begin := s.From
		if begin.Before(t) {
			begin = t
		}
		if s.To.Sub(begin) >= Slack {
			return begin.Add(Slack)
		}
	}
	return t.AddDate(100, 0, 0)
}

// watches are the spans in which nothing could escape Rollcall: sights that resume are one watch, with the gaps between them. In a
// sight that is short the watch may not come back in time, or end before it has shown anything, after which an informer lists anew;
// whether it counts is asked for.
func (s sights) watches(short bool) []Span {
	var all []Span
	broken := false
	for i, s := range s {
		brief := s.To.Sub(s.From) <= Slack
		switch {
		case i == 0, !s.Resumes, broken && !short:
			all = append(all, s.Span)
		case short || !brief:
			all[len(all)-1].To = s.To
		}
		broken = brief
	}
	return all
}

// certainty is what can be said of whether Rollcall got to know something.
type certainty int

const (
	no certainty = iota
	maybe
	yes
)

// shown says whether Rollcall got to see something that was so from one instant until another, the zero instant being never. A
// change that a watch delivers is seen however soon it is over.
func (s sights) shown(from, until time.Time) certainty {
	if surely := shown(s.watches(false), from, until); surely == yes {
		return yes
	}
	return min(shown(s.watches(true), from, until), maybe)
}

// directly is shown without what a watch may tell that goes on after a gap: it may have to begin anew.
func (s sights) directly(from, until time.Time) certainty { return shown(s.spans(), from, until) }

func (s sights) spans() []Span {
	var spans []Span
	for _, sight := range s {
		spans = append(spans, sight.Span)
	}
	return spans
}

func shown(watches []Span, from, until time.Time) certainty {
	best := no
	for _, w := range watches {
		to := w.To
		if !until.IsZero() && until.Before(to) {
			to = until
		}
		begin := from
		if w.From.After(begin) {
			begin = w.From
		}
		inside := !from.Before(w.From.Add(Slack)) && !from.After(w.To.Add(-Slack))
		switch {
		case inside || to.Sub(begin) >= Slack:
			return yes
		case to.Sub(begin) >= -Slack:
			best = maybe
		}
	}
	return best
}

// throughout says whether one watch covers all of a span, be it with gaps that it makes up for.
func (s sights) throughout(from, to time.Time) certainty {
	if surely := covers(s.watches(false), from, to); surely == yes {
		return yes
	}
	return min(covers(s.watches(true), from, to), maybe)
}

// witnessed says whether Rollcall saw everything of a span as it happened: a watch that makes up for a gap tells what happened in
// it, but not when.
func (s sights) witnessed(from, to time.Time) certainty {
	return covers(s.spans(), from, to)
}

func covers(spans []Span, from, to time.Time) certainty {
	best := no
	for _, w := range spans {
		switch {
		case !from.Before(w.From.Add(Slack)) && !to.After(w.To.Add(-Slack)):
			return yes
		case !from.Before(w.From.Add(-Slack)) && !to.After(w.To.Add(Slack)):
			best = maybe
		}
	}
	return best
}
