package healthchecks

import (
	"net/http"
	"slices"
	"strings"
)

// Channel is a receiver, in the words of this wire.
type Channel struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"` // "slack", "webhook", "email" …
}

func (h *Handler) listChannels(w http.ResponseWriter, _ *http.Request, _ call) error {
	channels := h.Channels
	if channels == nil {
		channels = []Channel{}
	}
	answerJSON(w, http.StatusOK, map[string][]Channel{"channels": channels})
	return nil
}

// checkChannels looks for what is wrong with a list of channels. Which ones it names has no effect: all of them hear of all checks.
func (h *Handler) checkChannels(list *string) error {
	if list == nil || *list == "" || *list == "*" {
		return nil
	}
	for name := range strings.SplitSeq(*list, ",") {
		found := 0
		for _, c := range h.Channels {
			if c.ID == name || c.Name == name {
				found++
			}
		}
		switch {
		case name == "":
			return fault{http.StatusBadRequest, "empty channel identifier"}
		case found == 0:
			return fault{http.StatusBadRequest, "invalid channel identifier: " + name}
		case found > 1:
			return fault{http.StatusBadRequest, "non-unique channel identifier: " + name}
		}
	}
	return nil
}

// channelIDs is the list of all channels as a check shows it.
func (h *Handler) channelIDs() string {
	ids := make([]string, 0, len(h.Channels))
	for _, c := range h.Channels {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, ",")
}
