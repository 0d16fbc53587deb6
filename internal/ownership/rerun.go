package ownership

// What a job may declare of being run again (rollcall.dev/rerun).
const (
	RerunSafe             = "safe"                // at any time
	RerunSafeIfNotRunning = "safe-if-not-running" // at any time but while it runs
	RerunNeedsCheck       = "needs-check"         // only when somebody has looked first
	RerunNever            = "never"
)

// RerunWords lists them.
func RerunWords() []string {
	return []string{RerunSafe, RerunSafeIfNotRunning, RerunNeedsCheck, RerunNever}
}
