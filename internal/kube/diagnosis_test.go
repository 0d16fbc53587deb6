package kube

import (
	"bufio"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Every message that diagnoses are read from comes through redaction as it is, even where objects have the names that secrets have.
func TestRedactionLeavesWhatDiagnosesAreReadFrom(t *testing.T) {
	t.Parallel()
	specimens, err := os.Open("../diagnose/testdata/specimens.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer specimens.Close()
	seen := 0
	for lines := bufio.NewScanner(specimens); lines.Scan(); {
		said, ok := strings.CutPrefix(lines.Text(), "  Signal: ")
		if !ok {
			continue
		}
		seen++
		for _, name := range []string{"backup", "db-credentials", "report-token", "app-secret", "token", "db-password"} {
			said := strings.NewReplacer("backup", name, `"settings"`, `"`+name+`"`, `"data"`, `"`+name+`"`, `"mesh"`, `"`+name+`"`,
				"compute", name, "gvisor", name, "inject.mesh.example.com", name).Replace(said)
			if got := message(said, maxTermination); got != said {
				t.Errorf("%q\nbecomes %q", said, got)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d messages were found", seen)
	}
}

func TestAMissingSecretIsFound(t *testing.T) {
	t.Parallel()
	job := aJob(aCronJob("backup"), at(t, "10:00:00"))
	waits := aPod(job, "p", withStatus(corev1.ContainerStatus{
		Name: "main", State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}},
	}))
	said := anEvent("Pod", "p", "p", "FailedMount",
		`MountVolume.SetUp failed for volume "db-credentials" : secret "db-credentials" not found`, at(t, "10:00:05"))
	got := diagnose.Stuck(diagnose.Evidence{
		Job: job.Name, Pods: []diagnose.Pod{describePod(waits)}, Events: []diagnose.Event{describeEvent(&said)},
	})
	if want := `a volume of the pod needs the Secret "db-credentials", which is not there`; got.Summary != want {
		t.Errorf("summary %q, want %q", got.Summary, want)
	}
}
