package webhook

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzWebhook(f *testing.F) {
	f.Add([]byte(`{"event":"check_in_missing","message":"m","project":{"id":1,"name":"p"},"check_in":{"id":"a","state":"missing","reported_at":"2026-01-01T00:00:00Z","expected_at":null,"missed_count":1,"grace_period":"5 minutes","report_period":300}}`))
	f.Add([]byte(`{"event":"check_in_reporting","payload_version":"v3","project":{"id":"1"},"check_in":{"id":2,"grace_period":"00:00:00","cron_schedule":"* * * * *","cron_timezone":"UTC","details_url":"https://x"}}`))
	f.Add([]byte(`{"event":"occurred"}`))
	f.Add([]byte(`{"event":"check_in_missing","project":{"id":-1},"check_in":{"id":1e9,"missed_count":"7","grace_period":1e300}}`))
	now := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := decode(body)
		if err != nil {
			if !utf8.ValidString(err.Error()) || len(err.Error()) > 1000 {
				t.Errorf("error %q", err)
			}
			return
		}
		all, again := e.observations("", now), e.observations("", now.Add(time.Second))
		if len(all) != 2 || all[0].ID == all[1].ID || all[1].ID != again[1].ID {
			t.Fatalf("%+v, %+v", all, again)
		}
		d, r := all[0].Definition, all[1].Report
		if d.Name == "" || d.Grace < 0 || r.MissedCount < 0 || r.ExpectedAt.After(now) || r.ReportedAt.After(now) || all[1].At.After(now) {
			t.Errorf("%+v %+v", d, r)
		}
		for _, s := range []string{d.Name, d.Schedule.Expr, d.Schedule.Zone, r.Message, r.DetailsURL, all[1].ID} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || len(s) > maxText {
				t.Errorf("text %q", s)
			}
		}
	})
}
