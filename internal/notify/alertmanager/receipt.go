package alertmanager

import (
	"encoding/json"
	"fmt"

	"rollcall.dev/rollcall/internal/notify"
)

// receipt is what an alert is found by again: its labels are its identity.
type receipt struct {
	Labels map[string]string `json:"labels"`
}

func receiptOf(labels map[string]string) (notify.Receipt, error) {
	text, err := json.Marshal(receipt{Labels: labels})
	if err != nil {
		return nil, fmt.Errorf("alertmanager: receipt: %w", err)
	}
	return text, nil
}

// readReceipt returns the labels that an alert was opened with; false where there are none that can be used.
func readReceipt(r notify.Receipt) (map[string]string, bool) {
	var kept receipt
	if len(r) == 0 || json.Unmarshal(r, &kept) != nil {
		return nil, false
	}
	labels := labelSet(kept.Labels)
	return labels, labels["alertname"] != ""
}
