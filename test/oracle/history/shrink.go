package history

// Shrink makes a History smaller as long as it still fails, trying at most limit times.
func Shrink(h History, limit int, fails func(History) bool) History {
	try := func(smaller History) bool {
		if limit <= 0 {
			return false
		}
		limit--
		if !fails(smaller) {
			return false
		}
		h = smaller
		return true
	}
	for again := true; again && limit > 0; {
		again = false
		for i := len(h.CronJobs) - 1; i >= 0 && len(h.CronJobs) > 1; i-- {
			again = try(h.withoutCronJob(i)) || again
		}
		for size := max(len(h.Events)/2, 1); size > 0; size /= 2 {
			for i := len(h.Events) - size; i >= 0; i -= size {
				if i+size <= len(h.Events) {
					again = try(h.withoutEvents(i, size)) || again
				}
			}
		}
		for {
			shorter := h
			shorter.For = h.For * 3 / 4
			if !try(shorter) {
				break
			}
			again = true
		}
	}
	return h
}

func (h History) withoutCronJob(i int) History {
	gone := h.CronJobs[i].Name
	var cronJobs []CronJob
	var events []Event
	for _, cj := range h.CronJobs {
		if cj.Name != gone {
			cronJobs = append(cronJobs, cj)
		}
	}
	for _, e := range h.Events {
		if e.CronJob != gone {
			events = append(events, e)
		}
	}
	h.CronJobs, h.Events = cronJobs, events
	return h
}

func (h History) withoutEvents(from, n int) History {
	events := append([]Event(nil), h.Events[:from]...)
	h.Events = append(events, h.Events[from+n:]...)
	return h
}
