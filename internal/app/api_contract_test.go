package app

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"rollcall.dev/rollcall/api"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// contract is what the tests read of api/openapi.yaml.
type contract struct {
	Paths      map[string]map[string]any `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type schema struct {
	Enum       []string          `json:"enum"`
	Ref        string            `json:"$ref"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
}

func readContract(t *testing.T) contract {
	t.Helper()
	var c contract
	if err := yaml.Unmarshal(api.OpenAPI(), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// fields lists the properties of a schema, and those of its parts as "part.property".
func (c contract) fields(s schema) []string {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return c.fields(c.Components.Schemas[name])
	}
	if s.Items != nil {
		return c.fields(*s.Items)
	}
	var all []string
	for name, part := range s.Properties {
		all = append(all, name)
		for _, inner := range c.fields(part) {
			all = append(all, name+"."+inner)
		}
	}
	return all
}

// written lists the fields of a type as JSON has them, in the same way.
func written(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return nil
	}
	var all []string
	for f := range t.Fields() {
		if f.Anonymous {
			all = append(all, written(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		all = append(all, name)
		for _, inner := range written(f.Type) {
			all = append(all, name+"."+inner)
		}
	}
	return all
}

func TestTheContractNamesEveryRoute(t *testing.T) {
	t.Parallel()
	var named []string
	for path, methods := range readContract(t).Paths {
		for method := range methods {
			named = append(named, strings.ToUpper(method)+" "+path)
		}
	}
	served := rest.New(rest.Options{}).Routes()
	slices.Sort(named)
	slices.Sort(served)
	if diff := cmp.Diff(served, named); diff != "" {
		t.Errorf("served (-) and in api/openapi.yaml (+):\n%s", diff)
	}
}

func TestTheContractNamesEveryField(t *testing.T) {
	t.Parallel()
	c := readContract(t)
	for name, shape := range map[string]any{
		"Answer": wire.Answer{}, "Defect": wire.Defect{}, "Delivery": wire.Delivery{}, "Incident": wire.WholeIncident{}, "Monitor": wire.Monitor{},
		"NewSilence": wire.NewSilence{}, "Problem": wire.Problem{}, "Silence": wire.Silence{},
		"NewRerun": wire.NewRerun{}, "NewSuspension": wire.NewSuspension{}, "Offer": wire.Offer{}, "Rerun": wire.Rerun{},
	} {
		want, got := c.fields(c.Components.Schemas[name]), written(reflect.TypeOf(shape))
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("%s: in internal/rest/wire (-) and in api/openapi.yaml (+):\n%s", name, diff)
		}
	}
}

// TestTheContractNamesEveryKindOfDefect: the most urgent first, as lists have them.
func TestTheContractNamesEveryKindOfDefect(t *testing.T) {
	t.Parallel()
	var kinds []string
	for _, k := range ownership.DefectKinds() {
		kinds = append(kinds, string(k))
	}
	if diff := cmp.Diff(kinds, readContract(t).Components.Schemas["DefectKind"].Enum); diff != "" {
		t.Errorf("internal/ownership (-) and api/openapi.yaml (+):\n%s", diff)
	}
}

// fits compares what is answered with the contract.
func fits(t *testing.T, name string, answer map[string]any) {
	t.Helper()
	s := readContract(t).Components.Schemas[name]
	for key := range answer {
		if _, ok := s.Properties[key]; !ok {
			t.Errorf("%s.%s is answered and not in api/openapi.yaml, which has %v", name, key, slices.Sorted(maps.Keys(s.Properties)))
		}
	}
	for _, key := range s.Required {
		if _, ok := answer[key]; !ok {
			t.Errorf("%s.%s is required in api/openapi.yaml and not answered", name, key)
		}
	}
}
