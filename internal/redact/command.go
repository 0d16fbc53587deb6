package redact

import (
	"regexp"
	"strings"
)

var (
	// user is curl -u user:password, in a line of a shell or in a list of arguments.
	user = regexp.MustCompile(`(\bcurl\b[^\r\n|;]*?[\s"'](?:-[a-zA-Z]*[uU]|--user|--proxy-user)["']?[ \t,=]*["']?)[^\s"':=,]+:[^\s"']+`)
	// attached is mysql -ppassword: the option's value follows without a blank.
	attached = regexp.MustCompile(`(\b(?:mysql|mariadb)[\w\-]*\b[^\r\n|;]*?[\s"']-p)(?:"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'\[]+)`)
	// flag is the name of an option whose value is the next word.
	flag = regexp.MustCompile(`--?([A-Za-z][\w.\-]*)["']?,?[ \t]+`)
)

// commands takes out the credentials that some programs take by options that have no telling names.
func commands(text string) string {
	return attached.ReplaceAllString(user.ReplaceAllString(text, "${1}"+Mark), "${1}"+Mark)
}

// flags takes out the values of options: --password value.
func flags(text string) string {
	var b strings.Builder
	done := 0
	for _, m := range flag.FindAllStringSubmatchIndex(text, -1) {
		switch {
		case m[0] < done, m[0] > 0 && wordy(text[m[0]-1]), m[1] == len(text), strings.IndexByte("-\r\n", text[m[1]]) >= 0,
			secrecyOf(text[m[2]:m[3]]) == public:
			continue
		}
		if v := readValue(text, m[1]); v.text != "" && v.text != Mark {
			b.WriteString(text[done:v.start] + Mark)
			done = v.end
		}
	}
	b.WriteString(text[done:])
	return b.String()
}
