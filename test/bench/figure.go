package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// figure is one measured number beside its baseline.
type figure struct {
	Name     string  `json:"name"`
	Value    float64 `json:"value"`
	Unit     string  `json:"unit"`
	Baseline float64 `json:"baseline"`
	Ratio    float64 `json:"ratio"` // Value/Baseline; 0 where the baseline is 0
}

// newFigure rounds to what people read: four digits, like the line that is printed.
func newFigure(name string, value float64, unit string, baseline float64) figure {
	f := figure{Name: name, Value: rounded(value), Unit: unit, Baseline: rounded(baseline)}
	if baseline != 0 {
		f.Ratio = rounded(value / baseline)
	}
	return f
}

// durations makes a figure of two times, in milliseconds.
func durations(name string, value, baseline time.Duration) figure {
	return newFigure(name, milliseconds(value), "ms", milliseconds(baseline))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// digits is how many of them a number keeps.
const digits = 4

// rounded keeps the leading digits, and all of those before the point.
func rounded(v float64) float64 {
	if v >= 1000 || v <= -1000 {
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'f', 0, 64), 64)
		return v
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return v
}

func (f figure) ratio() string {
	if f.Ratio == 0 {
		return "-"
	}
	return number(f.Ratio)
}

func number(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, 64) }

// printFigures writes a line a figure, aligned for people.
func printFigures(out io.Writer, figures []figure) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "figure\tvalue\tunit\tbaseline\tratio\t")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t\n", f.Name, number(f.Value), f.Unit, number(f.Baseline), f.ratio())
	}
	return w.Flush()
}

// writeFigures puts all of them into a file, a figure a line.
func writeFigures(path string, figures []figure) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	lines := make([]string, len(figures))
	for i, f := range figures {
		line, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("figure %s: %w", f.Name, err)
		}
		lines[i] = "\n  " + string(line)
	}
	if err := os.WriteFile(path, []byte("["+strings.Join(lines, ",")+"\n]\n"), 0o644); err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	return nil
}

// readFigures reads what writeFigures wrote.
func readFigures(path string) ([]figure, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("figures: %w", err)
	}
	var figures []figure
	if err := json.Unmarshal(text, &figures); err != nil {
		return nil, fmt.Errorf("figures of %s: %w", path, err)
	}
	return figures, nil
}
