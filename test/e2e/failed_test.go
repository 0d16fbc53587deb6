package e2e

import (
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
)

func TestExitCode(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("invoice-close").fails(3, `FATAL: duplicate key "invoice_no" <!channel> & co`).
		annotated("description", "Closes the invoices of the day").
		annotated("runbook", "https://runbooks.example.com/invoice-close").
		annotated("severity", "high"))

	root := s.expect(told("invoice-close", "failed").
		why(`container "main" ended with exit code 3`, "terminated: Error, exit code 3", "read the end of the log",
			"e2e · "+s.namespace+"/invoice-close", "run invoice-close-", "Closes the invoices of the day").
		log(`FATAL: duplicate key "invoice_no" <!channel> & co`).
		fact("Due", "JST").fact("In a row", "first time").fact("Last success", "none known").fact("Schedule", "(Etc/UTC)").
		fact("Owner", "Platform"))
	if got := read(root); got.links["Runbook"] != "https://runbooks.example.com/invoice-close" || got.title != "🔴 "+s.namespace+"/invoice-close failed · HIGH" {
		t.Errorf("the severity or the runbook is missing:\n%s", got.text)
	}
	s.verdict("", "failed", "ExitCode")
	s.expectNothingElse()
	s.expectReplies(root, 0)
}

func TestOutOfMemory(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("report").plays("simulate", "oom").with(func(j *job) {
		j.memory = "24Mi"
		j.script = "echo loading everything; exec tail /dev/zero"
	}))

	s.expect(told("report", "failed").
		why(`container "main" was killed because it used more than its memory limit of 24Mi`, "OOMKilled, exit code 137",
			"raise resources.limits.memory"))
	s.verdict("", "failed", "OOMKilled")
	s.expectNothingElse()
}

func TestRetryThatSucceeds(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("fetch").plays("simulate", "flaky").with(func(j *job) {
		j.restart, j.retries = corev1.RestartPolicyOnFailure, 3
		j.script = "test -e /state/tried && exit 0; touch /state/tried; exit 1"
	}))

	s.verdict("", "succeeded", "RetriedToSuccess", "flaky")
	s.expectNothingElse()
}

func TestDeadlineExceeded(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("crawl").takes(5*time.Minute, "page 1 of 90000").with(func(j *job) { j.deadline = 20 * time.Second }))

	s.expect(told("crawl", "failed").
		why("the Job was stopped because it ran longer than its activeDeadlineSeconds (20s) allow", "DeadlineExceeded",
			"raise activeDeadlineSeconds").
		log("page 1 of 90000"))
	s.verdict("", "failed", "DeadlineExceeded")
	s.expectNothingElse()
}

func TestInitContainer(t *testing.T) {
	s := newScenario(t)
	s.start()
	s.apply(cronJob("load").plays("simulate", "init-fail").plays("log", "no such database: ledger").with(func(j *job) {
		j.initScript = "echo 'no such database: ledger'; exit 1"
	}))

	s.expect(told("load", "failed").
		why(`init container "prepare" ended with exit code 1; the job itself never started`,
			`End of the log of container "prepare"`).
		log("no such database: ledger"))
	s.verdict("", "failed", "InitContainerFailed")
	s.expectNothingElse()
}

// TestRecovery tells the whole life of a problem: a job that runs every minute fails, its owner corrects it, the next run
// succeeds.
func TestRecovery(t *testing.T) {
	s := newScenario(t)
	s.start()
	broken := cronJob("rates").every(everyMinute).fails(4, "HTTP 503 from the bank")
	s.apply(broken)
	root := s.expect(told("rates", "failed").log("HTTP 503 from the bank"))

	s.apply(broken.succeeds())
	s.expectReply(root, told("rates", "recovered").good().why("It succeeded", "The trouble lasted", "1 run failed"))
	now := s.expectNow(root, told("rates", "recovered").good().
		why("It succeeded", "The trouble lasted", `container "main" ended with exit code 4`).in(soon))
	if len(now.History) == 0 {
		t.Error("the first message was not edited")
	}
	s.verdict("", "succeeded", "")
	s.expectNothingElse()
	s.expectReplies(root, 1)
}
