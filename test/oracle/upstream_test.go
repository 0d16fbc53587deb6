package oracle_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/robfig/cron/v3"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/record"
	_ "k8s.io/kubernetes/pkg/controller/cronjob" // whose functions are called
	"k8s.io/kubernetes/pkg/util/parsers"

	"rollcall.dev/rollcall/internal/schedule"
)

var expressions = flag.Int("expressions", 6, "how many expressions to compare for each time zone")

// These are what the CronJob controller itself decides by.

//go:linkname formatSchedule k8s.io/kubernetes/pkg/controller/cronjob.formatSchedule
func formatSchedule(cj *batchv1.CronJob, recorder record.EventRecorder) string

//go:linkname mostRecentScheduleTime k8s.io/kubernetes/pkg/controller/cronjob.mostRecentScheduleTime
func mostRecentScheduleTime(cj *batchv1.CronJob, now time.Time, s cron.Schedule, deadline bool) (time.Time, *time.Time, int, error)

// TestSchedules compares internal/schedule with the CronJob controller's own functions: random expressions, in every time zone, at
// random instants and at those at which its clocks are set.
func TestSchedules(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(*seed, 0))
	compared, refused, never, bad := 0, 0, 0, 0
	for _, zone := range zones(t) {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for range *expressions {
			cj := drawnCronJob(rng, zone)
			now := cj.CreationTimestamp.Add(time.Duration(rng.Int64N(int64(60 * 24 * time.Hour))))
			theirs, err := parsers.ParseCronScheduleWithPanicRecovery(formatSchedule(cj, nil))
			spec, _ := schedule.FromCronJob(cj.Spec.Schedule, cj.Spec.TimeZone)
			ours, ourErr := schedule.Parse(spec)
			var wrong string
			switch {
			case isRefused(cj.Spec.Schedule): // whatever the controller would make of it: no API server has ever stored it
				refused++
			case err != nil:
				refused++
				wrong = errorDiffers(ourErr, schedule.ErrSyntax, schedule.ErrZone)
			case theirs.Next(now).IsZero():
				never++
				wrong = errorDiffers(ourErr, schedule.ErrNever)
			case ourErr != nil:
				wrong = fmt.Sprintf("refused: %v", ourErr)
			default:
				wrong = schedulesDiffer(rng, cj, now, loc, theirs, ours)
				compared++
			}
			if wrong == "" {
				wrong = acceptanceDiffers(cj.Spec.Schedule)
			}
			if wrong != "" {
				t.Errorf("%q, timeZone %q (seed %d): %s", cj.Spec.Schedule, zoneOf(cj), *seed, wrong)
				if bad++; bad > 10 {
					t.FailNow()
				}
			}
		}
	}
	t.Logf("%d schedules, %d that cannot be read, %d whose date does not exist", compared, refused, never)
	if compared == 0 || refused == 0 || never == 0 {
		t.Error("not all kinds were drawn")
	}
}

func zoneOf(cj *batchv1.CronJob) string {
	if cj.Spec.TimeZone == nil {
		return ""
	}
	return *cj.Spec.TimeZone
}

// errorDiffers says what is wrong with an error that has to be one of some.
func errorDiffers(err error, wanted ...error) string {
	for _, w := range wanted {
		if errors.Is(err, w) {
			if detail, ok := errors.AsType[*schedule.Error](err); !ok || detail.Field == "" || detail.Allowed == "" {
				return fmt.Sprintf("the error %v does not say of what field it is and what is allowed", err)
			}
			return ""
		}
	}
	return fmt.Sprintf("got the error %v, want %v", err, wanted)
}

func isRefused(expr string) bool {
	_, err := parsers.ParseCronScheduleWithPanicRecovery(expr)
	return err != nil
}

// acceptanceDiffers compares with what the API server takes today: what it parses, unless TZ is in it.
func acceptanceDiffers(expr string) string {
	parsed, err := parsers.ParseCronScheduleWithPanicRecovery(expr)
	_, ours := schedule.Parse(schedule.Cron(expr, "UTC"))
	switch taken := err == nil && !strings.Contains(expr, "TZ"); {
	case !taken:
		return errorDiffers(ours, schedule.ErrSyntax)
	case parsed.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero():
		return errorDiffers(ours, schedule.ErrNever)
	case ours != nil:
		return fmt.Sprintf("the API server takes it, and we refuse it: %v", ours)
	}
	return ""
}

// schedulesDiffer compares what comes next, and what is due.
func schedulesDiffer(rng *rand.Rand, cj *batchv1.CronJob, now time.Time, loc *time.Location, theirs cron.Schedule, ours schedule.Schedule) string {
	instants := []time.Time{now, now.Truncate(time.Hour), now.Add(time.Duration(rng.Int64N(int64(time.Second))))}
	if _, set := now.In(loc).ZoneBounds(); !set.IsZero() {
		for _, off := range []time.Duration{-3 * time.Hour, -time.Hour, -30 * time.Minute, -time.Second, 0, time.Second, 30 * time.Minute, time.Hour} {
			instants = append(instants, set.Add(off))
		}
	}
	for _, after := range instants {
		want, got := theirs.Next(after), ours.Next(after)
		if !want.After(after) { // it goes back where the clocks do; see Schedule.Next
			if !got.After(after) {
				return fmt.Sprintf("next after %s: %s, although the controller does not go on here (%s)", after, got, want)
			}
			continue
		}
		if !got.Equal(want) {
			return fmt.Sprintf("next after %s: %s, the controller says %s", after, got, want)
		}
	}
	h := schedule.History{Created: cj.CreationTimestamp.Time, StartingDeadlineSeconds: cj.Spec.StartingDeadlineSeconds}
	if at := cj.Status.LastScheduleTime; at != nil {
		h.LastScheduled = at.Time
	}
	_, slot, missed, err := mostRecentScheduleTime(cj, now, theirs, true)
	if err != nil || slot == nil {
		slot = &time.Time{}
	}
	due := ours.MostRecent(h, now)
	if first := theirs.Next(due.Since); !first.After(due.Since) {
		return "" // it goes back
	}
	if !due.Slot.Equal(*slot) || int(due.Missed) != missed {
		return fmt.Sprintf("due at %s after %+v: %s (missed: %s), the controller says %s (%d), %v", now, h, due.Slot, due.Missed, slot, missed, err)
	}
	return ""
}

// drawnCronJob has a schedule that is most often well formed, and a history.
func drawnCronJob(rng *rand.Rand, zone string) *batchv1.CronJob {
	created := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.Int64N(60*365*24*3600)) * time.Second)
	cj := &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{CreationTimestamp: metav1.NewTime(created)},
		Spec:       batchv1.CronJobSpec{Schedule: drawnExpression(rng), TimeZone: &zone},
	}
	switch rng.IntN(12) {
	case 0:
		cj.Spec.Schedule = pick(rng, "TZ=", "CRON_TZ=") + zone + pick(rng, " ", "  ", "") + cj.Spec.Schedule
	case 1:
		cj.Spec.Schedule = pick(rng, "TZ=UTC", "TZ= ", "TZ=Nowhere/City ", "TZ", " TZ=UTC ", "CRON_TZ=UTC ", "TZ=UTC\t") + cj.Spec.Schedule
	case 2:
		cj.Spec.TimeZone = new("")
	}
	if rng.IntN(2) == 0 {
		cj.Status.LastScheduleTime = &metav1.Time{Time: created.Add(time.Duration(rng.Int64N(3600)) * time.Second)}
	}
	if rng.IntN(3) == 0 {
		cj.Spec.StartingDeadlineSeconds = new(rng.Int64N(pick[int64](rng, 60, 3600, 1e6, 1e12)))
	}
	return cj
}

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

func drawnExpression(rng *rand.Rand) string {
	var text string
	switch rng.IntN(10) {
	case 0:
		text = pick(rng, "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@never", "@reboot", "@Daily", "@ daily")
	case 1:
		text = pick(rng, "@every ", "@every ", "@every  ", "@every") + pick(rng, "90s", "1h30m10s", "1.5s", "100ms", "0", "-5h", "1d", "", "24h", "7h", "1us", "999999h", "9999999h")
	case 2: // dates that are rare, or do not exist
		text = fmt.Sprintf("%d %d %d %s %s", rng.IntN(60), rng.IntN(24), 28+rng.IntN(4), pick(rng, "2", "feb", "4", "2,4", "FEB-APR", "*"), pick(rng, "*", "?", "1", "*/2"))
	default:
		fields := []string{
			drawnField(rng, 0, 59), drawnField(rng, 0, 23), drawnField(rng, 1, 31), drawnField(rng, 1, 12), drawnField(rng, 0, 6),
		}
		if rng.IntN(4) == 0 {
			fields[3] = pick(rng, "jan", "MAR-NOV", "oct,nov", "*/5", "dec-feb")
		}
		if rng.IntN(4) == 0 {
			fields[4] = pick(rng, "sun", "MON-FRI", "sat,sun", "7", "fri-mon")
		}
		if rng.IntN(20) == 0 {
			fields = fields[:rng.IntN(5)]
		}
		text = strings.Join(fields, pick(rng, " ", " ", " ", "  ", "\t"))
	}
	if rng.IntN(8) == 0 { // a slip of the pen
		i := rng.IntN(len(text) + 1)
		text = text[:i] + pick(rng, "*", "/", "-", ",", " ", "0", "9", "?", "é", "\x00", "L", "#", "") + text[min(i+rng.IntN(2), len(text)):]
	}
	return text
}

func drawnField(rng *rand.Rand, low, high int) string {
	one := func() int { return low + rng.IntN(high-low+1) }
	switch rng.IntN(14) {
	case 0, 1, 2, 3:
		return "*"
	case 4:
		return "?"
	case 5, 6:
		return fmt.Sprintf("*/%d", rng.IntN(high+2))
	case 7:
		a, b := one(), one()
		return fmt.Sprintf("%d-%d", min(a, b), max(a, b))
	case 8:
		return fmt.Sprintf("%d-%d/%d", one(), one(), 1+rng.IntN(10))
	case 9:
		return fmt.Sprintf("%d,%d,%d", one(), one(), one())
	case 10:
		return fmt.Sprintf("%d/%d", one(), 1+rng.IntN(high))
	case 11:
		return fmt.Sprint(high + rng.IntN(3))
	default:
		return fmt.Sprint(one())
	}
}
