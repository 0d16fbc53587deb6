package output

import (
	"encoding/xml"
	"fmt"
	"io"

	"rollcall.dev/rollcall/internal/lint"
)

// The parts of JUnit's XML that CI systems read: a finding is a failed test case; without any there is one that passed.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
		Note    string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit has a suite for each file. What is an info is told and is no failure.
func junit(w io.Writer, r lint.Report) error {
	all := junitSuites{Name: "rollcall lint"}
	for _, f := range r.Findings {
		name := f.File
		if name == "" {
			name = "cluster"
		}
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != name {
			all.Suites = append(all.Suites, junitSuite{Name: name})
		}
		s := &all.Suites[len(all.Suites)-1]
		c := junitCase{Name: f.Rule + " " + f.Name, Class: f.Job, File: f.File, Line: f.Line}
		if f.Severity.AtLeast(lint.Warning) {
			c.Failure = &junitFailure{string(f.Severity), f.Message, fmt.Sprintf("%s: %s. %s", f.Place(), f.Message, f.Do)}
			s.Failures++
			all.Failures++
		} else {
			c.Note = fmt.Sprintf("%s: %s: %s. %s", f.Place(), f.Severity, f.Message, f.Do)
		}
		s.Cases = append(s.Cases, c)
		s.Tests++
		all.Tests++
	}
	if all.Tests == 0 {
		all.Tests = 1
		all.Suites = []junitSuite{{Name: all.Name, Tests: 1, Cases: []junitCase{{Name: counted(r.Jobs, "job"), Class: "lint"}}}}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
