package ledger

import (
	"testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestNoMoreIsSortedThanAskedFor: what is taken in while a crowd reports are the oldest notes; what arrived later keeps its turn.
func TestNoMoreIsSortedThanAskedFor(t *testing.T) {
	t.Parallel()
	b := newBacklog()
	for _, id := range []string{"1", "2", "3"} {
		b.add(Segment{ID: id, Doc: "[{},{}]"}, []place{{"checkin/a", 1, 3}, {monitor.ID("checkin/" + id), 4, 6}}, true)
	}
	if ids := b.next(1); len(ids) != 1 || ids[0] != "checkin/a" {
		t.Fatalf("the first to be taken in are %v", ids)
	}
	few := b.sortedFor([]monitor.ID{"checkin/a"})
	if len(few) != 1 || few[0].segment.id != "1" || len(emptied(few)) != 0 {
		t.Fatalf("of it %+v is taken in", few)
	}
	b.done(few)
	if all := b.waitingFor([]monitor.ID{"checkin/a", "checkin/1"}); len(all) != 3 || all[0].segment.id != "2" || all[1].segment.id != "3" {
		t.Errorf("then wait %+v", all)
	}
	if ids := b.next(9); len(ids) != 4 {
		t.Errorf("then are taken in %v, want all four", ids)
	}
	if some, _ := b.ready(); some {
		t.Error("something is to be taken in, and nobody has noted anything")
	}
}

// TestWhatIsSortedMeanwhileIsNotForgotten: another goroutine may have all notes sorted while some of a Monitor's are taken in.
func TestWhatIsSortedMeanwhileIsNotForgotten(t *testing.T) {
	t.Parallel()
	b := newBacklog()
	for _, id := range []string{"1", "2"} {
		b.add(Segment{ID: id, Doc: "[{}]"}, []place{{"checkin/a", 1, 3}}, true)
	}
	few := b.sortedFor(b.next(1))
	b.settledElsewhere(map[string]bool{"1": true, "2": true})
	b.done(few)
	if some, _ := b.ready(); !some {
		t.Fatal("nothing is to be taken in")
	}
	if ids := b.next(1); len(ids) != 1 {
		t.Errorf("%v are to be taken in", ids)
	}
}
