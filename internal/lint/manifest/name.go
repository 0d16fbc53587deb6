package manifest

import "strings"

// maxJobName is how long the name of a CronJob may be: the controller adds 11 characters, and what comes of it has to fit into a label
// (ValidateCronJobCreate in pkg/apis/batch/validation of Kubernetes).
const maxJobName = 52

// validName reports whether the API server takes a name for a CronJob: a DNS subdomain (RFC 1123) that is short enough.
func validName(name string) bool {
	other := func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }
	for part := range strings.SplitSeq(name, ".") {
		if part == "" || strings.HasPrefix(part, "-") || strings.HasSuffix(part, "-") || strings.ContainsFunc(part, other) {
			return false
		}
	}
	return len(name) <= maxJobName
}
