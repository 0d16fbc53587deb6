package embedded_test

import (
	"context"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// noting counts what is only noted.
type noting struct {
	checkintest.Recorder
	notes int
}

func (n *noting) Note(ctx context.Context, o monitor.Observation) error {
	n.notes++
	return n.Recorder.Note(ctx, o)
}

// TestWhatMayBeBadNewsIsNotOnlyNoted: a success may be too fast to be one, and is then told at once.
func TestWhatMayBeBadNewsIsNotOnlyNoted(t *testing.T) {
	t.Parallel()
	for least, want := range map[time.Duration]int{0: 1, time.Minute: 0} {
		recorder := &noting{}
		h := newHouseWith(t, func(o *embedded.Options) { o.Recorder = recorder })
		c, err := h.service.Create(t.Context(), checkin.CheckIn{
			Project: 1, Name: "Backup", Slug: "backup", Schedule: schedule.Every(time.Hour), Expect: checkin.Expect{MinDuration: least},
		}, true)
		if err != nil {
			t.Fatal(err)
		}
		if w := h.call("GET", "/v1/check_in/"+c.ID, ""); w.Code != 200 || recorder.notes != want {
			t.Errorf("at least %s: %d, %d noted, want %d", least, w.Code, recorder.notes, want)
		}
	}
}
