package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// endedAt is a container that has ended some time after the slot.
func endedAt(name string, code int32, d time.Duration) diagnose.Container {
	c := ended(name, "Error", code)
	c.FinishedAt, c.LogTail = after(d), "log of "+name
	return c
}

// native is the same container as what the cluster knows as a sidecar.
func native(c diagnose.Container) diagnose.Container {
	c.Init, c.Sidecar = true, true
	return c
}

// oom is the same container, killed for memory.
func oom(c diagnose.Container) diagnose.Container {
	c.Reason, *c.ExitCode = "OOMKilled", 137
	return c
}

// itself is the same container as the one that the pod calls its own.
func itself(c diagnose.Container) diagnose.Container {
	c.Main = true
	return c
}

// What ends with a pod, or is ended because of another container, does not hide what failed.
func TestCulprit(t *testing.T) {
	t.Parallel()
	const early, late, later = 3 * time.Minute, 5 * time.Minute, 6 * time.Minute
	tests := map[string]struct {
		containers []diagnose.Container
		code       diagnose.Code
		container  string
	}{
		"a native sidecar that was killed as the pod ended": {
			[]diagnose.Container{native(endedAt("proxy", 137, later)), endedAt("main", 3, late)}, diagnose.ExitCode, "main",
		},
		"a plain second container that was killed as the pod ended": {
			[]diagnose.Container{endedAt("proxy", 137, later), endedAt("main", 3, late)}, diagnose.ExitCode, "main",
		},
		"the same within the second that the cluster's clock tells": {
			[]diagnose.Container{endedAt("proxy", 137, late), endedAt("main", 3, late)}, diagnose.ExitCode, "main",
		},
		"of a sidecar the memory too": {
			[]diagnose.Container{native(oom(endedAt("proxy", 137, early))), endedAt("main", 3, late)}, diagnose.ExitCode, "main",
		},
		"the one that failed first": {
			[]diagnose.Container{endedAt("main", 1, late), endedAt("database", 2, early)}, diagnose.ExitCode, "database",
		},
		"the one that failed first, killed for memory": {
			[]diagnose.Container{endedAt("main", 1, late), oom(endedAt("database", 137, early))}, diagnose.OOMKilled, "database",
		},
		"or killed by force": {
			[]diagnose.Container{endedAt("main", 1, late), endedAt("database", 137, early)}, diagnose.Killed, "database",
		},
		"but not told to stop": {
			[]diagnose.Container{endedAt("proxy", 143, early), endedAt("main", 1, late)}, diagnose.ExitCode, "main",
		},
		"memory of the main container comes before all": {
			[]diagnose.Container{endedAt("helper", 1, early), itself(oom(endedAt("main", 137, late)))}, diagnose.OOMKilled, "main",
		},
		"where the pod names none, the first is the main one": {
			[]diagnose.Container{oom(endedAt("main", 137, late)), endedAt("helper", 1, early)}, diagnose.OOMKilled, "main",
		},
		"not memory of another after it": {
			[]diagnose.Container{itself(endedAt("main", 1, early)), oom(endedAt("helper", 137, late))}, diagnose.ExitCode, "main",
		},
		"at the same time the main one": {
			[]diagnose.Container{endedAt("helper", 1, late), itself(endedAt("main", 1, late))}, diagnose.ExitCode, "main",
		},
		"an init container": {
			[]diagnose.Container{
				native(endedAt("proxy", 137, late)), func() diagnose.Container { c := endedAt("fetch", 1, early); c.Init = true; return c }(),
			},
			diagnose.InitFailed, "fetch",
		},
		"nobody but those that were stopped": {
			[]diagnose.Container{native(endedAt("proxy", 137, early)), endedAt("main", 143, late)}, diagnose.ExitCode, "main",
		},
		"a sidecar that failed before the others were stopped": {
			[]diagnose.Container{native(endedAt("proxy", 1, early)), endedAt("main", 143, late)}, diagnose.ExitCode, "proxy",
		},
		"a sidecar that failed because it was stopped after the others": {
			[]diagnose.Container{native(endedAt("proxy", 1, later)), endedAt("main", 143, late)}, diagnose.ExitCode, "main",
		},
		"a sidecar, where nothing else ended badly": {
			[]diagnose.Container{native(endedAt("proxy", 137, later)), ended("main", "Completed", 0)}, diagnose.Killed, "proxy",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := aPod("Failed", tt.containers...)
			if name, ok := diagnose.Culprit(p); !ok || name != tt.container {
				t.Errorf("the culprit is %q, want %q", name, tt.container)
			}
			got := diagnose.Failed(gaveUp(p))
			if got.Code != tt.code || got.Container != tt.container || got.LogTail != "log of "+tt.container {
				t.Errorf("%s of %q (%s, log %q), want %s of %q", got.Code, got.Container, got.Summary, got.LogTail, tt.code, tt.container)
			}
		})
	}
}

// A probe that had the container killed makes its end its own.
func TestCulpritOfAProbe(t *testing.T) {
	t.Parallel()
	e := gaveUp(aPod("Failed", endedAt("database", 143, 3*time.Minute), endedAt("main", 1, 5*time.Minute)))
	e = with(e, says(thePod, "Killing", "Container database failed liveness probe, will be restarted"))
	check(t, diagnose.Failed(e), diagnose.ProbeFailed, `container "database"`)
}

// A pod that did its work did not make the run fail, whatever became of its sidecar.
func TestPodsThatSucceededAreNotBlamed(t *testing.T) {
	t.Parallel()
	good := aPod("Succeeded", native(endedAt("proxy", 143, 5*time.Minute)), ended("main", "Completed", 0))
	check(t, diagnose.Failed(gaveUp(aPod("Failed", endedAt("main", 3, time.Minute)), good)), diagnose.ExitCode, `container "main" ended with exit code 3`)
	check(t, diagnose.Failed(gaveUp(good)), diagnose.BackoffLimit, "do not say why")
}
