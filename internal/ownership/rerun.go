package ownership

// RerunWords are what a job may declare of being run again (rollcall.dev/rerun): at any time, at any time but while it runs, only when
// somebody has looked first, never.
func RerunWords() []string { return []string{"safe", "safe-if-not-running", "needs-check", "never"} }
