package embedded

import "testing"

func TestByKey(t *testing.T) {
	t.Parallel()
	all := newProjects([]Project{{ID: 1, Key: "one"}, {ID: 2}, {ID: 3, Key: "three"}})
	for key, want := range map[string]int64{"one": 1, "three": 3, "": 0, "One": 0, "one\n": 0} {
		if id, ok := all.byKey(key); id != want || ok != (want != 0) {
			t.Errorf("%q: %d, %v; want %d", key, id, ok, want)
		}
	}
}
