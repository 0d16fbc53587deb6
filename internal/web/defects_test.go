package web_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/ownership"
)

// defective is a shelf with the defects of two teams.
func defective() *shelf {
	found := func(kind ownership.DefectKind, subject, team, detail string) ownership.Finding {
		return ownership.Finding{Defect: ownership.Defect{Kind: kind, Subject: subject, Team: team, Detail: detail, Since: noon().AddDate(0, 0, -3)}}
	}
	return &shelf{defects: []ownership.Finding{
		found(ownership.NoRunbook, "billing/invoice", "billing", ""),
		found(ownership.ChannelArchived, "channel C1", "billing", "<b>why</b>"),
		found(ownership.NoOwner, "a/b", "accounts", ""),
	}}
}

func TestTheDefectsAreNotToBeHad(t *testing.T) {
	t.Parallel()
	if r := get(t, &shelf{err: errors.New("disk gone")}, "/defects"); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("status %d", r.StatusCode)
	}
}

// TestMoreDefectsThanAPageShows: how many are left out is said.
func TestMoreDefectsThanAPageShows(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	for n := range 503 {
		d := ownership.Defect{Kind: ownership.NoRunbook, Subject: fmt.Sprintf("billing/job-%03d", n), Team: "billing", Since: noon()}
		s.defects = append(s.defects, ownership.Finding{Defect: d})
	}
	r := get(t, s, "/defects")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(body); strings.Count(text, "billing/job-") != 500 || !strings.Contains(text, "and 3 more") {
		t.Errorf("%d are shown, and it does not say that there are 3 more", strings.Count(text, "billing/job-"))
	}
}
