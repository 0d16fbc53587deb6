package diagnose

// rule names a cause or passes.
type rule func(Evidence) (Cause, bool)

// first returns the cause of the first rule that names one; false where none does.
func first(e Evidence, rules ...rule) (Cause, bool) {
	for _, r := range rules {
		if c, ok := r(e); ok {
			return c, true
		}
	}
	return Cause{}, false
}

// podRule is a rule that looks at one pod of the run.
type podRule func(Evidence, Pod) (Cause, bool)

// firstOf returns the cause of the first rule that names one for the pod.
func firstOf(e Evidence, p Pod, rules ...podRule) (Cause, bool) {
	for _, r := range rules {
		if c, ok := r(e, p); ok {
			return c, true
		}
	}
	return Cause{}, false
}
