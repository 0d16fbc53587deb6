package ledger

import (
	"encoding/json"
	"testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// FuzzPlaces: whatever is in the journal, what is found in it are documents of the Monitors that they name; what was written is found.
func FuzzPlaces(f *testing.F) {
	n := newNotes(nil)
	n.add("checkin/a", []byte(`{"monitor":"checkin/a","id":"1"}`))
	n.add("checkin/b", []byte(`{"monitor":"checkin/b","id":"€"}`))
	whole := n.segment("x")
	f.Add(whole.Doc)
	f.Add("[]")
	f.Add(" [ {\"monitor\" : \"a\"} , null ] ")
	f.Add("{}")
	f.Add("[1,")
	f.Fuzz(func(t *testing.T, doc string) {
		found, err := places(Segment{ID: "x", Doc: doc})
		if err != nil {
			return
		}
		for _, p := range found {
			var about struct {
				Monitor monitor.ID `json:"monitor"`
			}
			if err := json.Unmarshal([]byte(doc[p.from:p.to]), &about); err != nil || about.Monitor != p.monitor {
				t.Errorf("%q: at %d to %d stands %q, %v; want one of %q", doc, p.from, p.to, doc[p.from:p.to], err, p.monitor)
			}
		}
		if doc == whole.Doc && len(found) != 2 {
			t.Errorf("found %v", found)
		}
	})
}
