package e2e

import (
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/internal/schedule"
)

// clock is how lastWords spells a slot.
func clock(slot time.Time) string { return slot.UTC().Format("15:04 ") }

// tokyo is how messages of this test's team spell an instant.
func tokyo(t time.Time) string {
	return t.In(time.FixedZone("JST", 9*60*60)).Format("Mon 2 Jan 15:04 JST")
}

// upcomingOf is the first slot of a CronJob in UTC. One that was made a moment before a full minute may be for the minute after.
func upcomingOf(t *testing.T, c *batchv1.CronJob) time.Time {
	t.Helper()
	plan, err := schedule.Parse(schedule.Cron(c.Spec.Schedule, "UTC"))
	if err != nil {
		t.Fatal(err)
	}
	return plan.Next(c.CreationTimestamp.UTC())
}

// TestTimeZone: a job runs at an hour of its own zone, 5 h 45 min ahead of UTC. Another one has the same digits in its schedule as
// clocks in UTC show at that minute, and is not due for hours.
func TestTimeZone(t *testing.T) {
	const name = "Asia/Kathmandu"
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	s := newScenario(t)
	s.start()
	there := func(c *batchv1.CronJobSpec) { c.TimeZone = new(name) }
	slot := upcoming(time.Now())
	due := s.apply(cronJob("close").every(onceAt(slot.In(zone))).fails(3, "books are open").shaped(there))
	ahead := s.apply(cronJob("open").every(onceAt(slot)).annotated("grace", brief).shaped(there))

	root := s.expect(told("close", "failed").log("books are open").
		fact("Due", tokyo(slot)).fact("Schedule", onceAt(slot.In(zone))+" ("+name+")"))
	s.expectWords(due, clock(slot)+"failed")
	passed(t, slot, judged)
	s.expectNothingElse()
	s.expectReplies(root, 0)
	s.expectWords(ahead)
}

// TestScheduleEdit: what a schedule said before it was edited is not expected any more, and what it says now is.
func TestScheduleEdit(t *testing.T) {
	s := newScenario(t)
	s.start()
	awayFromFullMinute(t) // so that both are due first at the same minute
	slot := upcoming(time.Now())
	postponed := cronJob("report").annotated("grace", brief)
	stopped := cronJob("poll").annotated("grace", brief).every(everyMinute)
	report, poll := s.apply(postponed.every(onceAt(slot))), s.apply(stopped)
	s.apply(postponed.every(onceAt(slot.Add(time.Minute))))
	s.expectWords(poll, clock(slot)+"succeeded")
	awayFromFullMinute(t)
	s.apply(stopped.every(never))

	s.expectWords(report, clock(slot.Add(time.Minute))+"succeeded")
	passed(t, slot.Add(time.Minute), judged)
	s.expectNothingElse()
	s.expectWords(report, clock(slot.Add(time.Minute))+"succeeded")
	s.expectWords(poll, clock(slot)+"succeeded")
}
