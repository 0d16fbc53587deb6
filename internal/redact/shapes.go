package redact

import (
	"regexp"
	"strings"
)

// What is known by its shape, wherever it stands.
var (
	// escape is what a terminal takes as an order, a colour for the most part.
	escape = regexp.MustCompile("\x1b" + `(?:\[[0-9;:?]*[\x20-\x2f]*[\x40-\x7e])?`)
	// keyBlock is a PEM private key, whole or cut off at its end.
	keyBlock = regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)
	// keyBlockEnd is the rest of a PEM private key whose beginning was cut off.
	keyBlockEnd = regexp.MustCompile(`(?:[A-Za-z0-9+/=]{16,}\s+)*[A-Za-z0-9+/=]*\s*-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----`)
	// hook is the address of an incoming webhook, which is a secret itself.
	hook = regexp.MustCompile(`(?i)((?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)|` +
		`discord(?:app)?\.com/api/(?:v\d+/)?webhooks)/)[\w/\-]+`)
	// authHeader is a header that carries credentials.
	authHeader = regexp.MustCompile(
		`(?i)\b(?:proxy-)?(?:authorization|x-api-key|x-auth-token|cookie|set-cookie)(?:\\*["'])?[ \t]*[:=][ \t]*([^\r\n,}]+)`)
	// sentence is what a registry says of an authorization that failed, and no header: a header has the word for its scheme first.
	sentence = regexp.MustCompile(`^(?i:authorization): [a-z']+ [a-z']+(?:[ :;.]|$)`)
	schemed  = regexp.MustCompile(`(?i)^(?:basic|bearer|token|digest|negotiate|ntlm|hawk|oauth|apikey|key) `)
	// bearer and basic are the words before a token in such a header, where the header's name is missing.
	bearer = regexp.MustCompile(`(?i)\b(bearer[ \t]+)[A-Za-z0-9\-._~+/]{8,}=*`)
	basic  = regexp.MustCompile(`(?i)\b(basic[ \t]+)([A-Za-z0-9+/]{3,}={0,2})`)
	// token is what is known by its shape alone.
	token = regexp.MustCompile(strings.Join([]string{
		`\b(?:AKIA|ASIA|AIDA|AROA|AGPA)[0-9A-Z]{16}\b`,                        // AWS key ids
		`\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?`,   // JSON web tokens
		`\bxox[a-z]-[A-Za-z0-9\-]{8,}`,                                        // Slack tokens
		`\bxapp-[A-Za-z0-9\-]{8,}`,                                            // Slack app tokens
		`\bgh[a-z]_[A-Za-z0-9]{20,}`,                                          // GitHub tokens
		`\bgithub_pat_[A-Za-z0-9_]{20,}`,                                      //
		`\bgl(?:pat|rt|dt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_\-]{16,}`, // GitLab tokens
		`\bdo[opr]_v1_[A-Za-z0-9]{16,}`,                                       // DigitalOcean tokens
		`\bAIza[0-9A-Za-z_\-]{30,}`,                                           // Google API keys
		`\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}`,                              // Stripe keys
		`\bsk-[A-Za-z0-9_\-]{20,}`,                                            // keys of language-model services
		`\bSG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}`,                      // SendGrid keys
		`\bnpm_[A-Za-z0-9]{30,}`,                                              // npm tokens
		`\bhvs\.[A-Za-z0-9_\-]{20,}`,                                          // Vault tokens
	}, "|"))
)
