package diagnose

// HeldUp reports whether the evidence shows what keeps an unfinished run from going on, or from ending.
func HeldUp(e Evidence) bool {
	_, held := holdUp(e.present())
	return held
}
