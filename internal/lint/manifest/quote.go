package manifest

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// byteOrderMark may begin a text.
const byteOrderMark = "\ufeff"

// quoted is a value as YAML reads it back as text.
func quoted(value string) string {
	var n yaml.Node
	err := yaml.Unmarshal([]byte(value), &n)
	if err == nil && len(n.Content) == 1 && n.Content[0].Kind == yaml.ScalarNode && n.Content[0].Value == value && n.Content[0].ShortTag() == "!!str" {
		return value
	}
	return strconv.Quote(value)
}
