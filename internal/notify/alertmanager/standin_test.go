package alertmanager

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// server stands for one Alertmanager: it refuses what that does, and merges alerts as that does (api/v2/api.go, types/types.go and
// provider/mem/mem.go of prometheus/alertmanager).
type server struct {
	mu     sync.Mutex
	alerts map[string]alert // by their labels
	posts  int
	status int           // to answer instead; 0: none
	behind time.Duration // how far its clock is
	auth   []string      // what came as Authorization
}

func newServer() *server { return &server{alerts: map[string]alert{}} }

func (s *server) now() time.Time { return time.Now().Add(-s.behind) }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts++
	s.auth = append(s.auth, r.Header.Get("Authorization"))
	if s.status != 0 {
		w.WriteHeader(s.status)
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != "/prefix/api/v2/alerts" || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "no such endpoint", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	alerts, err := read(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(err.Error())
		return
	}
	for _, a := range alerts {
		s.put(a)
	}
}

// put keeps an alert, merged with what is there of it.
func (s *server) put(a alert) {
	key := fingerprint(a.Labels)
	old, there := s.alerts[key]
	overlaps := a.EndsAt.After(old.StartsAt) && a.EndsAt.Before(old.EndsAt) || a.StartsAt.After(old.StartsAt) && a.StartsAt.Before(old.EndsAt)
	if there && overlaps {
		if old.StartsAt.Before(a.StartsAt) {
			a.StartsAt = old.StartsAt
		}
		resolved := !a.EndsAt.After(s.now())
		if later := old.EndsAt.After(a.EndsAt); later && (!resolved || !old.EndsAt.After(s.now())) {
			a.EndsAt = old.EndsAt
		}
	}
	s.alerts[key] = a
}

// firing lists the alerts that have not ended.
func (s *server) firing() []alert {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []alert
	for _, a := range s.alerts {
		if a.EndsAt.After(s.now()) {
			all = append(all, a)
		}
	}
	return all
}

func fingerprint(labels map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		fmt.Fprintf(&b, "%s=%q,", name, labels[name])
	}
	return b.String()
}

// read decodes what was posted and says what is wrong with it.
func read(body []byte) ([]alert, error) {
	var alerts []alert
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&alerts); err != nil {
		return nil, err
	}
	for _, a := range alerts {
		if err := validate(a); err != nil {
			return nil, err
		}
	}
	return alerts, nil
}

func validate(a alert) error {
	switch u, err := url.ParseRequestURI(a.GeneratorURL); {
	case a.StartsAt.IsZero():
		return errors.New("start time missing")
	case a.EndsAt.Before(a.StartsAt):
		return errors.New("start time must be before end time")
	case len(a.Labels) == 0:
		return errors.New("at least one label pair required")
	case a.Labels["alertname"] == "":
		return errors.New("alertname is missing")
	case a.GeneratorURL != "" && (err != nil || u.Host == ""):
		return fmt.Errorf("generatorURL must be of type uri: %q", a.GeneratorURL)
	}
	for _, set := range []map[string]string{a.Labels, a.Annotations} {
		for name, value := range set {
			// The classic mode of names, which every version takes.
			if !regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`).MatchString(name) {
				return fmt.Errorf("invalid name %q", name)
			}
			if !utf8.ValidString(value) || value == "" || strings.ContainsAny(value, "<>\x00\x1b\u202e") {
				return fmt.Errorf("invalid value %q of %q", value, name)
			}
			if len([]rune(value)) > 2000 {
				return fmt.Errorf("%q is too long", name)
			}
		}
	}
	for name, value := range a.Labels {
		if strings.ContainsAny(value, "\n\t") || len([]rune(value)) > 200 {
			return fmt.Errorf("label %q is no short line: %q", name, value)
		}
	}
	return nil
}

// network leads each host to its server, without sockets.
type network map[string]http.Handler

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	h, ok := n[r.URL.Host]
	if !ok {
		return nil, fmt.Errorf("%s does not answer", r.URL.Host)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}
