package config

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// keyInfo is a key that a struct knows.
type keyInfo struct {
	name  string
	index int // of its field
	tag   reflect.StructTag
}

// keysOf lists the keys of a struct in the order of its fields.
func keysOf(t reflect.Type) []keyInfo {
	var keys []keyInfo
	for i := range t.NumField() {
		if name := t.Field(i).Tag.Get("yaml"); name != "" {
			keys = append(keys, keyInfo{name: name, index: i, tag: t.Field(i).Tag})
		}
	}
	return keys
}

func names(keys []keyInfo) []string {
	out := make([]string, len(keys))
	for i := range keys {
		out[i] = keys[i].name
	}
	return out
}

// unknownKey says what was probably meant, or else what there is.
func unknownKey(key string, known []string) string {
	if near := nearest(key, known); near != "" {
		return fmt.Sprintf("unknown key; did you mean %s?", near)
	}
	return "unknown key; allowed here: " + strings.Join(known, ", ")
}

// unknownWord says which words are allowed, with the one that was probably meant.
func unknownWord(word string, allowed []string) string {
	text := "use " + strings.Join(allowed[:len(allowed)-1], ", ") + " or " + allowed[len(allowed)-1]
	if near := nearest(word, allowed); near != "" {
		text += "; did you mean " + near + "?"
	}
	return text
}

// nearest finds the candidate that a misspelt word resembles, if one does.
func nearest(word string, candidates []string) string {
	if len(word) > 64 {
		return ""
	}
	word = strings.ReplaceAll(strings.ToLower(word), "-", "_")
	best, bestDistance := "", 1+max(1, len(word)/3)
	for _, candidate := range candidates {
		plain := strings.ReplaceAll(candidate, "_", "")
		d := min(distance(word, candidate), distance(strings.ReplaceAll(word, "_", ""), plain))
		if d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance is how many bytes must be inserted, deleted, replaced or swapped with their neighbour to turn a into b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// shortKey bounds a key of the file for a path.
func shortKey(key string) string {
	if len(key) > maxValue || strings.ContainsFunc(key, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return quoteShort(key)
	}
	return key
}
