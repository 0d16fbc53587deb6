package deliver

import "time"

const (
	// tolerated is how many failures in a row there may be before the place counts as away, whatever the errors say.
	tolerated = 5
	// share is how many of them one destination may add to those of its receiver: the receiver is away when several
	// destinations fail, and none of them can bring that about alone.
	share = tolerated - 2
	// A place that is away is tried again after firstPause, then after twice as long, up to maxPause.
	firstPause = time.Second
	maxPause   = time.Minute
)

// circuit remembers whether one place works: a receiver, or a destination of it. It is guarded by its circuits.
type circuit struct {
	open     bool      // left alone
	away     bool      // it says so itself, such as with a dead token: nothing is given up meanwhile
	since    time.Time // open since
	until    time.Time // and until then; afterwards one attempt finds out whether it works again
	probing  bool      // that attempt is under way
	failures int       // in a row
}

// heldError says that a message was not tried because its receiver or its destination is left alone.
type heldError struct {
	wait  time.Duration
	since time.Time // of the failing; zero where the receiver says itself that it is away
}

func (e *heldError) Error() string {
	return "the receiver is away, next try in " + e.wait.Round(time.Second).String()
}

// holds returns nil where an attempt may be made.
func (k *circuit) holds(now time.Time) *heldError {
	held := &heldError{}
	switch {
	case !k.open:
		return nil
	case now.Before(k.until):
		held.wait = k.until.Sub(now)
	case k.probing:
		held.wait = firstPause
	default:
		return nil
	}
	if !k.away {
		held.since = k.since
	}
	return held
}

// pause is how long the place is left alone after as many failures.
func (k *circuit) pause() time.Duration {
	return min(maxPause, firstPause<<max(0, min(k.failures-1, 10)))
}

// leave leaves the place alone for at least so long, and reports whether it worked before.
func (k *circuit) leave(now time.Time, pause time.Duration) (news bool) {
	news = !k.open
	if news {
		k.open, k.since = true, now
	}
	if until := now.Add(pause); until.After(k.until) {
		k.until = until
	}
	return news
}

// left is for how much longer the place is left alone; zero where it is not.
func (k *circuit) left(now time.Time) time.Duration {
	if !k.open {
		return 0
	}
	return max(k.until.Sub(now), time.Millisecond)
}
