package healthchecks

import (
	"crypto/sha1" //nolint:gosec // the wire derives its unique keys so; nothing is secured by it
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// shape is a check as the API shows it.
type shape struct {
	UUID           string  `json:"uuid,omitempty"`
	Name           string  `json:"name"`
	Slug           string  `json:"slug"`
	Tags           string  `json:"tags"`
	Desc           string  `json:"desc"`
	Grace          int64   `json:"grace"`
	Pings          int64   `json:"n_pings"`
	Status         string  `json:"status"`
	Started        bool    `json:"started"`
	LastPing       *string `json:"last_ping"`
	NextPing       *string `json:"next_ping"`
	ManualResume   bool    `json:"manual_resume"`
	Methods        string  `json:"methods"`
	Subject        string  `json:"subject"`
	SubjectFail    string  `json:"subject_fail"`
	StartWords     string  `json:"start_kw"`
	SuccessWords   string  `json:"success_kw"`
	FailureWords   string  `json:"failure_kw"`
	FilterSubject  bool    `json:"filter_subject"`
	FilterBody     bool    `json:"filter_body"`
	FilterHTTPBody bool    `json:"filter_http_body"`
	DefaultFail    bool    `json:"filter_default_fail"`
	LastDuration   int64   `json:"last_duration,omitempty"` // seconds
	UniqueKey      string  `json:"unique_key,omitempty"`
	PingURL        string  `json:"ping_url,omitempty"`
	UpdateURL      string  `json:"update_url,omitempty"`
	PauseURL       string  `json:"pause_url,omitempty"`
	ResumeURL      string  `json:"resume_url,omitempty"`
	Channels       *string `json:"channels,omitempty"`
	Timeout        int64   `json:"timeout,omitempty"` // seconds
	Schedule       string  `json:"schedule,omitempty"`
	TZ             string  `json:"tz,omitempty"`
}

// shape is how a check looks to a call at an instant. s is the State of its Monitor.
func (h *Handler) shape(to call, c checkin.CheckIn, s monitor.State, now time.Time) shape {
	st, own := checkin.Stand(c, s, now), c.Healthchecks
	out := shape{
		Name: c.Name, Slug: slugOf(c), Tags: strings.Join(c.Tags, " "), Desc: c.Description, Grace: wholeSeconds(c.Grace),
		Pings: st.Reports, Status: statusOf(st), Started: !st.StartedAt.IsZero(), LastPing: instant(st.ReportedAt),
		ManualResume: own.ManualResume, StartWords: own.StartWords, SuccessWords: own.SuccessWords, FailureWords: own.FailureWords,
		FilterSubject: own.FilterSubject, FilterBody: own.FilterBody, FilterHTTPBody: own.FilterHTTPBody, DefaultFail: own.DefaultFail,
		LastDuration: wholeSeconds(st.Duration),
	}
	if st.Status == checkin.Up || st.Status == checkin.Late {
		out.NextPing = instant(st.ExpectedAt)
	}
	overdue := c.Expect.MaxDuration > 0 && now.Sub(st.StartedAt) >= c.Expect.MaxDuration
	if to.v == 1 && out.Started && st.Status != checkin.Paused && !overdue {
		out.Status = "started"
	}
	if own.PostOnly {
		out.Methods = http.MethodPost
	}
	if own.FilterSubject {
		out.Subject, out.SubjectFail = own.SuccessWords, own.FailureWords
	}
	if c.Schedule.Kind == schedule.KindEvery {
		out.Timeout = wholeSeconds(c.Schedule.Period)
	} else {
		out.Schedule, out.TZ = c.Schedule.Expr, c.Schedule.In(time.UTC.String()).Zone
	}
	if to.readOnly {
		out.UniqueKey = uniqueKey(c.ID)
	} else {
		h.shapeAddresses(&out, to, c)
	}
	return out
}

// shapeAddresses adds what only those are shown who may change the check.
func (h *Handler) shapeAddresses(out *shape, to call, c checkin.CheckIn) {
	out.PingURL = h.Service.URL(c.ID)
	if id, ok := canonical(c.ID); ok {
		out.PingURL = h.BaseURL + "/ping/" + c.ID
		if to.v == 3 {
			out.UUID = id
		}
	}
	out.UpdateURL = h.BaseURL + "/api/v" + strconv.Itoa(to.v) + "/checks/" + url.PathEscape(c.ID)
	out.PauseURL, out.ResumeURL = out.UpdateURL+"/pause", out.UpdateURL+"/resume"
	out.Channels = new(h.channelIDs())
}

// statusOf is a status in the words of this wire.
func statusOf(st checkin.Standing) string {
	switch st.Status {
	case checkin.Paused:
		return "paused"
	case checkin.Down:
		return "down"
	case checkin.Late:
		return "grace"
	case checkin.Up:
		return "up"
	default:
		return "new"
	}
}

func wholeSeconds(d time.Duration) int64 { return int64(d / time.Second) }

// instant is an instant in whole seconds; nil for none.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(isoformat(t, time.Second))
}

// isoformat is an instant in the spelling of this wire, cut off to a unit: it writes +00:00 where others write Z.
func isoformat(t time.Time, unit time.Duration) string {
	layout := "2006-01-02T15:04:05-07:00"
	if t = t.UTC().Truncate(unit); t.Nanosecond() != 0 {
		layout = "2006-01-02T15:04:05.000000-07:00"
	}
	return t.Format(layout)
}

// uniqueKey names a check to those who may only look: it does not let them ping. It is made of the first half of a UUID; of another id,
// of its hash.
func uniqueKey(id string) string {
	half := strings.ReplaceAll(id, "-", "")
	if _, ok := canonical(id); !ok {
		sum := sha256.Sum256([]byte(id))
		half = hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum([]byte(strings.ToLower(half[:16]))) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}
