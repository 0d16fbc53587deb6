package config

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// leaf is a key that takes a value.
type leaf struct {
	value string // its default, "–" for none
	tag   reflect.StructTag
}

// leaves walks the Config by reflection and collects every key with its default.
func leaves(v reflect.Value, path string, into map[string]leaf) {
	for _, key := range keysOf(v.Type()) {
		field := v.Field(key.index)
		at := place{path: path}.at(key.name)
		into[at] = leaf{text(field.Interface()), key.tag}
		switch {
		case field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct:
			item := reflect.New(field.Type().Elem())
			newItem(item.Interface())
			leaves(item.Elem(), at+"[]", into)
			delete(into, at)
		case field.Kind() == reflect.Struct && len(keysOf(field.Type())) > 0:
			leaves(field, at, into)
			delete(into, at)
		}
	}
}

func text(value any) string {
	switch value := value.(type) {
	case time.Duration:
		if value == 0 {
			return "–"
		}
		return formatDuration(value)
	case int64:
		if value != 0 {
			return strconv.FormatInt(value, 10)
		}
	case bool:
		return strconv.FormatBool(value)
	case []string:
		if len(value) > 0 {
			return strings.Join(value, ", ")
		}
	case Store:
		return value.String()
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.String && v.Len() > 0 {
		return v.String()
	}
	return "–"
}

// TestEveryKeyIsDocumented compares docs/configure.md with the Config struct, in both directions: keys, defaults, allowed words
// and bounds.
func TestEveryKeyIsDocumented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "configure.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]leaf{}
	leaves(reflect.ValueOf(base()), "", want)
	// Its default depends on the other receivers, which its text says.
	console := want["receivers.console"]
	console.value = "–"
	want["receivers.console"] = console

	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `?([^|`]+)`? \\| ([^|]+) \\| ([^|]+) \\|$")
	documented := map[string]bool{}
	for _, cells := range row.FindAllStringSubmatch(string(page), -1) {
		key, value, allowed := cells[1], cells[2], cells[3]
		expect, ok := want[key]
		if !ok || documented[key] {
			t.Errorf("%s stands in docs/configure.md twice, or is no key", key)
			continue
		}
		documented[key] = true
		if value != expect.value {
			t.Errorf("%s: the default is %s, docs/configure.md says %s", key, expect.value, value)
		}
		words := strings.Fields(expect.tag.Get("oneof"))
		if least, ok := expect.tag.Lookup("min"); ok {
			words = append(words, least)
		}
		if most, ok := expect.tag.Lookup("max"); ok {
			words = append(words, most)
		}
		for _, word := range words {
			if !slices.Contains(regexp.MustCompile(`[\w-]+`).FindAllString(allowed, -1), word) {
				t.Errorf("%s: %s is allowed, docs/configure.md says %s", key, word, allowed)
			}
		}
	}
	for key := range want {
		if !documented[key] {
			t.Errorf("%s is not in docs/configure.md", key)
		}
	}
	if len(documented) < 40 {
		t.Errorf("only %d rows were understood", len(documented))
	}
}

// TestTheExampleWorks: the YAML of docs/configure.md is valid and without warnings.
func TestTheExampleWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "configure.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("no example")
	}
	_, warnings := parse(t, example, map[string]string{"env:DATABASE_URL": "postgres://h/d", "env:SLACK_BOT_TOKEN": "xoxb-1",
		"env:AUDIT_SECRET": "s", "env:ROLLCALL_PING_KEY": "k", "env:ROLLCALL_API_TOKEN": "t"})
	if len(warnings) > 0 {
		t.Error(warnings)
	}
}
