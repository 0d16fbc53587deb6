package process

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// network is how a process reaches a receiver.
type network struct {
	*gate

	receiver string
	server   http.RoundTripper
}

// attemptKey is where a context carries the attempt that a request is made for.
type attemptKey struct{}

// named is a Notifier that says in the context which attempt it makes.
type named struct{ notify.Notifier }

// Notify implements notify.Notifier.
func (n named) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	return n.Notifier.Notify(context.WithValue(ctx, attemptKey{}, a), a)
}

// RoundTrip implements http.RoundTripper. What the process hears is not always what happened.
func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.isDead() {
		return nil, errDead
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	go func() { // a dead process keeps no connection
		select {
		case <-n.dead:
			cancel(errDead)
		case <-ctx.Done():
		}
	}()
	attempt, _ := r.Context().Value(attemptKey{}).(notify.Attempt)
	send := &journal.Send{At: time.Now(), Process: n.name, Receiver: n.receiver, Method: path.Base(r.URL.Path), Attempt: attempt}
	n.house.Book.Sent(send)
	n.house.Book.Count(n.name, n.receiver)
	response, fault, err := n.exchange(ctx, r.WithContext(ctx), send)
	n.house.Book.Ended(send, fault, err == nil)
	answer := fault
	if err == nil {
		answer = strings.TrimSpace(response.Status + " " + fault)
	}
	n.house.Book.Tell(n.name, "  %s %s for %s: %s", n.receiver, send.Method, short(attempt.ID), answer)
	return response, err
}

// exchange makes a request, as far as the network and the receiver let it.
func (n network) exchange(ctx context.Context, r *http.Request, send *journal.Send) (*http.Response, string, error) {
	if err := n.pass(ctx, history.BeforeSend); err != nil {
		return nil, "not sent: " + err.Error(), err
	}
	if err := ctx.Err(); err != nil {
		return nil, "not sent: too late", err
	}
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	e, struck := n.trouble(send.Method)
	switch {
	case !struck:
	case e.Fault == history.Refused:
		return nil, string(e.Fault), &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case e.Fault == history.LosesAsk:
		return nil, string(e.Fault), reset
	case e.Fault == history.Down:
		return answer(r, http.StatusServiceUnavailable, nil), string(e.Fault), nil
	case e.Fault == history.Limited:
		after := strconv.Itoa(max(1, int(e.Amount/time.Second)))
		return answer(r, http.StatusTooManyRequests, http.Header{"Retry-After": {after}}), string(e.Fault), nil
	case e.Fault == history.Late:
		if err := n.later(r, e, send.Method); err != nil {
			return nil, "", err
		}
		return nil, string(e.Fault), reset
	case e.Fault == history.Hangs && n.dice("arrives", send.Method, 2) == 0:
		<-ctx.Done()
		return nil, "hangs, not taken", context.Cause(ctx)
	}
	response, err := n.server.RoundTrip(r)
	if err != nil {
		return nil, err.Error(), err
	}
	if struck {
		switch e.Fault {
		case history.LosesTell:
			return nil, string(e.Fault), reset
		case history.Hangs:
			<-ctx.Done()
			return nil, "hangs, taken", context.Cause(ctx)
		case history.Confused:
			return answer(r, http.StatusInternalServerError, nil), string(e.Fault), nil
		default:
		}
	}
	if err := n.pass(ctx, history.AfterSend); err != nil {
		return nil, "sent: " + err.Error(), err
	}
	return response, "", nil
}

// trouble is the fault that befalls the next request.
func (n network) trouble(method string) (history.Event, bool) {
	for i, e := range n.house.now(n.number) {
		if (e.Receiver == "" || e.Receiver == n.receiver) && onNetwork(e.Fault) && n.dice("strikes", i, e.Fault, method, 100) < e.Percent {
			n.house.Book.Struck(string(e.Fault))
			return e, true
		}
	}
	return history.Event{}, false
}

func onNetwork(f history.Fault) bool {
	switch f {
	case history.Down, history.Refused, history.Limited, history.LosesAsk, history.LosesTell, history.Hangs, history.Late, history.Confused:
		return true
	default:
		return false
	}
}

// dice is a number below n, the last argument; it differs with every throw for the same purpose.
func (n network) dice(purpose ...any) int {
	last, _ := purpose[len(purpose)-1].(int)
	key := []string{n.receiver}
	for _, p := range purpose {
		if s, ok := p.(string); ok {
			key = append(key, s)
		}
	}
	return n.house.History.Chance(append(purpose, n.name, n.receiver, n.count(strings.Join(key, "/")))...).IntN(last)
}

// later has the request arrive when nobody waits for it any more.
func (n network) later(r *http.Request, e history.Event, method string) error {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return err
		}
	}
	late := r.Clone(context.WithoutCancel(r.Context()))
	late.Body = io.NopCloser(bytes.NewReader(body))
	wait := time.Second + time.Duration(n.dice("wait", method, int(e.Amount)))
	n.house.running.Go(func() {
		time.Sleep(wait)
		n.house.Book.Tell("net", "a request of %s arrives late", n.name)
		if response, err := n.server.RoundTrip(late); err == nil {
			_ = response.Body.Close()
		}
	})
	return nil
}

// answer is what stands between a process and a receiver says, in the receiver's place.
func answer(r *http.Request, status int, header http.Header) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: status, Status: strconv.Itoa(status) + " " + http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(strings.NewReader("")), Request: r,
	}
}

// screen is the console: it takes everything.
type screen struct{ *gate }

var errOff = errors.New("the console is gone with its process")

// Notify implements notify.Notifier.
func (s screen) Notify(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
	switch {
	case a.Action == notify.Update:
		return nil, notify.ErrNotApplicable
	case s.isDead():
		return nil, errOff
	}
	s.house.Book.Arrived(journal.Arrival{At: time.Now(), Delivery: a.ID, Incident: a.Notice.Incident, Destination: Console()})
	s.house.Book.Tell(s.name, "  console shows %s", short(a.ID))
	return nil, nil
}
