package manifest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/lint/manifest"
)

// many is a stream of so many CronJobs.
func many(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString("---\n" + job(fmt.Sprintf("job-%d", i), "  namespace: n\n"))
	}
	return text.String()
}

// TestTheWorkGrowsWithTheText compares what is allocated to read and annotate 2,000 CronJobs of one file with what is for 500: four times
// as much, and not sixteen.
//
//nolint:paralleltest // allocations are counted for the whole process
func TestTheWorkGrowsWithTheText(t *testing.T) {
	allocated := func(n int) uint64 {
		text := many(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		changed, refused := annotated(text, owner())
		diff := manifest.Diff("a.yaml", []byte(text), []byte(changed))
		runtime.ReadMemStats(&after)
		if len(refused) > 0 || strings.Count(diff, "\n+    rollcall.dev/owner: billing\n") != n {
			t.Fatalf("%d refused\n%s", len(refused), diff[:min(len(diff), 1000)])
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	few, most := allocated(500), allocated(2000)
	if ratio := float64(most) / float64(few); ratio > 8 {
		t.Errorf("four times the text takes %.1f times the memory", ratio)
	}
}

func BenchmarkRead2000(b *testing.B) {
	text := []byte(many(2000))
	for b.Loop() {
		r := &manifest.Reader{}
		if err := r.Read("a.yaml", text); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/2000-jobs")
}
