package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/kube/inject"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// newInjection adds check-ins to jobs in the configured way, and takes away what the other way has added.
func (a *App) newInjection(source *kube.Source) ([]part, error) {
	c := a.Config.Kubernetes
	patcher := inject.NewPatcher(inject.PatcherOptions{
		Enabled: c.Checkin == config.CheckinCronJob, Image: c.CheckinImage, CheckIns: checkInURLs{a.checkins},
		Target: source.Target, API: source.API(), Logger: a.Logger,
	})
	source.OnCronJob(patcher.CronJob)
	parts := []part{{"check-in patches", patcher.Run}}
	if f := a.checkins.follower; f != nil {
		source.OnCronJob(func(cj *batchv1.CronJob, gone bool) { f.follow(source.Target(cj), gone) })
		parts = append(parts, part{"check-ins", func(ctx context.Context) error { return f.run(ctx, source.Synced) }})
	}
	if c.Checkin != config.CheckinAdmission {
		return append(parts, part{"admission webhook's end", func(ctx context.Context) error {
			if err := inject.Unregister(ctx, source.API()); err != nil {
				a.Logger.Debug("webhook_not_removed", "error", err) // usual: without the feature there is no right to it either
			}
			<-ctx.Done()
			return nil
		}}), nil
	}
	options := webhookOptions(c)
	options.Handler = &inject.Handler{Image: c.CheckinImage, CheckIns: checkInURLs{a.checkins}, CronJobs: source, Logger: a.Logger}
	options.API, options.Store, options.Logger = source.API(), settings{a.store}, a.Logger
	webhook, err := inject.NewWebhook(options)
	if err != nil {
		return nil, fmt.Errorf("admission webhook: %w", err)
	}
	return append(parts, part{"admission webhook", webhook.Run}), nil
}

// webhookOptions is what the configuration says of the admission webhook.
func webhookOptions(c config.Kubernetes) inject.WebhookOptions {
	namespace, name, _ := strings.Cut(c.Webhook.Service, "/")
	return inject.WebhookOptions{
		Listen: c.Webhook.Listen, Service: types.NamespacedName{Namespace: namespace, Name: name}, URL: c.Webhook.URL,
		ExcludeNamespaces: c.Namespaces.Exclude,
	}
}

// checkInURLs gives the injection its addresses.
type checkInURLs struct{ checkins checkins }

// URLFor implements inject.CheckIns.
func (u checkInURLs) URLFor(ctx context.Context, id monitor.ID, d monitor.Definition) (string, error) {
	return u.checkins.urlFor(ctx, checkin.RefOf(id, d))
}

// settings keeps the webhook's certificates in the store.
type settings struct{ store *store.Store }

// Get implements inject.KeyValue.
func (s settings) Get(ctx context.Context, key string) ([]byte, bool, error) {
	value, err := s.store.Setting(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return nil, false, nil
	}
	return []byte(value), err == nil, err
}

// Put implements inject.KeyValue.
func (s settings) Put(ctx context.Context, key string, value []byte) error {
	return s.store.PutSetting(ctx, key, string(value))
}
