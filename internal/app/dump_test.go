package app

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// dump is a value as text, with what its pointers lead to instead of their addresses, which are others each time.
func dump(v any) string {
	var b strings.Builder
	dumpTo(&b, reflect.ValueOf(v), 8)
	return b.String()
}

func dumpTo(b *strings.Builder, v reflect.Value, depth int) {
	if depth == 0 || !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		dumpTo(b, v.Elem(), depth-1)
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "_" {
				b.WriteString(name + ":")
				dumpTo(b, v.Field(i), depth-1)
				b.WriteByte(' ')
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			dumpTo(b, v.Index(i), depth-1)
			b.WriteByte(',')
		}
	case reflect.Map: // its order is another one each time
		fmt.Fprintf(b, "%d of %s", v.Len(), v.Type())
		if v.Type().Key().Kind() == reflect.String && v.Type().Elem().Kind() == reflect.String {
			fmt.Fprint(b, v)
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		fmt.Fprint(b, v.IsNil())
	default:
		fmt.Fprint(b, v)
	}
}

func TestDump(t *testing.T) {
	t.Parallel()
	type inner struct{ secret string }
	type outer struct {
		To *inner
		F  func()
	}
	a, b, c := dump(&outer{To: &inner{"x"}}), dump(&outer{To: &inner{"x"}}), dump(&outer{To: &inner{"y"}})
	if a != b || a == c {
		t.Errorf("%q, %q, %q", a, b, c)
	}
}
