package diagnose

import "regexp"

// Subject names what a cause is about, for the commands in its advice.
type Subject struct {
	Namespace string
	CronJob   string
	Job       string // empty where there was no run
}

var (
	// objectName is what the API server allows as the name of an object. Only such a name may stand in a command that somebody
	// pastes into a shell.
	objectName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$`)
	// blank is a word that stands in an advice for a name which the rule does not know. Names of objects are written in small
	// letters, so that none can be taken for it.
	blank = regexp.MustCompile(`\b(?:NAMESPACE|CRONJOB|JOB)\b`)
)

// For returns the cause with the names of the subject in its advice. What is not known stays a word in capitals, as in a manual.
func (c Cause) For(s Subject) Cause {
	names := map[string]string{"NAMESPACE": s.Namespace, "CRONJOB": s.CronJob, "JOB": s.Job}
	advice := make([]string, 0, len(c.Advice))
	for _, step := range c.Advice {
		advice = append(advice, blank.ReplaceAllStringFunc(step, func(word string) string {
			if name := names[word]; objectName.MatchString(name) {
				return name
			}
			return word
		}))
	}
	c.Advice = advice
	return c
}
