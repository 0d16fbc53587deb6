package execute

import "time"

// patience is how long is gone on with reports that cannot be told.
type patience struct {
	first  []time.Duration // the waits before each of the first tries
	longer time.Duration   // the wait after those; doubled each time
	most   time.Duration   // up to this
	unkept time.Duration   // how long after the end a report is told that no disk holds
	linger time.Duration   // how long after it the one process stays that stays on
	lock   time.Duration   // how long another process may keep us from telling
	disk   time.Duration   // how long the command's end waits for the disk
}

func defaultPatience() patience {
	return patience{
		first: []time.Duration{0, 10 * time.Second, 30 * time.Second}, longer: time.Minute, most: 10 * time.Minute,
		unkept: 5 * time.Minute, linger: 2 * time.Hour, lock: 5 * time.Second, disk: 2 * time.Second,
	}
}

// before is the wait before a try; the first is number 0.
func (p patience) before(try int) time.Duration {
	if try < len(p.first) {
		return p.first[try]
	}
	wait := p.longer
	for range try - len(p.first) {
		if wait *= 2; wait >= p.most {
			return p.most
		}
	}
	return wait
}
