package redact

import (
	"slices"
	"strings"
	"unicode"
)

// secrecy is how much the name of a setting says of its value.
type secrecy int

const (
	public secrecy = iota
	// hinted are names that are ordinary words as well.
	hinted
	// lengthy are names whose value is a secret where it is long.
	lengthy
	// counted are names in the plural, whose value may be a number.
	counted
	secret
)

// secrecyOf judges a setting by its name: DB_PASSWORD, api-key, clientSecret, REDIS_AUTH, SECRET_KEY_BASE.
func secrecyOf(name string) secrecy {
	words := wordsOf(name)
	environment := name == strings.ToUpper(name)
	for end := len(words); end > 0; end-- {
		if s := secrecyOfWords(words[:end]); s != public {
			return s
		}
		if last := words[end-1]; !qualifies(last) && (!environment || describes(last)) {
			return public
		}
	}
	return public
}

func secrecyOfWords(words []string) secrecy {
	joined, last := strings.Join(words, ""), words[len(words)-1]
	switch {
	case last == "pass" || last == "auth" && len(words) > 1:
		return hinted
	case last == "auth" || last == "sig" || last == "signature":
		return lengthy
	case endsSecretly(joined):
		return secret
	case endsSecretly(strings.TrimSuffix(joined, "s")):
		return counted
	}
	return public
}

// endsSecretly reports whether a name ends as one of a secret does.
func endsSecretly(joined string) bool {
	return slices.ContainsFunc([]string{
		"password", "passwd", "passphrase", "pwd", "secret", "secretid", "token", "credential",
		"apikey", "accesskey", "secretkey", "privatekey", "signingkey", "encryptionkey", "accountkey", "masterkey",
	}, func(end string) bool { return strings.HasSuffix(joined, end) })
}

// qualifies reports whether a word after the name of a secret says which one it is.
func qualifies(word string) bool {
	return strings.Trim(word, "0123456789") == "" || slices.Contains([]string{
		"value", "ro", "rw", "readonly", "reader", "writer", "base", "prod", "production", "staging", "dev", "test", "live", "old", "new",
		"current", "previous", "next", "primary", "secondary", "main", "default", "base64", "b64", "encoded", "plain", "plaintext",
		"text", "string", "raw", "hex",
	}, word)
}

// describes reports whether a word after the name of a secret makes it something about the secret. In the environment of a process
// every other word is taken for a part of its name.
func describes(word string) bool {
	return slices.Contains([]string{
		"file", "path", "dir", "name", "names", "namespace", "type", "url", "uri", "endpoint", "host", "length", "len", "size", "min",
		"max", "count", "ttl", "expiry", "expires", "expiration", "age", "policy", "id", "ref", "version", "provider", "store", "manager",
		"mode", "format", "enabled", "required", "rotation", "interval", "timeout", "arn", "issuer", "audience", "scope", "user",
		"username", "header", "prefix",
	}, word)
}

// wordsOf splits a name at its separators and where a capital follows a small letter; the words are in small letters.
func wordsOf(name string) []string {
	var words []string
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return strings.ContainsRune("_.-", r) }) {
		from := 0
		for i := 1; i < len(part); i++ {
			if unicode.IsLower(rune(part[i-1])) && unicode.IsUpper(rune(part[i])) {
				words = append(words, strings.ToLower(part[from:i]))
				from = i
			}
		}
		words = append(words, strings.ToLower(part[from:]))
	}
	if strings.HasPrefix(name, "_") && len(words) == 1 {
		words = append([]string{""}, words...) // npm's _auth
	}
	return words
}
