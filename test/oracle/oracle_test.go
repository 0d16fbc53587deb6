package oracle_test

import (
	"fmt"
	"log/slog"
	"os"
	"testing"
	"testing/synctest"
	"time"

	utilruntime "k8s.io/apimachinery/pkg/util/runtime"

	"rollcall.dev/rollcall/test/oracle/history"
	"rollcall.dev/rollcall/test/oracle/world"
)

func TestMain(m *testing.M) {
	utilruntime.ErrorHandlers = nil
	os.Exit(m.Run())
}

func TestOne(t *testing.T) {
	h := history.History{
		Seed: 1, Start: time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC), For: 10 * 24 * time.Hour, Settle: 24 * time.Hour,
		CronJobs: []history.CronJob{{Name: "a", At: time.Minute, Spec: history.Spec{Schedule: "0 */2 * * *", Policy: "Allow"},
			Grace: 10 * time.Minute, StartGrace: 5 * time.Minute,
			Fates: world.Fates{RunMin: time.Minute, RunMax: time.Hour, FailPercent: 20, PendingPercent: 20, PendingMax: 10 * time.Minute}}},
		Events: []history.Event{
			{At: 24*time.Hour + time.Minute, Kind: history.ControllerDown}, {At: 30*time.Hour + 30*time.Minute, Kind: history.ControllerUp},
		},
	}
	began := time.Now()
	var p history.Played
	synctest.Test(t, func(t *testing.T) {
		var err error
		p, err = history.Play(t.Context(), h, slog.New(slog.NewTextHandler(os.Stderr, nil)))
		if err != nil {
			t.Fatal(err)
		}
	})
	fmt.Println(time.Since(began), len(p.Journal))
	for _, e := range p.Journal[:20] {
		fmt.Println(e)
	}
	for _, v := range p.Store.Spoken("kube/uid-1") {
		fmt.Println(v.At.UTC().Format("02T15:04:05"), v.Slot.Format("02T15:04"), v.Judgement, v.Flags, v.Revises, v.Cause.Code)
	}
}
