package embedded_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func bare() *house {
	h := &house{}
	h.restart()
	return h
}

// restart is what a new process knows: what is stored.
func (h *house) restart() {
	h.service = embedded.New(embedded.Options{
		Registry: &h.registry, Recorder: &h.recorder, BaseURL: "http://rollcall:8080", Projects: []embedded.Project{{ID: 1, Key: "key"}},
	})
}

// defined is the newest definition of a Monitor, nil after its removal.
func (h *house) defined(id monitor.ID) *monitor.Definition {
	var d *monitor.Definition
	for _, o := range h.recorder.Recorded("") {
		switch {
		case o.Monitor != id:
		case o.Kind == monitor.Defined && (d == nil || o.Definition.Generation > d.Generation):
			d = o.Definition
		case o.Kind == monitor.Removed:
			d = nil
		}
	}
	return d
}

func ref() checkin.Ref {
	return checkin.Ref{
		Monitor: "kube/uid-1", Cluster: "prod", Namespace: "billing", Name: "invoices",
		Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), Grace: 10 * time.Minute,
	}
}

func idOf(url string) string { return url[strings.LastIndex(url, "/")+1:] }

func TestCronJobGetsItsOwnCheckIn(t *testing.T) {
	t.Parallel()
	h := bare()
	url, err := h.service.EnsureFor(t.Context(), ref())
	if err != nil || !strings.HasPrefix(url, "http://rollcall:8080/v1/check_in/") || len(idOf(url)) < 26 {
		t.Fatalf("%q, %v", url, err)
	}
	id := monitor.ID("checkin/" + idOf(url))
	d := h.defined(id)
	if d == nil || d.WitnessOf != "kube/uid-1" || d.Source != monitor.SourceCheckIn || d.Schedule != ref().Schedule ||
		d.Grace != 10*time.Minute || d.Name != "invoices" || d.Namespace != "billing" || d.Cluster != "prod" ||
		*d.CheckIn != (monitor.CheckIn{ID: idOf(url)}) {
		t.Fatalf("defined %+v", d)
	}
	first := d.Generation

	for range 2 { // again, and after a restart: the same, and nothing new is told
		if again, err := h.service.EnsureFor(t.Context(), ref()); again != url || err != nil {
			t.Errorf("again %q, %v", again, err)
		}
		h.restart()
	}
	if n := len(h.recorder.Recorded("")); n != 1 {
		t.Errorf("%d observations, want 1", n)
	}

	changed := ref()
	changed.Schedule = schedule.Cron("0 20 * * *", "Asia/Tokyo")
	if again, err := h.service.EnsureFor(t.Context(), changed); again != url || err != nil {
		t.Errorf("changed %q, %v", again, err)
	}
	if d := h.defined(id); d.Schedule != changed.Schedule || d.Generation <= first {
		t.Errorf("changed: %+v", d)
	}
	if w := h.call("GET", strings.TrimPrefix(url, "http://rollcall:8080"), ""); w.Code != 200 {
		t.Errorf("reporting: %d", w.Code)
	}
	if owner, ok, err := h.service.Witness(t.Context(), "", idOf(url), ""); owner != "kube/uid-1" || !ok || err != nil {
		t.Errorf("witness %q, %v, %v", owner, ok, err)
	}
}

func TestCheckInGoesWithItsCronJob(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*house) error{
		"forgotten":    func(h *house) error { return h.service.Forget(t.Context(), "kube/uid-1") },
		"not retained": func(h *house) error { return h.service.Retain(t.Context(), []monitor.ID{"kube/uid-2"}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := bare()
			url, _ := h.service.EnsureFor(t.Context(), ref())
			if err := h.service.Declare(t.Context(), []embedded.Declared{{ID: "mine", Period: time.Hour}}); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := remove(h); err != nil {
					t.Fatal(err)
				}
			}
			if d := h.defined(monitor.ID("checkin/" + idOf(url))); d != nil {
				t.Errorf("still defined: %+v", d)
			}
			if w := h.call("GET", "/v1/check_in/"+idOf(url), ""); w.Code != 404 {
				t.Errorf("reporting: %d", w.Code)
			}
			if w := h.call("GET", "/v1/check_in/mine", ""); w.Code != 200 {
				t.Errorf("the declared one: %d", w.Code)
			}
			again, err := h.service.EnsureFor(t.Context(), ref())
			if err != nil || again == url {
				t.Errorf("made anew: %q, %v", again, err)
			}
		})
	}
}

func TestEnsureWithoutStore(t *testing.T) {
	t.Parallel()
	h := bare()
	h.recorder.Fail(errors.New("disk full"))
	if url, err := h.service.EnsureFor(t.Context(), ref()); err == nil || url != "" || !strings.Contains(err.Error(), "billing/invoices") {
		t.Errorf("%q, %v", url, err)
	}
	h.recorder.Fail(nil)
	h.restart()
	url, err := h.service.EnsureFor(t.Context(), ref())
	if err != nil || h.defined(monitor.ID("checkin/"+idOf(url))) == nil {
		t.Errorf("%q, %v", url, err)
	}
	if all, _ := h.registry.List(t.Context()); len(all) != 1 {
		t.Errorf("registered %+v", all)
	}
}

func TestDeclare(t *testing.T) {
	t.Parallel()
	h := bare()
	declare := func(list ...embedded.Declared) {
		t.Helper()
		if err := h.service.Declare(t.Context(), list); err != nil {
			t.Fatal(err)
		}
	}
	backup := embedded.Declared{Name: "Nightly Backup", Project: 1, Schedule: "0 3 * * *", Timezone: "Europe/Berlin", Grace: time.Hour}
	sync := embedded.Declared{ID: "SyNc", Slug: "sync", Project: 1, Period: 5 * time.Minute}
	declare(backup, sync)
	c, err := h.registry.FindBySlug(t.Context(), 1, "nightly-backup")
	if err != nil || len(c.ID) < 26 {
		t.Fatalf("%+v, %v", c, err)
	}
	if d := h.defined(c.Monitor()); d == nil || d.Schedule != schedule.Cron("0 3 * * *", "Europe/Berlin") || d.Grace != time.Hour || d.WitnessOf != "" ||
		*d.CheckIn != (monitor.CheckIn{ID: c.ID, Slug: "nightly-backup", Project: "1"}) {
		t.Errorf("backup %+v", d)
	}
	for _, path := range []string{"/v1/check_in/" + c.ID, "/v1/check_in/key/nightly-backup", "/v1/check_in/SyNc", "/v1/check_in/key/sync"} {
		if w := h.call("GET", path, ""); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if owner, ok, _ := h.service.Witness(t.Context(), "", "SyNc", ""); owner != "checkin/SyNc" || !ok {
		t.Errorf("witness %q, %v", owner, ok)
	}
	if _, ok, _ := h.service.Witness(t.Context(), "", "nobody", ""); ok {
		t.Error("a stranger is of this service")
	}

	h.restart()
	before := len(h.recorder.Recorded(""))
	declare(sync, backup)
	if now, _ := h.registry.FindBySlug(t.Context(), 1, "nightly-backup"); now.ID != c.ID || len(h.recorder.Recorded("")) != before {
		t.Errorf("again: %+v, %d observations", now, len(h.recorder.Recorded("")))
	}

	swapped, other := sync, backup
	swapped.Slug, other.Slug, other.ID = "nightly-backup", "sync", c.ID
	declare(swapped, other)
	if now, _ := h.registry.FindBySlug(t.Context(), 1, "sync"); now.ID != c.ID {
		t.Errorf("swapped: %+v", now)
	}

	declare()
	if all, _ := h.registry.List(t.Context()); len(all) != 0 || h.defined(c.Monitor()) != nil || h.defined("checkin/SyNc") != nil {
		t.Errorf("left: %+v", all)
	}
	declare(sync) // back again, under the same id
	if d := h.defined("checkin/SyNc"); d == nil || d.Name != "sync" {
		t.Errorf("back: %+v", d)
	}
}

func TestDeclareNamesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	h := bare()
	url, _ := h.service.EnsureFor(t.Context(), ref())
	good := embedded.Declared{Name: "good", Period: time.Hour}
	err := h.service.Declare(t.Context(), []embedded.Declared{
		good,
		{ID: "a b", Schedule: "61 * * * *"},
		{Slug: "Upper", Schedule: "* * * * *", Timezone: "Mars/Phobos"},
		{Name: "請求", Period: time.Hour},
		{ID: "both", Schedule: "* * * * *", Period: time.Hour},
		{ID: "none", Grace: -time.Second},
		{ID: "zone", Period: -time.Hour, Timezone: "UTC"},
		good,
		{ID: "none", Period: time.Hour},
		{ID: "two", Calendar: "daily", Period: time.Hour},
		{ID: "calendar", Calendar: "daily\nat noon"},
		{ID: "dialect", Schedule: "@every 1h", Dialect: schedule.DialectDebian},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`checkins.monitors[1]: id "a b": use up to 64 of A-Z, a-z, 0-9, _ and -`, `schedule "61 * * * *"`,
		`checkins.monitors[2]: slug "Upper"`, `timezone "Mars/Phobos": unknown time zone`,
		`checkins.monitors[3]: name "請求": no slug can be made of it`,
		`checkins.monitors[4]: schedule "* * * * *", period 1h0m0s: use one of them`,
		`checkins.monitors[5]: grace -1s`, `schedule: set it`,
		`checkins.monitors[6]: period "-1h0m0s"`,
		`checkins.monitors[7]: slug "good": monitors[0] of the same project has it already`,
		`checkins.monitors[8]: id "none": monitors[5] has it already`,
		`checkins.monitors[9]: calendar "daily", period 1h0m0s: use one of them`,
		`checkins.monitors[10]: calendar "at noon": unknown time zone: "noon"`,
		`checkins.monitors[11]: schedule "@every 1h": invalid schedule: @every is known to the dialect kubernetes only`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
	if err := h.service.Declare(t.Context(), []embedded.Declared{good, {ID: idOf(url), Period: time.Hour}}); err == nil ||
		!strings.Contains(err.Error(), "it belongs to CronJob billing/invoices") {
		t.Errorf("taking a CronJob's id: %v", err)
	}
	if all, _ := h.registry.List(t.Context()); len(all) != 1 {
		t.Errorf("half applied: %+v", all)
	}
}

// TestInspect sees that time stops before a report that is still on its way.
func TestInspect(t *testing.T) {
	t.Parallel()
	h := bare()
	if err := h.service.Declare(t.Context(), []embedded.Declared{{ID: "a", Period: time.Hour}}); err != nil {
		t.Fatal(err)
	}
	slow := &holdingRecorder{Recorder: &h.recorder, held: make(chan struct{}), release: make(chan struct{})}
	h.service = embedded.New(embedded.Options{Registry: &h.registry, Recorder: slow})
	began := time.Now()
	done := make(chan int)
	go func() { done <- h.call("GET", "/v1/check_in/a", "").Code }()
	<-slow.held
	if view, err := h.service.Inspect(t.Context(), nil); err != nil || view.Until.Before(began) || !view.Until.Before(slow.at) {
		t.Errorf("until %s, %v; want before the report is stored at %s", view.Until, err, slow.at)
	}
	close(slow.release)
	if code := <-done; code != 200 {
		t.Errorf("answered %d", code)
	}
	now := time.Now()
	if view, _ := h.service.Inspect(t.Context(), nil); view.Until.Before(now) {
		t.Errorf("until %s, want now", view.Until)
	}
}
