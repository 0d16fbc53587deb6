package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/kube"
)

// ServeOptions say what to serve.
type ServeOptions struct {
	Config config.Config
	// File is where Config came from; it is watched for changes. Empty: the configuration stays as it is.
	File   string
	Logger *slog.Logger
	Out    io.Writer
	// Watch is how often File is looked at; zero: 5 s.
	Watch time.Duration
}

var errReload = errors.New("the configuration changed")

// Serve runs an App until ctx ends. When the configuration changes, the App ends in order and another one takes over, with
// all keys in force: what the first had stored is what the second goes on with, so that nothing is lost or told twice. The
// listener stays open between the two, and requests wait instead of being refused.
func Serve(ctx context.Context, o ServeOptions) error {
	listener, err := listen(o.Config.Listen)
	if err != nil {
		return err
	}
	kube.LogTo(o.Logger)
	current := o.Config
	for {
		a, err := New(ctx, Options{Config: current, Listener: listener, Logger: o.Logger, Out: o.Out})
		if err != nil {
			return errors.Join(err, listener.end())
		}
		next, err := runUntilChanged(ctx, a, o)
		switch {
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, listener.end())
		case next.Listen != current.Listen:
			moved, err := listen(next.Listen)
			if err != nil {
				o.Logger.Error("listen_address_not_changed", "error", err, "listening", current.Listen)
				next.Listen = current.Listen
				break
			}
			if err := listener.end(); err != nil {
				return err
			}
			listener = moved
		}
		o.Logger.Info("configuration_changed")
		current = next
	}
}

// runUntilChanged runs a until ctx ends or a changed configuration is there, which it returns.
func runUntilChanged(ctx context.Context, a *App, o ServeOptions) (config.Config, error) {
	next := a.Config
	running, reload := context.WithCancelCause(ctx)
	defer reload(nil)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if o.File == "" {
			return
		}
		w := config.Watcher{
			File: o.File, Interval: o.Watch, Current: a.Config, Report: reporter(o.Logger),
			Apply: func(c config.Config, warnings config.Problems) error { //nolint:contextcheck // a template is tried within bounds of its own
				for _, w := range warnings {
					o.Logger.Warn("configuration_warning", "problem", w.String())
				}
				if err := Check(c); err != nil {
					return fmt.Errorf("not in force: %w", err)
				}
				next = c
				reload(errReload)
				return nil
			},
		}
		_ = w.Run(running) // it only ends with its context
	}()
	err := a.Run(running)
	reload(nil)
	<-watched
	return next, err
}

// Check tells what a valid configuration would fail on at the start, as far as that can be known before.
func Check(c config.Config) error {
	_, err := receivers(c, io.Discard, slog.New(slog.DiscardHandler))
	return err
}

func reporter(log *slog.Logger) func(error) {
	return func(err error) {
		if err == nil {
			log.Info("configuration_good_again")
			return
		}
		log.Error("configuration_not_in_force", "error", err)
	}
}

// keptListener is a TCP listener that outlives the servers that use it: closing it ends their waiting, and the connections
// that come until the next one takes over are kept by the system.
type keptListener struct{ *net.TCPListener }

func listen(address string) (keptListener, error) {
	l, err := net.Listen("tcp", address) //nolint:noctx // it returns at once
	if err != nil {
		return keptListener{}, fmt.Errorf("listen: %w", err)
	}
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return keptListener{}, errors.Join(fmt.Errorf("listen on %s: not a TCP address", address), l.Close())
	}
	return keptListener{tcp}, nil
}

// Close ends the waiting of the server that uses the listener.
func (l keptListener) Close() error { return l.SetDeadline(time.Now()) }

// use readies the listener for the next server.
func (l keptListener) use() error { return l.SetDeadline(time.Time{}) }

// end closes the listener for good.
func (l keptListener) end() error { return l.TCPListener.Close() }
