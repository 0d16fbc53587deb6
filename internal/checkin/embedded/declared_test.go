package embedded

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

func TestDeclaredSchedule(t *testing.T) {
	t.Parallel()
	const rome, two = "Europe/Rome", "0 1 * * *\n0 13 * * *"
	for name, tt := range map[string]struct {
		declared Declared
		want     schedule.Spec
	}{
		"cron":                    {Declared{Schedule: "0 1 * * *", Timezone: rome}, schedule.Cron("0 1 * * *", rome)},
		"cron of a named dialect": {Declared{Schedule: "0 1 * * *", Dialect: schedule.DialectKubernetes}, schedule.Cron("0 1 * * *", "")},
		"lines":                   {Declared{Schedule: two, Timezone: rome}, schedule.Spec{Kind: schedule.KindCron, Dialect: schedule.DialectKubernetes, Expr: two, Zone: rome}},
		"debian":                  {Declared{Schedule: two, Dialect: schedule.DialectDebian}, schedule.Spec{Kind: schedule.KindCron, Dialect: schedule.DialectDebian, Expr: two}},
		"calendar":                {Declared{Calendar: "daily", Timezone: rome}, schedule.Spec{Kind: schedule.KindCalendar, Expr: "daily", Zone: rome}},
		"period":                  {Declared{Period: time.Hour, Timezone: rome}, schedule.Every(time.Hour)},
	} {
		if got, err := tt.declared.schedule(); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, tt.want)
		}
	}
}
