package embedded

import "testing"

func TestProjectsByKey(t *testing.T) {
	t.Parallel()
	s := New(Options{Projects: []Project{
		{ID: 1, Key: "one", APIKey: "write", ReadKey: "read"}, {ID: 2}, {ID: 3, Name: "Three", Key: "three"},
	}})
	for key, want := range map[string]int64{"one": 1, "three": 3, "": 0, "One": 0, "one\n": 0, "write": 0, "read": 0} {
		if p, ok := s.ByPingKey(key); p.ID != want || ok != (want != 0) || p.Key+p.APIKey+p.ReadKey != "" {
			t.Errorf("ping key %q: %+v, %v; want %d", key, p, ok, want)
		}
	}
	for key, want := range map[string]struct{ ok, readOnly bool }{"write": {true, false}, "read": {true, true}, "": {}, "one": {}} {
		if p, readOnly, ok := s.ByAPIKey(key); ok != want.ok || ok && (readOnly != want.readOnly || p.ID != 1) {
			t.Errorf("API key %q: %+v, read only %v, %v; want %+v", key, p, readOnly, ok, want)
		}
	}
	if p, ok := s.Project(3); !ok || p.Name != "Three" || p.Key != "" {
		t.Errorf("project 3 is %+v, %v", p, ok)
	}
	if _, ok := s.Project(4); ok {
		t.Error("there is no project 4")
	}
}
