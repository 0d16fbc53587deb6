package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFiguresAsPeopleAndMachinesReadThem(t *testing.T) {
	t.Parallel()
	figures := []figure{
		newFigure("ledger_committed", 12345.678, "obs/s", 2000.4),
		durations("delay_p99", 123456789*time.Nanosecond, 2*time.Millisecond),
		newFigure("idle_statements", 0, "per min", 60),
		newFigure("nothing_to_compare", 0.000123456, "s", 0),
	}
	var out strings.Builder
	if err := printFigures(&out, figures); err != nil {
		t.Fatal(err)
	}
	want := `
              figure      value     unit  baseline  ratio
    ledger_committed      12346    obs/s      2000  6.172
           delay_p99      123.5       ms         2  61.73
     idle_statements          0  per min        60      -
  nothing_to_compare  0.0001235        s         0      -
`
	if got := "\n" + out.String(); got != want {
		t.Errorf("printed:%s\nwant:%s", got, want)
	}
	file := filepath.Join(t.TempDir(), "bench", "latest.json")
	if err := writeFigures(file, figures); err != nil {
		t.Fatal(err)
	}
	if read, err := readFigures(file); err != nil || !slices.Equal(read, figures) {
		t.Errorf("read %+v, %v", read, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wantText := `[
  {"name":"ledger_committed","value":12346,"unit":"obs/s","baseline":2000,"ratio":6.172},
  {"name":"delay_p99","value":123.5,"unit":"ms","baseline":2,"ratio":61.73},
  {"name":"idle_statements","value":0,"unit":"per min","baseline":60,"ratio":0},
  {"name":"nothing_to_compare","value":0.0001235,"unit":"s","baseline":0,"ratio":0}
]
`
	if string(text) != wantText {
		t.Errorf("written:\n%s\nwant:\n%s", text, wantText)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ only, want, err string }{
		{only: "", want: "delay ledger sweep deliver idle traffic checkins-sqlite checkins-postgres lint"},
		{only: "sweep", want: "sweep"},
		{only: "idle,ledger", want: "ledger idle"},
		{only: "ledger,speed", err: `-only "ledger,speed": there is no "speed", but delay, ledger, sweep, deliver, idle, traffic, checkins-sqlite, checkins-postgres, lint`},
	} {
		chosen, err := choose(c.only)
		var got []string
		for _, g := range chosen {
			got = append(got, g.name)
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("choose(%q) = %q, want %q", c.only, text, c.want)
		}
		if c.err == "" && err != nil || c.err != "" && (err == nil || err.Error() != c.err) {
			t.Errorf("choose(%q): error %v, want %q", c.only, err, c.err)
		}
	}
}
