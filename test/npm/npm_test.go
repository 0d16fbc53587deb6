package npm

import "testing"

func TestFoldersAreOneEach(t *testing.T) {
	t.Parallel()
	for want, packages := range map[string][]string{
		"healthchecks-io-client@1.0.4":       {"healthchecks-io-client@1.0.4"},
		"honeybadger-io-js@6.16.5":           {"@honeybadger-io/js@6.16.5"},
		"typescript@7.0.2+slack-types@3.2.0": {"typescript@7.0.2", "@slack/types@3.2.0"},
		"slack-types@3.2.0+typescript@7.0.2": {"@slack/types@3.2.0", "typescript@7.0.2"},
	} {
		if got := folder(packages); got != want {
			t.Errorf("%v: %q, want %q", packages, got, want)
		}
	}
}
