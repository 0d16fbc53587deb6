package honeybadger

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"rollcall.dev/rollcall/internal/checkin"
)

const (
	mark       = "rollcall-"
	hashDigits = 8
	// maxPart bounds what a slug shows of the cluster's name, so that a long one leaves room for the rest.
	maxPart = 48
)

// prefix is what the slugs of all check-ins of one cluster begin with, and no others: "rollcall-prod-0d2a5b14-". The digits
// tell "prod" from "prod-eu".
func prefix(cluster string) string {
	return mark + part(cluster) + hash(cluster) + "-"
}

// Slug is the slug of a CronJob's check-in: "rollcall-prod-0d2a5b14-billing-invoices-7c1f09aa". It stays the same when the
// CronJob is made anew under its name. The last digits tell "a-b" in "c" from "b" in "c-a".
func Slug(cluster, namespace, name string) string {
	readable := checkin.Slugify(namespace + "-" + name)
	ending := "-" + hash(cluster, namespace, name)
	beginning := prefix(cluster)
	room := checkin.MaxSlug - len(beginning) - len(ending)
	return beginning + readable[:min(len(readable), room)] + ending
}

// part is what is readable of the cluster's name, with a hyphen behind it; empty where nothing is.
func part(cluster string) string {
	slug := checkin.Slugify(cluster)
	slug = strings.Trim(slug[:min(len(slug), maxPart)], "-")
	if slug == "" {
		return ""
	}
	return slug + "-"
}

func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])[:hashDigits]
}
