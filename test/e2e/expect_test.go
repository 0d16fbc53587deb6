package e2e

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/test/slack"
)

// message is what a story expects somebody to be told.
type message struct {
	title  string // without the symbol and without the severity: "NAMESPACE/close failed"
	symbol string
	whole  bool // the title names the job itself
	says   []string
	never  []string
	facts  [][2]string
	logs   []string
	within time.Duration
}

// told expects a message that begins a conversation about a job of the story: "failed", "is stuck", "did not run".
func told(job, what string) message {
	return message{title: job + " " + what, symbol: "🔴", within: nextSlot + soon}
}

// good expects good news.
func (m message) good() message { m.symbol = "✅"; return m }

// neutral expects news that are neither.
func (m message) neutral() message { m.symbol = "⚪"; return m }

// why expects words of the cause, its signal, or anything else in the text.
func (m message) why(words ...string) message {
	m.says = append(slices.Clip(m.says), words...)
	return m
}

// not expects that words are nowhere in the message.
func (m message) not(words ...string) message {
	m.never = append(slices.Clip(m.never), words...)
	return m
}

// log expects a line in the shown end of the log.
func (m message) log(line string) message { m.logs = append(slices.Clip(m.logs), line); return m }

// fact expects a labelled line that contains a value.
func (m message) fact(label, value string) message {
	m.facts = append(slices.Clip(m.facts), [2]string{label, value})
	return m
}

func (m message) in(d time.Duration) message { m.within = d; return m }

// named expects a message by its whole title, such as that of a job which is no CronJob of the story.
func (m message) named() message { m.whole = true; return m }

// missing says what of the expectation a page lacks; empty is nothing.
func (m message) missing(p *page) []string {
	var lacks []string
	for _, words := range m.says {
		if !strings.Contains(p.text, words) {
			lacks = append(lacks, fmt.Sprintf("the words %q", words))
		}
	}
	for _, words := range m.never {
		if strings.Contains(p.text, words) {
			lacks = append(lacks, fmt.Sprintf("silence about %q", words))
		}
	}
	for _, f := range m.facts {
		if got := p.fact(f[0]); !strings.Contains(got, f[1]) {
			lacks = append(lacks, fmt.Sprintf("%s %q (it says %q)", f[0], f[1], got))
		}
	}
	for _, line := range m.logs {
		if !slices.Contains(strings.Split(p.log, "\n"), line) {
			lacks = append(lacks, fmt.Sprintf("the log's line %q (it shows %q)", line, p.log))
		}
	}
	return lacks
}

// about reports whether a page is the one that is expected, whatever else it says.
func (m message) about(p *page, namespace string) bool {
	title := m.symbol + " " + namespace + "/" + m.title
	if m.whole {
		title = m.symbol + " " + m.title
	}
	return p.title == title || strings.HasPrefix(p.title, title+" · ")
}

// expect waits for the message as a root in the team's channel, and returns it.
func (s *scenario) expect(m message) slack.Message {
	s.t.Helper()
	found := s.await(m, func(all []slack.Message) []slack.Message {
		return slices.DeleteFunc(slices.Clone(all), func(x slack.Message) bool { return !x.Root() })
	})
	s.roots[found.TS] = true
	return found
}

// expectReply waits for a message in the thread beneath a root.
func (s *scenario) expectReply(root slack.Message, m message) slack.Message {
	s.t.Helper()
	return s.await(m, func(all []slack.Message) []slack.Message {
		return slices.DeleteFunc(slices.Clone(all), func(x slack.Message) bool { return x.ThreadTS != root.TS })
	})
}

// expectNow waits until a root has been brought up to date and reads as expected.
func (s *scenario) expectNow(root slack.Message, m message) slack.Message {
	s.t.Helper()
	return s.await(m, func(all []slack.Message) []slack.Message {
		return slices.DeleteFunc(slices.Clone(all), func(x slack.Message) bool { return x.TS != root.TS })
	})
}

// await waits for a message among candidates; the first with the right title has to say the rest as well.
func (s *scenario) await(m message, candidates func([]slack.Message) []slack.Message) slack.Message {
	s.t.Helper()
	ctx, cancel := context.WithTimeoutCause(s.ctx, m.within, fmt.Errorf("not told within %s: %q", m.within, m.symbol+" "+m.title))
	defer cancel()
	var found slack.Message
	_, err := s.slack.WaitFor(ctx, func(all []slack.Message) bool {
		for _, x := range candidates(all) {
			if m.about(read(x), s.namespace) {
				found = x
				return true
			}
		}
		return false
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if lacks := m.missing(read(found)); len(lacks) > 0 {
		s.t.Fatalf("the message lacks %s:\n%s", strings.Join(lacks, "; "), read(found).text)
	}
	return found
}

// lastWords are the verdicts that Rollcall has given on a CronJob, a line a slot in their order, each as it now stands:
// "15:04 succeeded late". Manual runs come last, in the order of their ends.
func (s *scenario) lastWords(c *batchv1.CronJob) []string {
	words := map[string]string{}
	for i, v := range s.log.logged("verdict") {
		if v.Monitor != of(c) {
			continue
		}
		key := v.Slot.UTC().Format(time.RFC3339)
		line := v.Slot.UTC().Format("15:04 ")
		if v.Slot.IsZero() {
			key, line = fmt.Sprintf("run %d", i), ""
		}
		words[key] = line + strings.Join(append([]string{v.Judgement}, v.Flags...), " ")
	}
	all := make([]string, 0, len(words))
	for _, key := range slices.Sorted(maps.Keys(words)) {
		all = append(all, words[key])
	}
	return all
}

// expectWords waits until Rollcall has said this of a CronJob's slots, and fails if it says anything else of them.
func (s *scenario) expectWords(c *batchv1.CronJob, want ...string) {
	s.t.Helper()
	eventually(s.t, nextSlot+soon, fmt.Sprintf("%s is judged: %q", c.Name, want), func() (bool, string) {
		got := s.lastWords(c)
		return slices.Equal(got, want), fmt.Sprintf("%q", got)
	})
}

// expectFirstWords is expectWords of a CronJob that goes on: what is said of slots after these does not matter.
func (s *scenario) expectFirstWords(c *batchv1.CronJob, want ...string) {
	s.t.Helper()
	eventually(s.t, nextSlot+soon, fmt.Sprintf("%s is judged first: %q", c.Name, want), func() (bool, string) {
		got := s.lastWords(c)
		return len(got) >= len(want) && slices.Equal(got[:len(want)], want), fmt.Sprintf("%q", got)
	})
}

// verdict waits until Rollcall has given one on a CronJob, and checks its cause and flags ("" is none).
func (s *scenario) verdict(monitor, judgement, cause string, flags ...string) logLine {
	s.t.Helper()
	var found logLine
	eventually(s.t, nextSlot+soon, fmt.Sprintf("verdict %q on %s", judgement, monitor), func() (bool, string) {
		all := s.log.logged("verdict")
		for _, v := range all {
			if strings.HasPrefix(v.Monitor, monitor) && v.Judgement == judgement {
				found = v
				return true, ""
			}
		}
		return false, fmt.Sprintf("%+v", all)
	})
	if found.Cause != cause || !slices.Equal(found.Flags, flags) {
		s.t.Fatalf("verdict %s has cause %q and flags %q, want %q and %q", found.text, found.Cause, found.Flags, cause, flags)
	}
	return found
}
