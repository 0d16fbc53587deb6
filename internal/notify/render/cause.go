package render

// why is the cause in the readers' language.
func (w writer) why() string {
	why, _ := w.say.Cause(w.n.Cause)
	return Head(Line(why), maxSentence)
}

// signal is the raw signal that decided. Where the cause is told in another language than it was diagnosed in, what was diagnosed comes
// before it: that has the names and numbers.
func (w writer) signal() string {
	signal, summary := Head(Line(w.n.Cause.Signal), maxSignal), Line(w.n.Cause.Summary)
	if signal == Head(summary, maxSignal) {
		signal = ""
	}
	switch summary = Head(summary, maxSentence); {
	case summary == "", summary == w.why():
		return signal
	case signal == "":
		return summary
	default:
		return summary + " · " + signal
	}
}

func (w writer) advice() []string {
	_, all := w.say.Cause(w.n.Cause)
	var steps []string
	for _, a := range all[:min(len(all), maxSteps)] {
		if a = Head(Line(a), maxAdvice); a != "" {
			steps = append(steps, a)
		}
	}
	return steps
}
