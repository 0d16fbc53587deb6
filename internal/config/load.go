package config

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile bounds the configuration file in bytes.
const maxFile = 1 << 20

// Load reads and checks a file. A file with mistakes gives Problems, all of them; one that cannot be read gives its error. The
// warnings are what works but should not stay so, such as a secret in the file.
func Load(file string) (Config, Problems, error) {
	return load(file, OS())
}

// LoadWithoutSecrets is Load for what needs to know the teams and where they read, and no secret: those that are named by env:NAME or
// file:PATH are neither looked up nor checked, and count as set.
func LoadWithoutSecrets(file string) (Config, Problems, error) {
	source := OS()
	source.Unread = true
	return load(file, source)
}

func load(file string, source Source) (Config, Problems, error) {
	data, err := readLimited(file, maxFile)
	if err != nil {
		return Config{}, nil, fmt.Errorf("configuration: %w", err)
	}
	return Parse(file, data, source)
}

// Parse is Load for content that was read already; file is its name in Problems.
func Parse(file string, data []byte, source Source) (Config, Problems, error) {
	d := decoder{file: file, source: source, lines: map[string]int{}}
	config := base()
	if root := d.document(string(data)); root != nil {
		d.object(root, reflect.ValueOf(&config).Elem(), place{})
	}
	d.directory(&config)
	config = config.completed(d.lines)

	v := validator{c: config, file: file, lines: d.lines, origins: d.origins, problems: d.problems, warnings: d.warnings}
	v.all()
	warnings := v.warnings.located(d.origins).sorted()
	if len(v.problems) > 0 {
		return Config{}, warnings, v.problems.located(d.origins).sorted()
	}
	return config, warnings, nil
}

// document parses YAML and returns the top of its only document, nil where there is none.
func (d *decoder) document(text string) *yaml.Node {
	yamlDecoder := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	if err := decodeGuarded(yamlDecoder, &document); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		d.syntax(err)
		return nil
	}
	switch err := decodeGuarded(yamlDecoder, &second); {
	case err == nil:
		d.problems = append(d.problems, Problem{File: d.file, Line: second.Line, Text: "a second document begins here: one is allowed"})
	case !errors.Is(err, io.EOF):
		d.syntax(err)
	}
	if len(document.Content) == 0 {
		return nil
	}
	return document.Content[0]
}

// decodeGuarded turns a panic of the YAML parser into an error.
func decodeGuarded(from *yaml.Decoder, to *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return from.Decode(to)
}

// syntax turns an error of the YAML parser, "yaml: line 3: …", into a Problem.
func (d *decoder) syntax(err error) {
	p := Problem{File: d.file, Text: "not valid YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
	if found := regexp.MustCompile(`^yaml: line (\d+): (.*)$`).FindStringSubmatch(err.Error()); found != nil {
		p.Text = "not valid YAML: " + found[2]
		p.Line, _ = strconv.Atoi(found[1])
	}
	d.problems = append(d.problems, p)
}
