package kube

import (
	"context"
	"log/slog"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"
)

// LogTo sends what the Kubernetes libraries log to a logger. It sets the libraries' own globals: call it once, at the start.
func LogTo(logger *slog.Logger) {
	handler := library{logger.Handler()}
	klog.SetSlogLogger(slog.New(handler))
	ctrllog.SetLogger(logr.FromSlogHandler(handler))
}

// library is the log of a library. What it calls an error is a warning to us: whoever called the library gets the error too, and
// knows whether it is one (a watch that is ended at the stop is none).
type library struct{ slog.Handler }

// Handle implements slog.Handler.
func (l library) Handle(ctx context.Context, r slog.Record) error {
	r.Level = min(r.Level, slog.LevelWarn)
	return l.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (l library) WithAttrs(attrs []slog.Attr) slog.Handler {
	return library{l.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (l library) WithGroup(name string) slog.Handler { return library{l.Handler.WithGroup(name)} }
