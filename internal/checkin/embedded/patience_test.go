package embedded

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPatience: nobody is given up before his time, nor much later, and a crowd shares what it waits with.
func TestPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p patience
		first := p.within(10*time.Second, time.Now())
		time.Sleep(99 * time.Millisecond)
		if p.within(10*time.Second, time.Now()) != first {
			t.Error("who comes 99 ms later waits with another context")
		}
		time.Sleep(time.Millisecond)
		second := p.within(10*time.Second, time.Now())
		if second == first {
			t.Error("who comes 100 ms later waits with the same context")
		}
		time.Sleep(10*time.Second - time.Millisecond) // 10 s after who came last and shares the first
		if first.Err() != nil {
			t.Errorf("it ends before its time: %v", first.Err())
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if first.Err() == nil || second.Err() != nil {
			t.Errorf("%v, and of who came later %v", first.Err(), second.Err())
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if second.Err() == nil {
			t.Error("it never ends")
		}
	})
}
