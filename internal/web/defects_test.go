package web_test

import (
	"errors"
	"net/http"
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
