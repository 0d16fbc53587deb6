package kube

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadAnnotations(t *testing.T) {
	t.Parallel()
	defaults := Defaults{Grace: 10 * time.Minute, StartGrace: 5 * time.Minute}
	usual := wishes{Monitor: true, Grace: defaults.Grace, StartGrace: defaults.StartGrace}
	with := func(change func(*wishes)) wishes {
		w := usual
		change(&w)
		return w
	}
	tests := map[string]struct {
		annotations map[string]string
		want        wishes
		problems    []string
	}{
		"none":         {nil, usual, nil},
		"not to watch": {map[string]string{"rollcall.dev/monitor": "false"}, with(func(w *wishes) { w.Monitor = false }), nil},
		"check-in":     {map[string]string{"rollcall.dev/checkin": "true"}, with(func(w *wishes) { w.CheckIn = true }), nil},
		"confirm":      {map[string]string{"rollcall.dev/confirm": "true"}, with(func(w *wishes) { w.Confirm = true }), nil},
		"graces": {
			map[string]string{"rollcall.dev/grace": " 2h ", "rollcall.dev/start-grace": "0s"},
			with(func(w *wishes) { w.Grace, w.StartGrace = 2*time.Hour, 0 }), nil,
		},
		"perhaps": {
			map[string]string{"rollcall.dev/next-run-repairs": "perhaps"}, usual,
			[]string{`annotation rollcall.dev/next-run-repairs: "perhaps" is not allowed: want "true" or "false"`},
		},
		"bad flag": {
			map[string]string{"rollcall.dev/monitor": "no"}, usual,
			[]string{`annotation rollcall.dev/monitor: "no" is not allowed: want "true" or "false"`},
		},
		"bad duration": {
			map[string]string{"rollcall.dev/grace": "10"}, usual,
			[]string{`annotation rollcall.dev/grace: "10" is not allowed: want a duration such as 90s, 10m or 2h, from 1s to 720h0m0s`},
		},
		"negative": {
			map[string]string{"rollcall.dev/start-grace": "-1s"}, usual,
			[]string{`annotation rollcall.dev/start-grace: "-1s" is not allowed: want a duration such as 90s, 10m or 2h, from 0s to 720h0m0s`},
		},
		"too little time to act": {
			map[string]string{"rollcall.dev/respond-within": "30s"}, usual,
			[]string{`annotation rollcall.dev/respond-within: "30s" is not allowed: want a duration such as 90s, 10m or 2h, from 1m0s to 720h0m0s`},
		},
		"bad severity": {
			map[string]string{"rollcall.dev/severity": "urgent"}, usual,
			[]string{`annotation rollcall.dev/severity: "urgent" is not allowed: want one of critical, high, normal, low`},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, problems := readAnnotations(tc.annotations, defaults)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("wishes (-want +got):\n%s", diff)
			}
			var texts []string
			for _, p := range problems {
				texts = append(texts, p.Error())
			}
			if diff := cmp.Diff(tc.problems, texts); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKeepAnnotations(t *testing.T) {
	t.Parallel()
	got := keepAnnotations(map[string]string{
		"rollcall.dev/owner": "billing", "a8r.io/runbook": "https://x", "example.com/team": "b", "argocd.argoproj.io/sync": "1",
		"rollcall.dev/description": strings.Repeat("ü", maxAnnotation),
	}, []string{"example.com/team"})
	if len(got["rollcall.dev/description"]) > maxAnnotation {
		t.Errorf("a description of %d bytes is kept", len(got["rollcall.dev/description"]))
	}
	delete(got, "rollcall.dev/description")
	want := map[string]string{"rollcall.dev/owner": "billing", "a8r.io/runbook": "https://x", "example.com/team": "b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzReadAnnotations(f *testing.F) {
	for _, value := range []string{"", "true", "FALSE", "10m", "1e9h", "-5s", "9999999h", "high", "\xff"} {
		f.Add("grace", value)
		f.Add("monitor", value)
		f.Add("severity", value)
	}
	f.Fuzz(func(t *testing.T, key, value string) {
		defaults := Defaults{Grace: time.Minute, StartGrace: time.Minute}
		w, problems := readAnnotations(map[string]string{annotationPrefix + key: value}, defaults)
		if w.Grace < time.Second || w.Grace > maxGrace || w.StartGrace < 0 || w.StartGrace > maxGrace {
			t.Errorf("%s=%q gives %+v", key, value, w)
		}
		for _, p := range problems {
			if p.Annotation != annotationPrefix+key || !strings.Contains(p.Error(), p.Allowed) {
				t.Errorf("%s=%q is refused as %v", key, value, p)
			}
		}
	})
}
