package alertmanager

import (
	"maps"
	"testing"

	"rollcall.dev/rollcall/internal/notify"
)

func TestReceiptsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, r := range []string{"", "null", "{}", "[", `{"labels":null}`, `{"labels":{"a":"b"}}`, `{"labels":{"alertname":""}}`, `{"labels":{"alertname":5}}`} {
		if labels, ok := readReceipt(notify.Receipt(r)); ok {
			t.Errorf("%s gives %v", r, labels)
		}
	}
}

// FuzzReceipt: what was kept comes back the same, or the alert would be another one.
func FuzzReceipt(f *testing.F) {
	f.Add([]byte(`{"labels":{"alertname":"RollcallJobFailed","checkin":"a \u003cb\u003e"}}`))
	f.Add([]byte(`{"labels":{"alertname":"\ufeff"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		labels, ok := readReceipt(text)
		if !ok {
			return
		}
		again, err := receiptOf(labels)
		if err != nil {
			t.Fatal(err)
		}
		back, ok := readReceipt(again)
		if !ok || !maps.Equal(labels, back) {
			t.Errorf("%v became %v", labels, back)
		}
	})
}
