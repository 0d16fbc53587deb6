package redact

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"plain":                   {"step 3 of 4 failed: disk full", "step 3 of 4 failed: disk full"},
		"bearer":                  {"curl -H 'Authorization: Bearer abc.def-123456'", "curl -H 'Authorization: [redacted]"},
		"bearer alone":            {"using bearer abcdefgh12345678 now", "using bearer [redacted] now"},
		"basic":                   {"Authorization: Basic dXNlcjpwYXNz\nnext", "Authorization: [redacted]\nnext"},
		"header in JSON":          {`{"Authorization":"Bearer abcdefgh","n":1}`, `{"Authorization":"[redacted]","n":1}`},
		"AWS key id":              {"key AKIAIOSFODNN7EXAMPLE denied", "key [redacted] denied"},
		"AWS secret":              {"AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY x", "AWS_SECRET_ACCESS_KEY=[redacted] x"},
		"password":                {"connect: host=db password=hunter2 user=app", "connect: host=db password=[redacted] user=app"},
		"password with quotes":    {`password="two words" ok`, `password="[redacted]" ok`},
		"environment":             {"PGPASSWORD=hunter2", "PGPASSWORD=[redacted]"},
		"JSON":                    {`{"db_password": "hunter2", "port": 5432}`, `{"db_password": "[redacted]", "port": 5432}`},
		"escaped JSON":            {`{\"api_key\": \"hunter2\"}`, `{\"api_key\": \"[redacted]"}`},
		"YAML":                    {"clientSecret: s3cr3t", "clientSecret: [redacted]"},
		"query":                   {"GET /?token=abc123&page=2", "GET /?token=[redacted]&page=2"},
		"flag":                    {"mysql --password hunter2 -h db", "mysql --password [redacted] -h db"},
		"flag with equals":        {"mysql --password=hunter2 -h db", "mysql --password=[redacted] -h db"},
		"userinfo":                {"dial postgres://app:hunter2@db:5432/x: refused", "dial postgres://[redacted]@db:5432/x: refused"},
		"userinfo token":          {"https://tok3n@github.com/a/b.git", "https://[redacted]@github.com/a/b.git"},
		"address with at sign":    {"https://example.com/@user", "https://example.com/@user"},
		"JWT":                     {"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fw end", "got [redacted] end"},
		"Slack token":             {"xoxb-123456789012-abcdefghijkl", "[redacted]"},
		"Slack webhook":           {"POST https://hooks.slack.com/services/T000/B000/XXXX 404", "POST https://hooks.slack.com/services/[redacted] 404"},
		"GitHub":                  {"ghp_0123456789abcdefghijABCDEFGHIJ012345", "[redacted]"},
		"private key":             {"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nb", "a\n[redacted]\nb"},
		"private key without end": {"a\n-----BEGIN PRIVATE KEY-----\nMIIEabc", "a\n[redacted]"},
		"private key without beginning": {
			"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nabcdefghijklmnopqrstuvwx\n-----END PRIVATE KEY-----\nb", "[redacted]\nb",
		},
		"certificate stays": {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"},
		"the word alone":    {"wrong password for user app", "wrong password for user app"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Text(tc.text); got != tc.want {
				t.Errorf("Text(%q)\n got %q\nwant %q", tc.text, got, tc.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"password=hunter2", `{"token": "x"}`, "postgres://a:b@c/d", "-----BEGIN PRIVATE KEY-----", "Authorization: Bearer x",
		"secret=[redacted]", `token="`, "--password -x", "xoxb-", "https://[redacted]@x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := Text(text)
		if twice := Text(once); twice != once {
			t.Errorf("not idempotent: %q, then %q, then %q", text, once, twice)
		}
		if planted := Text(text + "\npassword=Xq7planted9Zw\n"); strings.Contains(planted, "Xq7planted9Zw") {
			t.Errorf("the secret after %q is still there: %q", text, planted)
		}
	})
}
