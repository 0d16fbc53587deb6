package notifytest

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// Attacks are texts that want to act: to mention, to format, to link, to break out of a log, to reverse or hide what follows,
// to move a cursor.
func Attacks() []string {
	return []string{
		"<!channel> <!here> <@U0ASTRID001> <!subteam^S0PLATFORM1> @here @channel",
		"<https://evil.example|https://rollcall.example.com> [click](https://evil.example)",
		"*bold* _italic_ ~strike~ `code` > quote :rotating_light:",
		"```\nout of the fence <!everyone>\n```",
		"\u202egnp.exe\u202c \u2066isolated\u2069 \u200bzero\u200bwidth\ufeff \U000e0041tag",
		"\x1b[2J\x1b[31mred\x1b[0m \x1b]0;title\a \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ \u009b1mC1",
		"nul\x00 bell\a back\b\b\b vt\v ff\f del\x7f",
		"\xff\xfe invalid \xc3\x28 utf-8",
		"</script><script>alert(1)</script> &amp; &lt;b&gt; \" '",
		"line one\r\nline two\rover\u2028three\u2029four",
	}
}

// Hostile is a Notice in which every text that comes from outside is an attack; the attacks move by seed from text to text.
func Hostile(change incident.Change, seed int) incident.Notice {
	attacks := Attacks()
	next := seed
	text := func() string {
		next++
		return attacks[next%len(attacks)]
	}
	n := Failed()
	n.Change = change
	s := &n.Subject
	s.Cluster, s.Namespace, s.Name, s.Schedule, s.Zone, s.Description = text(), text(), text(), text(), text(), text()
	s.Rerun, s.RerunNote = "needs-check", text()
	s.Runbook = "javascript:alert(1)//" + text()
	n.Link = "https://rollcall.example.com/incidents/" + strings.ReplaceAll(text(), "\x00", "")
	n.RunName = text()
	c := &n.Cause
	c.Summary, c.Signal, c.Container, c.Advice = text(), text(), text(), []string{text(), text()}
	c.LogTail = strings.Join(attacks, "\n")
	n.Gaps = []string{text(), text()}
	n.Owner = ownership.Answer{
		Team: ownership.Team{ID: text(), Name: text(), Timezone: text()}, Source: text(),
		Rejected: []ownership.Rejected{{Team: text(), Source: text(), Reason: text()}},
	}
	if change == incident.Recovery {
		n.Judgement, n.ResolvedAt = monitor.Succeeded, n.At.Add(time.Hour)
	}
	return strange(operated(answered(n, text), text), text)
}

// hostileTo is the same of any kind.
func hostileTo(kind incident.Kind, change incident.Change, seed int) incident.Notice {
	n := Hostile(change, seed)
	n.Kind = kind
	n = operated(n, func() string { return Attacks()[seed%len(Attacks())] })
	if kind == incident.Absent {
		n.Judgement = monitor.Missed
	}
	for _, a := range Attacks() {
		n.Defects = append(n.Defects, ownership.Defect{Kind: ownership.DefectKind(a), Subject: a, Team: a, Detail: a})
	}
	if kind.Shared() {
		n.Jobs, n.Total, n.Recovered = len(Attacks()), len(Attacks())+1, 1
		for _, a := range Attacks() {
			n.Affected = append(n.Affected, incident.Affected{Monitor: monitor.ID(a), Job: a, RunName: a})
		}
	}
	return n
}

// Huge is a Notice in which everything is far longer than it should be, made of the given piece.
func Huge(change incident.Change, kind incident.Kind, piece string) incident.Notice {
	long := strings.Repeat(piece, 4_000/len(piece)+1)
	n := Failed()
	n.Change, n.Kind, n.Severity = change, kind, incident.Critical
	if kind == incident.Absent {
		n.Judgement = monitor.Missed
	}
	s := &n.Subject
	s.Cluster, s.Namespace, s.Name, s.Schedule, s.Description = long, long, long, long, long
	s.Rerun, s.RerunNote = "safe-if-not-running", long
	s.NextRunRepairs = new(true)
	s.Runbook = "https://runbooks.example.com/" + strings.Repeat("a", 2400)
	n.Link = "https://rollcall.example.com/" + strings.Repeat("b", 5000)
	n.RunName = long
	n.Cause.Summary, n.Cause.Signal, n.Cause.Container, n.Cause.LogTail = long, long, long, long+"\n"+long
	n.Cause.Advice, n.Gaps, n.Slots, n.Owner.Rejected = nil, nil, nil, nil
	for i := range 500 {
		n.Slots = append(n.Slots, Slot().Add(time.Duration(i)*time.Hour))
		n.Cause.Advice = append(n.Cause.Advice, long)
		n.Gaps = append(n.Gaps, long)
		n.Defects = append(n.Defects, ownership.Defect{Kind: ownership.DefectKind(long), Subject: long, Team: long, Detail: long})
		n.Owner.Rejected = append(n.Owner.Rejected, ownership.Rejected{Team: long, Source: long, Reason: long})
	}
	n.Count, n.Consecutive = 100_000, 100_000
	n.Owner.Team.Name, n.Owner.Source = long, long
	if change == incident.Recovery {
		n.Judgement, n.ResolvedAt = monitor.Succeeded, n.At.Add(time.Hour)
	}
	text := func() string { return long }
	return strange(operated(answered(n, text), text), text)
}
