package execute

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"rollcall.dev/rollcall/internal/checkin/ping"
	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

// errBusy says that another process is telling the reports of this address, and takes long.
var errBusy = errors.New("busy")

// round tells what there is to tell, once: what lies in the queue of our address, in its order, then what the disk would not take, then
// other queues. The error is why something of ours is left.
func (c *courier) round(ctx context.Context) error {
	dead := map[string]error{} // services that did not answer in this round
	s := c.now().spool
	err := c.own(ctx, s, dead)
	if err != nil {
		c.keepHeld()
	}
	if s != nil {
		c.others(ctx, s, dead)
	}
	return err
}

func (c *courier) own(ctx context.Context, s *spool.Spool, dead map[string]error) error {
	if s != nil {
		locking, cancel := context.WithTimeout(ctx, c.patience.lock)
		unlock, err := s.Lock(locking, spool.Queue(c.url))
		cancel()
		if err != nil {
			return errBusy
		}
		defer unlock()
		if err := c.queue(ctx, s, spool.Queue(c.url), dead); err != nil {
			return err
		}
	}
	held := c.now().held
	if held == nil {
		return nil
	}
	err := c.one(ctx, *held, dead)
	if err == nil {
		c.set(func() {
			if c.held == held { // else the run has ended meanwhile
				c.held = nil
			}
		})
	}
	return err
}

// others tells what lies in other queues, as far as no other process does.
func (c *courier) others(ctx context.Context, s *spool.Spool, dead map[string]error) {
	queues, err := s.Queues()
	if err != nil {
		return
	}
	for _, q := range queues {
		if q == spool.Queue(c.url) || ctx.Err() != nil {
			continue
		}
		unlock, err := s.TryLock(q)
		if err != nil {
			continue
		}
		_ = c.queue(ctx, s, q, dead) // it stays where it is
		unlock()
	}
}

// queue tells the entries of one queue in their order, until one cannot be told.
func (c *courier) queue(ctx context.Context, s *spool.Spool, name string, dead map[string]error) error {
	entries, err := s.List(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		data, err := s.Read(e)
		if errors.Is(err, fs.ErrNotExist) {
			continue // told by another, or its run has ended meanwhile
		}
		if err != nil {
			return err
		}
		r, err := report.Decode(data)
		if err != nil {
			c.sayOnce("a report in the spool cannot be read and was dropped: " + err.Error())
		} else if time.Since(e.At) <= spool.MaxAge {
			if err := c.one(ctx, r, dead); err != nil {
				return err
			}
		}
		if err := s.Remove(e); err != nil {
			return err
		}
	}
	return nil
}

// one tells one report. A refusal is told, and then the report is done with.
func (c *courier) one(ctx context.Context, r report.Report, dead map[string]error) error {
	where := ping.Where(r.URL)
	if err := dead[where]; err != nil {
		return err
	}
	err := c.send(ctx, r)
	switch {
	case errors.Is(err, report.ErrRefused):
		c.sayOnce(refused(r, err))
		return nil
	case err != nil:
		dead[where] = err
	}
	return err
}
