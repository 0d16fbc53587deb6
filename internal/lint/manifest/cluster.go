package manifest

// ReadCluster reads what a live cluster has, as JSON. There are no files and no lines: the objects are their own places.
func (r *Reader) ReadCluster(text []byte) error {
	before := len(r.jobs)
	err := r.Read("", text)
	for i := range r.jobs[before:] {
		j := &r.jobs[before+i]
		j.Line, j.Lines = 0, nil
		for k := range j.Containers {
			j.Containers[k].Line = 0
		}
		for k := range j.Mistakes {
			j.Mistakes[k].Line = 0
		}
	}
	return err
}
