package schedule

import (
	"strconv"
	"strings"
	"time"
)

// Dialect is a way to read cron expressions.
type Dialect string

const (
	// DialectCronJob is that of Kubernetes as a CronJob has it: one expression, in which a line break is a space or an error.
	DialectCronJob Dialect = ""
	// DialectKubernetes is the same for check-ins, where lines are expressions. At a clock change, a slot that is skipped is left out,
	// and one that is repeated comes twice.
	DialectKubernetes Dialect = "kubernetes"
	// DialectDebian is that of Debian's cron, and of healthchecks. At a clock change, a slot that is skipped comes right after it, and
	// one that is repeated comes once, the first time. Expressions whose minute or hour begins with a star follow elapsed time.
	DialectDebian Dialect = "debian"
)

// Crontab is the Spec of cron expressions in a dialect, one a line; an empty zone means that none was named. A single expression for
// Kubernetes is spelled like that of a CronJob.
func Crontab(dialect Dialect, expr, zone string) Spec {
	if dialect == DialectKubernetes {
		if !strings.Contains(expr, "\n") {
			return Cron(expr, zone)
		}
		if all := lines(expr); len(all) == 1 {
			return Cron(all[0], zone)
		}
	}
	return Spec{Kind: KindCron, Dialect: dialect, Expr: expr, Zone: zone}
}

// OnCalendar is the Spec of calendar expressions of systemd, one a line; an empty zone means that none was named. A zone that every
// line names moves from the lines to Zone.
func OnCalendar(expr, zone string) Spec {
	spec := Spec{Kind: KindCalendar, Expr: expr, Zone: zone}
	var own string
	all := lines(expr)
	for i, line := range all {
		rest, named := splitZone(line)
		if named == "" || own != "" && named != own {
			return spec
		}
		all[i], own = rest, named
	}
	if _, err := Zone(own); err == nil && own != "" {
		spec.Expr, spec.Zone = strings.Join(all, "\n"), own
	}
	return spec
}

// parseDialect reads cron expressions. Exactly one of slots and period is set.
func parseDialect(spec Spec, loc *time.Location) (slots calendar, period time.Duration, err error) {
	switch spec.Dialect {
	case DialectCronJob:
		return parseCron(spec.Expr, loc)
	case DialectKubernetes:
		all := lines(spec.Expr)
		if len(all) == 1 && relative(all[0]) {
			return parseCron(all[0], loc)
		}
		slots, err = parseLines(fieldSchedule, spec.Expr, func(line string) (calendar, error) {
			c, period, err := parseCron(line, loc)
			if err == nil && period > 0 {
				err = syntaxError(line, "@every counts from the last report: use it as the only line, or a period")
			}
			return c, err
		})
	case DialectDebian:
		slots, err = parseLines(fieldSchedule, spec.Expr, func(line string) (calendar, error) { return parseDebian(line, loc) })
	default:
		err = &Error{Field: "dialect", Value: string(spec.Dialect), Kind: ErrSyntax, Allowed: allowed(DialectKubernetes, DialectDebian)}
	}
	return slots, 0, err
}

func allowed[T ~string](words ...T) string {
	quotedWords := make([]string, len(words))
	for i, w := range words {
		quotedWords[i] = strconv.Quote(string(w))
	}
	return "use " + strings.Join(quotedWords, " or ")
}
