package slackdesk

import "strings"

// plainName reports whether it can be the name of something in Kubernetes, and no pattern.
func plainName(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}
