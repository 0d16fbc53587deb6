package inject

import "time"

// calm is how long a template has to stay as we left it for the next patch to be the first again.
const calm = time.Hour

// pace spaces the patches of one CronJob: somebody else who keeps taking our container out (Argo CD, Flux) is met with growing
// pauses, not with a fight.
type pace struct {
	last  time.Time
	pause time.Duration
}

// left is how long the next patch has to wait.
func (p *pace) left(now time.Time) time.Duration {
	if now.Sub(p.last) > calm {
		return 0
	}
	return p.last.Add(p.pause).Sub(now)
}

// count takes note of a patch.
func (p *pace) count(now time.Time) {
	if now.Sub(p.last) > calm {
		p.pause = 0
	}
	p.last, p.pause = now, min(max(2*p.pause, patchFirst), patchMost)
}
