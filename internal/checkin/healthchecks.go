package checkin

// Healthchecks is what the management API of healthchecks.io lets its users say of a check-in, and no other wire has.
type Healthchecks struct {
	// PostOnly leaves reports by any other method than POST without effect.
	PostOnly bool `json:"post_only,omitempty"`
	// ManualResume lets no report end a suspension.
	ManualResume bool `json:"manual_resume,omitempty"`
	// The keywords as they were written, with commas between them. CheckIn.Filters has them where they are looked for.
	StartWords   string `json:"start_words,omitempty"`
	SuccessWords string `json:"success_words,omitempty"`
	FailureWords string `json:"failure_words,omitempty"`
	// FilterSubject, FilterBody and FilterHTTPBody say in what they are looked for.
	FilterSubject  bool `json:"filter_subject,omitempty"`
	FilterBody     bool `json:"filter_body,omitempty"`
	FilterHTTPBody bool `json:"filter_http_body,omitempty"`
	// DefaultFail makes a report without any of them a failure; otherwise it has no effect.
	DefaultFail bool `json:"default_fail,omitempty"`
	// SharedSlug is the slug that it was to have where another one of its project has that as its Slug, and SlugShared is set on
	// that one: there a slug need not be the only one, but then names nobody.
	SharedSlug string `json:"shared_slug,omitempty"`
	SlugShared bool   `json:"slug_shared,omitempty"`
}

// Sharing are those check-ins of a project that share a slug with the one that has it as its Slug, in their order.
func Sharing(project []CheckIn, slug string) []CheckIn {
	var found []CheckIn
	for _, c := range project {
		if slug != "" && c.Healthchecks.SharedSlug == slug {
			found = append(found, c)
		}
	}
	return found
}
