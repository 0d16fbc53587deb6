package inject

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

const (
	// webhookPath is where a Service leads to; the server answers on every path.
	webhookPath = "/admission/jobs"
	// upkeep is how often certificates and registration are looked at; upkeepRetry how soon again where that failed.
	upkeep      = 10 * time.Minute
	upkeepRetry = 10 * time.Second
	// shutdownTimeout bounds the wait for reviews that are being answered.
	shutdownTimeout = 3 * time.Second
)

// WebhookOptions configure a Webhook. Exactly one of Service and URL says how the API server reaches it.
type WebhookOptions struct {
	Listen  string               // address of the HTTPS server
	Service types.NamespacedName // a Service in front of it, port 443
	URL     string               // https://…, for an API server outside of the cluster's network
	// ExcludeNamespaces are left alone, beside kube-system and the Service's own.
	ExcludeNamespaces []string
	Handler           *Handler
	API               kubernetes.Interface
	// Store keeps the certificates; with nil, each process makes its own, which is enough for one replica.
	Store  KeyValue
	Logger *slog.Logger
}

// Webhook serves and registers the admission webhook, with certificates of its own making.
type Webhook struct {
	options WebhookOptions
	keeper  *keeper
	ready   chan struct{} // closed once listening
	address net.Addr
}

// NewWebhook returns a Webhook; it does nothing until Run.
func NewWebhook(o WebhookOptions) (*Webhook, error) {
	hosts, err := o.hosts()
	if err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Webhook{options: o, keeper: &keeper{store: o.Store, hosts: hosts}, ready: make(chan struct{})}, nil
}

// hosts are the names under which the API server reaches the webhook.
func (o WebhookOptions) hosts() ([]string, error) {
	if (o.URL == "") == (o.Service.Name == "") {
		return nil, errors.New("inject: exactly one of Service and URL has to be set")
	}
	if o.URL == "" {
		host := o.Service.Name + "." + o.Service.Namespace + ".svc"
		return []string{host, host + ".cluster.local"}, nil
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("inject: URL %q: want https://host[:port][/path]", o.URL)
	}
	return []string{u.Hostname()}, nil
}

// Addr is where the server listens; it waits for that, until ctx ends.
func (w *Webhook) Addr(ctx context.Context) (net.Addr, error) {
	select {
	case <-w.ready:
		return w.address, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Run serves and keeps certificates and registration up to date until ctx ends. The registration stays: another replica may
// serve it, and without one the API server goes on by itself.
func (w *Webhook) Run(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", w.options.Listen)
	if err != nil {
		return fmt.Errorf("inject: listening: %w", err)
	}
	w.address = listener.Addr()
	close(w.ready)
	server := &http.Server{
		Handler:           w.options.Handler,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: w.keeper.certificate},
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(w.options.Logger.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- server.ServeTLS(listener, "", "") }()
	upkept := make(chan struct{})
	upkeepCtx, stop := context.WithCancel(ctx)
	go func() { defer close(upkept); w.keepUp(upkeepCtx) }()
	defer func() { stop(); <-upkept }()
	select {
	case err := <-served:
		return fmt.Errorf("inject: serving: %w", err)
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(closing); err != nil {
		w.options.Logger.Warn("admission_reviews_cut_off", "error", err)
	}
	return nil
}

// keepUp renews certificates and registration until ctx ends.
func (w *Webhook) keepUp(ctx context.Context) {
	var registered []byte
	for {
		pause := upkeep
		bundle, err := w.renew(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			pause = upkeepRetry
			w.options.Logger.Error("admission_webhook_not_registered", "error", err, "retry_in", pause)
		case !bytes.Equal(bundle, registered):
			registered = bundle
			w.options.Logger.Info("admission_webhook_registered", "name", WebhookName)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

func (w *Webhook) renew(ctx context.Context) ([]byte, error) {
	if err := w.keeper.refresh(ctx); err != nil {
		return nil, err
	}
	bundle := w.keeper.bundle()
	return bundle, register(ctx, w.options.API, w.options, bundle)
}
