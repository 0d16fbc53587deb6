package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/test/slack"
)

// The channels of teams that come and go.
const (
	billingChannel  = "C0BILLING01"
	financeChannel  = "C0FINANCE01"
	paymentsChannel = "C0PAYMENT01"
)

const readToken = "e2e-0123456789abcdef"

// TestTheOrganisationChanges: a channel is archived between two failures, then its team is dissolved into another one, and then the
// namespace changes hands. Each next message arrives with who is to act now, and says why.
func TestTheOrganisationChanges(t *testing.T) {
	s := newScenario(t, func(set *settings) {
		set.byPattern, set.errors = true, []string{"message given up"}
		set.extra = "directory: {file: teams.yaml}\napi: {tokens: [{name: e2e, token: " + readToken + "}]}\n"
	})
	for id, name := range map[string]string{billingChannel: "billing", financeChannel: "finance", paymentsChannel: "payments"} {
		if err := s.slack.AddChannel(slack.Channel{ID: id, Name: name, Member: true}); err != nil {
			t.Fatal(err)
		}
	}
	s.write("teams.yaml", `teams:
  - {id: billing, name: Billing, slack_channel: C0BILLING01, parent: finance}
  - {id: finance, name: Finance, slack_channel: C0FINANCE01}
`)
	s.owned("billing")
	s.start()

	s.fails("first", billingChannel, "Billing (annotation rollcall.dev/owner of the namespace)")
	if err := s.slack.Archive(billingChannel); err != nil {
		t.Fatal(err)
	}
	s.fails("second", financeChannel, "Billing", "This was meant for slack "+billingChannel, "is_archived", "Finance is above Billing")
	s.defects(ownership.ChannelArchived, "channel "+billingChannel)

	s.write("teams.yaml", `teams:
  - {id: billing, name: Billing, status: archived, successor: payments}
  - {id: payments, name: Payments, slack_channel: C0PAYMENT01}
`)
	eventually(t, soon, "the directory is in force", func() (bool, string) {
		return len(s.log.logged("configuration_changed")) > 0, s.log.tail(3)
	})
	s.defects(ownership.ChannelArchived) // nobody reads there any more
	s.fails("third", paymentsChannel, "Payments", "after billing was archived")

	s.owned("platform")
	// The namespace is watched: the next failure is that of its new owner once this has come through.
	eventually(t, soon, "the job has a new owner", func() (bool, string) {
		body := s.api("/api/v1/monitors")
		return strings.Contains(body, `"owner":"platform"`) && !strings.Contains(body, `"owner":"payments"`), body
	})
	s.fails("fourth", slack.DefaultChannel, "Platform (annotation rollcall.dev/owner of the namespace)")
}

// owned writes the owner into the namespace.
func (s *scenario) owned(team string) {
	s.t.Helper()
	patch := fmt.Sprintf(`{"metadata":{"annotations":{%q:%q}}}`, ownership.OwnerAnnotation, team)
	_, err := s.env.Client.CoreV1().Namespaces().Patch(s.ctx, s.namespace, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		s.t.Fatalf("namespace: %v", err)
	}
}

// fails has a job fail, and expects the message in a channel.
func (s *scenario) fails(name, channel, owner string, words ...string) {
	s.t.Helper()
	s.apply(cronJob(name).every(never).fails(3, "FATAL: boom"))
	s.trigger(name)
	m := s.expect(told(name, "failed").fact("Owner", owner).why(words...))
	if m.Channel != channel {
		s.t.Fatalf("it is told in %s, want %s:\n%s", m.Channel, channel, read(m).text)
	}
}

// api asks the API, as who may read.
func (s *scenario) api(path string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.address()+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+readToken)
	status, body, err := answer(req)
	if err != nil || status != http.StatusOK && status != http.StatusServiceUnavailable {
		s.t.Fatalf("%s: %d %s %v", path, status, body, err)
	}
	return body
}

// defects waits until those of a kind are about this and nothing else.
func (s *scenario) defects(kind ownership.DefectKind, want ...string) {
	s.t.Helper()
	eventually(s.t, soon, fmt.Sprintf("%s of %q", kind, want), func() (bool, string) {
		body := s.api("/api/v1/defects?kind=" + string(kind))
		var page struct{ Defects []struct{ Subject string } }
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			return false, err.Error()
		}
		got := []string{}
		for _, d := range page.Defects {
			got = append(got, d.Subject)
		}
		return strings.Join(got, ", ") == strings.Join(want, ", "), body
	})
}
