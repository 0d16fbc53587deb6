package redact

import (
	"regexp"
	"strings"
)

// Mark stands where a secret stood.
const Mark = "[redacted]"

// maxPasses bounds how often a text is gone through: taking one secret out can bring another into view.
const maxPasses = 8

// Text returns the text without its secrets.
func Text(text string) string {
	for range maxPasses {
		redacted := pass(text)
		if redacted == text {
			break
		}
		text = redacted
	}
	return text
}

func pass(text string) string {
	text = keyBlock.ReplaceAllString(text, Mark)
	text = keyBlockEnd.ReplaceAllString(text, Mark)
	text = userInfo.ReplaceAllString(text, "${1}"+Mark+"@")
	text = slackHook.ReplaceAllString(text, "${1}"+Mark)
	text = authHeader.ReplaceAllStringFunc(text, func(m string) string { return valueOf(authHeader, m) })
	text = scheme.ReplaceAllString(text, "${1}"+Mark)
	text = setting.ReplaceAllStringFunc(text, func(m string) string { return valueOf(setting, m) })
	text = flag.ReplaceAllString(text, "${1}"+Mark)
	return token.ReplaceAllString(text, Mark)
}

// valueOf keeps what comes before the value, which is the last group of a match, and the quotation marks around it.
func valueOf(re *regexp.Regexp, match string) string {
	at := re.FindStringSubmatchIndex(match)
	start := at[len(at)-2]
	value := match[start:]
	if value == Mark || value == "" {
		return match
	}
	if quote := value[:1]; strings.ContainsAny(quote, `"'`) {
		if len(value) > 1 && strings.HasSuffix(value, quote) {
			return match[:start] + quote + Mark + quote
		}
		return match[:start] + quote + Mark
	}
	return match[:start] + Mark
}

// secretName is the end of a setting's name whose value is a secret: DB_PASSWORD, api-key, clientSecret.
const secretName = `[\w.\-]*(?:password|passwd|passphrase|pwd|secret|token|api[_\-]?key|apikey|access[_\-]?key|secret[_\-]?key|` +
	`private[_\-]?key|signing[_\-]?key|encryption[_\-]?key|account[_\-]?key|credentials?|secret[_\-]?access[_\-]?key)`

var (
	// keyBlock is a PEM private key, whole or cut off at its end.
	keyBlock = regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)
	// keyBlockEnd is the rest of a PEM private key whose beginning was cut off.
	keyBlockEnd = regexp.MustCompile(`(?:[A-Za-z0-9+/=]{16,}\s+)*[A-Za-z0-9+/=]*\s*-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----`)
	// userInfo is user:password@, or token@, in an address.
	userInfo = regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.\-]*://)[^\s/@?#"'\[]+(?:\[[^\s/@]*)?@`)
	// slackHook is the address of an incoming webhook, which is a secret itself.
	slackHook = regexp.MustCompile(`(?i)(hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/)[\w/\-]+`)
	// authHeader is a header that carries credentials.
	authHeader = regexp.MustCompile(`(?i)\b(?:proxy-)?(?:authorization|x-api-key|x-auth-token|cookie|set-cookie)"?[ \t]*[:=][ \t]*([^\r\n,}]+)`)
	// scheme is the word before a token in such a header, where the header's name is missing.
	scheme = regexp.MustCompile(`(?i)\b(bearer[ \t]+)[A-Za-z0-9\-._~+/]{8,}=*`)
	// setting is name=value, name: value, "name": "value".
	setting = regexp.MustCompile(`(?i)\b` + secretName + `\\?["']?[ \t]*(?:=>|:=|=|:)[ \t]*\\?("[^"\r\n]*"?|'[^'\r\n]*'?|[^\s"',;&}\\]+)`)
	// flag is --password value.
	flag = regexp.MustCompile(`(?i)(--?` + secretName + `[ \t]+)[^\s\-\[][^\s]*`)
	// token is what is known by its shape alone.
	token = regexp.MustCompile(strings.Join([]string{
		`\b(?:AKIA|ASIA|AIDA|AROA|AGPA)[0-9A-Z]{16}\b`,                      // AWS key ids
		`\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?`, // JSON web tokens
		`\bxox[a-z]-[A-Za-z0-9\-]{8,}`,                                      // Slack tokens
		`\bxapp-[A-Za-z0-9\-]{8,}`,                                          // Slack app tokens
		`\bgh[a-z]_[A-Za-z0-9]{20,}`,                                        // GitHub tokens
		`\bgithub_pat_[A-Za-z0-9_]{20,}`,                                    //
		`\bglpat-[A-Za-z0-9_\-]{16,}`,                                       // GitLab tokens
		`\bAIza[0-9A-Za-z_\-]{30,}`,                                         // Google API keys
		`\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}`,                            // Stripe keys
		`\bsk-[A-Za-z0-9_\-]{20,}`,                                          // keys of language-model services
		`\bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}`,                    // SendGrid keys
		`\bnpm_[A-Za-z0-9]{30,}`,                                            // npm tokens
		`\bhvs\.[A-Za-z0-9_\-]{20,}`,                                        // Vault tokens
	}, "|"))
)
