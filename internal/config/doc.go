// Package config reads Rollcall's one configuration file: strict YAML, all mistakes at once, each with file, line, key, value
// and what is allowed.
//
// # Invariants
//
//   - Load gives a complete, valid Config or an error (Problems) and nothing else: nothing is half applied.
//   - Without a file, Default is that Config.
//   - A secret never appears in text, JSON, a log or an error; only Secret.Reveal returns it.
//   - Every key of the Config struct stands in docs/configure.md with its default, and the other way round: a test compares.
//   - No key is without an effect. A key of a later feature is added together with that feature.
//
// # How it works
//
// The YAML parser gives nodes with line numbers; decode walks them along the Config struct by its tags:
//
//	yaml:"name"       the key
//	oneof:"a b c"     the words that a text may be
//	min:"…" max:"…"   bounds of a duration or a number
//	check:"…"         a rule of checks.go for a text
//	public:"true"     a Secret that may stand in the file
//
// validate then looks at what one key alone cannot tell. Both add to the same list of Problems.
//
// Watcher reads the file again every few seconds and hands over what changed; reading rather than watching is what works for
// the symbolic links by which Kubernetes swaps ConfigMaps and Secrets.
package config
