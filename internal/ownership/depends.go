package ownership

// Bounds of what a job says it depends on (rollcall.dev/depends-on): no more is shown.
const (
	MaxDependsOn     = 12
	MaxDependsOnName = 128 // bytes of a name
)
