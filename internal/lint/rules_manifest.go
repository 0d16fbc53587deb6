package lint

import "fmt"

func manifestRules() []Rule {
	return []Rule{{
		ID: "RC001", Name: "manifest-invalid", Severity: Error,
		Title: "A field that the API server refuses",
		Why:   "The CronJob cannot be created, or not be changed; the one before it goes on.",
		Do:    "Correct the field.",
		check: func(s subject) []hit {
			all := make([]hit, 0, len(s.Mistakes))
			for _, m := range s.Mistakes {
				message := m.Field + " is missing or empty"
				if m.Value != "" {
					message = fmt.Sprintf("%s is %q", m.Field, m.Value)
				}
				all = append(all, hit{line: m.Line, message: message, do: "Use " + m.Allowed + "."})
			}
			return all
		},
	}}
}
