package embedded

import (
	"context"
	"sync/atomic"
	"time"
)

// patience hands out contexts that end after a while. Those who ask at about the same time share one: a timer for each of a crowd costs
// more than finding what it reports to. The zero value is usable. It is safe for concurrent use.
type patience struct{ newest atomic.Pointer[shared] }

type shared struct {
	ctx  context.Context //nolint:containedctx // it is what is shared
	made time.Time
}

// within returns a context that ends long after now, or up to a hundredth of that later.
func (p *patience) within(long time.Duration, now time.Time) context.Context {
	if s := p.newest.Load(); s != nil && now.Sub(s.made) < long/100 {
		return s.ctx
	}
	ctx, cancel := context.WithTimeout(context.Background(), long+long/100)
	context.AfterFunc(ctx, cancel) // nobody ends it before its time
	p.newest.Store(&shared{ctx, now})
	return ctx
}
