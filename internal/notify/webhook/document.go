package webhook

import (
	"reflect"
	"strings"
	"time"
)

// document is a Payload as a template sees it: by the names of the wire, and with every field, so that a template may ask for
// what this message does not have. What is left out of the wire is empty here: "", 0, false, an empty list.
func document(p Payload) map[string]any {
	if p.Cause == nil {
		p.Cause = &Cause{}
	}
	doc, _ := plainValue(reflect.ValueOf(p)).(map[string]any) // a struct becomes one
	return doc
}

// plainValue turns structs into maps by their JSON names, times into RFC 3339, and nil pointers into "".
func plainValue(v reflect.Value) any {
	if at, ok := reflect.TypeAssert[time.Time](v); ok {
		if at.IsZero() {
			return ""
		}
		return at.Format(time.RFC3339Nano)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return plainValue(v.Elem())
	case reflect.Struct:
		fields := make(map[string]any, v.NumField())
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			fields[name] = plainValue(v.Field(i))
		}
		return fields
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainValue(v.Index(i))
		}
		return list
	default:
		return v.Interface()
	}
}
