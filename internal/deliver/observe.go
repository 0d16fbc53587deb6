package deliver

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// observe tells the circuits how a destination answered.
func (d *Deliverer) observe(ctx context.Context, to notify.Destination, err error) {
	if ctx.Err() != nil {
		d.circuits.released(to)
		return
	}
	log := d.options.Log.With("receiver", to.Receiver, "address", to.Address)
	if _, refused := errors.AsType[*notify.RejectedError](err); err == nil || refused || errors.Is(err, notify.ErrNotApplicable) {
		switch receiver, destination := d.circuits.answered(to, time.Now()); {
		case receiver:
			log.InfoContext(ctx, "receiver works again")
		case destination:
			log.InfoContext(ctx, "destination works again")
		}
		return
	}
	away, after := false, time.Duration(0)
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		away, after = retry.Receiver, retry.After
		if !away && after > 0 { // this message was asked to wait, the receiver is well
			d.circuits.released(to)
			return
		}
	}
	switch o := d.circuits.failed(to, time.Now(), away, after); {
	case o.news && o.whole:
		log.ErrorContext(ctx, "receiver is away, its messages wait", "pause", o.pause, "error", err)
	case o.news:
		log.ErrorContext(ctx, "destination is away, its messages wait", "pause", o.pause, "error", err)
	}
}
