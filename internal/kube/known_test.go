package kube

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// notes is a Recorder that keeps what it is given.
type notes struct{ all []monitor.Observation }

func (n *notes) Record(_ context.Context, observations ...monitor.Observation) error {
	n.all = append(n.all, observations...)
	return nil
}

func TestWhatWentUnseenIsRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		recorder, calls := &notes{}, 0
		s := &Source{options: Options{Recorder: recorder, Logger: slog.New(slog.DiscardHandler), Known: func(context.Context) ([]monitor.ID, error) {
			if calls++; calls == 1 {
				return nil, errors.New("the store is busy")
			}
			return []monitor.ID{"kube/here", "kube/gone"}, nil
		}}}
		o, err := s.options.complete()
		if err != nil {
			t.Fatal(err)
		}
		s.book = newBook(o, extents{"": {}}, func(types.UID) {}, func(runKey) {})
		s.book.cronJobSeen(&batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{UID: "here", Namespace: "a", Name: "b"}})
		s.settle(t.Context())
		if len(recorder.all) != 1 || recorder.all[0].Monitor != "kube/gone" || recorder.all[0].Kind != monitor.Removed {
			t.Errorf("recorded %+v", recorder.all)
		}
	})
}
