package execute

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

// courier tells the reports of one run, and on its way what other runs left in the spool.
//
//	post ─► keep (the spool; memory where the disk is full) ─► round at once, after 10 s, after another 30 s
//	                                                             │ told, refused: leave
//	                                                             ▼
//	                     one process of all: linger for two hours · no disk: five minutes · the others: leave it in the spool
type courier struct {
	url       string
	patience  patience
	open      func() (*spool.Spool, error) // called once, off the command's way; nil without an error is to do without
	send      func(context.Context, report.Report) error
	say       func(string) // to the front, or into the notes
	talkative bool
	gaveUp    func() // the first tries are over
	stop      <-chan struct{}

	wake chan struct{}
	once sync.Once

	keeping sync.Mutex // held while the disk is written to, so that a report never takes the place of a later one

	mu    sync.Mutex
	spool *spool.Spool   // nil where there is none
	held  *report.Report // what the disk would not take
	last  chan struct{}  // closed when the report that was posted last is kept
	end   time.Time      // when the run's end was kept; zero before

	// Only tell uses these.
	said    map[string]bool
	lingers bool
}

func (c *courier) init() {
	c.once.Do(func() {
		c.wake = make(chan struct{}, 1)
		c.last = make(chan struct{})
		c.said = map[string]bool{}
		first := c.last
		go func() {
			defer close(first)
			s, err := c.open()
			if err != nil {
				c.say("no spool, so what cannot be told at once may be lost: " + err.Error())
			}
			c.set(func() { c.spool = s })
		}()
	})
}

// post hands over a report, and returns a channel that is closed once it is kept. It returns at once. A report takes the place of the one
// before it, which it contains.
func (c *courier) post(r report.Report) <-chan struct{} {
	c.init()
	c.mu.Lock()
	before, kept := c.last, make(chan struct{})
	c.last = kept
	c.mu.Unlock()
	go func() {
		<-before
		if r.Told() {
			c.keep(r)
		}
		if r.Ended != nil {
			c.set(func() { c.end = time.Now() })
		}
		close(kept)
		select {
		case c.wake <- struct{}{}:
		default: // it is awake
		}
	}()
	return kept
}

// keep puts the report of an end on the disk, or else keeps it in memory. That of a start is kept in memory until a try to tell it has
// failed: most need no disk, and the command's end does not wait for it.
func (c *courier) keep(r report.Report) {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	if r.Ended == nil {
		c.set(func() { c.held = &r })
		return
	}
	c.put(&r)
}

// keepHeld tries to put on the disk what it would not take before.
func (c *courier) keepHeld() {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	if s := c.now(); s.held != nil && s.spool != nil {
		c.put(s.held)
	}
}

func (c *courier) put(r *report.Report) {
	held := r
	if s := c.now().spool; s != nil {
		data, err := r.Encode()
		if err == nil && s.Put(spool.Queue(r.URL), r.RunID, data) == nil {
			held = nil
		}
	}
	c.set(func() { c.held = held })
}

func (c *courier) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// state is what the courier knows at one instant.
type state struct {
	spool *spool.Spool
	held  *report.Report
	end   time.Time
}

func (c *courier) now() state {
	c.mu.Lock()
	defer c.mu.Unlock()
	return state{c.spool, c.held, c.end}
}

// tell works until the run's end has been told, or need not or cannot be told by this process.
func (c *courier) tell(ctx context.Context) {
	c.init()
	release := func() {}
	defer func() { release() }()
	stop, stopped := c.stop, false
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for try := 0; ; {
		select {
		case <-c.wake:
			try = 0
		case <-timer.C:
		case <-stop:
			stop, stopped = nil, true
		case <-ctx.Done():
			return
		}
		before := c.now() // what comes during the round is for the next one
		err := c.round(ctx)
		try++
		switch {
		case before.end.IsZero(): // it goes on while the command does
		case err == nil || stopped:
			return
		case try >= len(c.patience.first):
			if try == len(c.patience.first) {
				c.giveUp(err)
				release = c.linger()
			}
			if !c.patient() {
				return
			}
		}
		timer.Reset(c.patience.before(try))
	}
}

// giveUp ends the first tries.
func (c *courier) giveUp(err error) {
	if c.talkative {
		c.say(late(report.Report{URL: c.url}, err, dirOf(c.now())))
	}
	c.gaveUp()
}

// linger takes the right to stay on for long, which one process of all has.
func (c *courier) linger() (release func()) {
	if s := c.now().spool; s != nil {
		if release, err := s.Linger(); err == nil {
			c.lingers = true
			return release
		}
	}
	return func() {}
}

// patient reports whether there will be another try after the first ones.
func (c *courier) patient() bool {
	switch now := c.now(); {
	case c.lingers:
		return time.Since(now.end) < c.patience.linger
	case now.held != nil:
		return time.Since(now.end) < c.patience.unkept
	default:
		return false
	}
}

// dirOf is where the report is kept, or empty where it is not.
func dirOf(s state) string {
	if s.spool == nil || s.held != nil {
		return ""
	}
	return s.spool.Dir()
}

// sayOnce is for what would be the same for each of many reports.
func (c *courier) sayOnce(text string) {
	if !c.said[text] {
		c.said[text] = true
		c.say(text)
	}
}
