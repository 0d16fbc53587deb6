package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

var update = flag.Bool("update", false, "write the golden files")

func TestPayloads(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(payloadOf(s.Attempt)); err != nil {
				t.Fatal(err)
			}
			notifytest.Golden(t, *update, s.Name+".json", out.Bytes())
		})
	}
}

// received is a request as it came in.
type received struct {
	header http.Header
	body   []byte
}

// serve answers with the statuses in turn, and keeps what came in.
func serve(t *testing.T, statuses ...int) (string, *[]received) {
	t.Helper()
	var got []received
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = append(got, received{r.Header, body})
		w.WriteHeader(statuses[min(len(got), len(statuses))-1])
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/hook", &got
}

func TestARequestCanBeVerified(t *testing.T) {
	t.Parallel()
	url, got := serve(t, 503, 202)
	n, err := New(Config{URL: url, Secret: "s3cret", AllowPrivate: true}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	a := notify.Attempt{Message: notify.Message{ID: "0193-d1", Action: notify.Post, Notice: notifytest.Failed()}}
	_, err = n.Notify(t.Context(), a)
	if _, retry := errors.AsType[*notify.RetryError](err); !retry {
		t.Fatalf("after a 503: %v", err)
	}
	a.Uncertain = true
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	for _, r := range *got {
		// As the documentation tells receivers to do it.
		stamp := r.header.Get("Rollcall-Timestamp")
		seconds, err := strconv.ParseInt(stamp, 10, 64)
		if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > time.Minute {
			t.Errorf("timestamp %q: %v", stamp, err)
		}
		mac := hmac.New(sha256.New, []byte("s3cret"))
		mac.Write([]byte(stamp + "." + string(r.body)))
		if want := "v1=" + hex.EncodeToString(mac.Sum(nil)); r.header.Get("Rollcall-Signature") != want {
			t.Errorf("signature %q, want %q", r.header.Get("Rollcall-Signature"), want)
		}
		if r.header.Get("Rollcall-Delivery") != "0193-d1" || r.header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", r.header)
		}
		var p Payload
		dec := json.NewDecoder(bytes.NewReader(r.body))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&p); err != nil || p.Delivery != "0193-d1" || p.Event != "incident.opened" || p.Job.Name != "invoice-close" {
			t.Errorf("payload %+v: %v", p, err)
		}
	}
	if len(*got) != 2 || !bytes.Equal((*got)[0].body, (*got)[1].body) {
		t.Error("a repeated delivery is not the same to the byte")
	}
}

func TestWithoutASecretNothingIsSigned(t *testing.T) {
	t.Parallel()
	url, got := serve(t, 200)
	n, err := New(Config{URL: url, AllowPrivate: true}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Reply, Notice: notifytest.Recovered()}}
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if _, signed := (*got)[0].header["Rollcall-Signature"]; signed {
		t.Error("signed with an empty secret")
	}
}

func TestAnUpdateTellsNothingNew(t *testing.T) {
	t.Parallel()
	url, got := serve(t, 200)
	n, err := New(Config{URL: url, AllowPrivate: true}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), notify.Attempt{Message: notify.Message{Action: notify.Update}})
	if !errors.Is(err, notify.ErrNotApplicable) || len(*got) > 0 {
		t.Errorf("%v, %d requests", err, len(*got))
	}
}

func TestPrivateAddressesAreOutOfReach(t *testing.T) {
	t.Parallel()
	url, got := serve(t, 200)
	n, err := New(Config{URL: url}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), notify.Attempt{Message: notify.Message{Action: notify.Post, Notice: notifytest.Failed()}})
	if rejected, ok := errors.AsType[*notify.RejectedError](err); !ok || !strings.Contains(rejected.Error(), "allow_private") || len(*got) > 0 {
		t.Errorf("%v, %d requests", err, len(*got))
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{URL: "ftp://x/hunter2"}, Deps{}); err == nil || !strings.Contains(err.Error(), `url has the scheme "ftp"`) ||
		strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}

// A program learns who did what, and how it stands since then.
func TestWhoDidWhatIsTold(t *testing.T) {
	t.Parallel()
	of := func(n incident.Notice) Payload { return payloadOf(notify.Attempt{Message: notify.Message{Notice: n}}) }
	ann := Person{ID: "slack/U0ANN00001", Name: "@ann"}
	acknowledged := of(notifytest.Acknowledged())
	if i := acknowledged.Incident; acknowledged.Answer.By != ann || i.Status != "acknowledged" || i.AckedBy != ann || i.AckedAt.IsZero() {
		t.Errorf("acknowledged: %+v, %+v", acknowledged.Answer, i)
	}
	snoozed := of(notifytest.Snoozed())
	if a := snoozed.Answer; a.By != ann || a.Text != "the bank opens at nine" || !a.Until.Equal(snoozed.Incident.SnoozedUntil) || a.Until.IsZero() {
		t.Errorf("snoozed: %+v until %s", a, snoozed.Incident.SnoozedUntil)
	}
	resolved := of(notifytest.ResolvedByHand())
	if resolved.Incident.ResolvedBy != ann || resolved.Incident.Status != "resolved" || resolved.Answer.Text != "closed the invoices by hand" {
		t.Errorf("resolved: %+v, %+v", resolved.Answer, resolved.Incident)
	}
	escalated := of(notifytest.Escalated(2))
	if i := escalated.Incident; i.Level != 2 || i.ActBy.IsZero() || i.Status != "open" || escalated.Answer != (Answer{}) {
		t.Errorf("escalated: %+v, %+v", escalated.Answer, i)
	}
}

// The page that consumers are written from names every event, and every part of the body.
func TestThePageNamesEveryEventAndPart(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/receivers.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range notifytest.Changes() {
		event := payloadOf(notify.Attempt{Message: notify.Message{Notice: incident.Notice{Change: change}}}).Event
		if !strings.Contains(string(page), "`"+event+"`") {
			t.Errorf("%s is not on the page", event)
		}
	}
	for part := range reflect.TypeFor[Payload]().Fields() {
		if name, _, _ := strings.Cut(part.Tag.Get("json"), ","); !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("%s is not on the page", name)
		}
	}
}

func TestTheLanguageOfTheTeamIsTold(t *testing.T) {
	t.Parallel()
	n := notifytest.Failed()
	n.Owner.Team.Language = "ja"
	if got := payloadOf(notify.Attempt{Message: notify.Message{Notice: n}}).Owner.Language; got != "ja" {
		t.Errorf("language %q", got)
	}
}
