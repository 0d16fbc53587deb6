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
		"escaped JSON":            {`{\"api_key\": \"hunter2\"}`, `{\"api_key\": \"[redacted]\"}`},
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
		"DB_PASS":                 {"DB_PASS=hunter2 x", "DB_PASS=[redacted] x"},
		"db.pass":                 {"db.pass: hunter2", "db.pass: [redacted]"},
		"dbPass":                  {`{"dbPass":"hunter2"}`, `{"dbPass":"[redacted]"}`},
		"pass alone":              {"GET /?user=app&pass=hunter2", "GET /?user=app&pass=[redacted]"},
		"flag db-pass":            {"backup --verbose --db-pass hunter2 -h db", "backup --verbose --db-pass [redacted] -h db"},
		"flag in a list":          {`["mysql", "--password", "hunter2"]`, `["mysql", "--password", "[redacted]"]`},
		"Redis":                   {"REDIS_AUTH=hunter2", "REDIS_AUTH=[redacted]"},
		"Docker":                  {`{"auths":{"r":{"auth": "YXBwOmh1bnRlcjI="}}}`, `{"auths":{"r":{"auth": "[redacted]"}}}`},
		"Rails":                   {"RAILS_MASTER_KEY=hunter2", "RAILS_MASTER_KEY=[redacted]"},
		"Rails, base":             {"SECRET_KEY_BASE=hunter2", "SECRET_KEY_BASE=[redacted]"},
		"qualified":               {"DB_PASSWORD_RO=hunter2", "DB_PASSWORD_RO=[redacted]"},
		"qualified by any word":   {"DB_PASSWORD_REPORTING=hunter2", "DB_PASSWORD_REPORTING=[redacted]"},
		"value":                   {"SECRET_VALUE=hunter2", "SECRET_VALUE=[redacted]"},
		"plural":                  {"TOKENS=hunter2", "TOKENS=[redacted]"},
		"many":                    {"TOKENS=hunter2,hunter3", "TOKENS=[redacted]"},
		"unescaped slash":         {"dial postgres://app:hu/nter2@db failed", "dial postgres://[redacted]@db failed"},
		"unescaped slash, Go":     {`parse "postgres://app:hu/nter2@db": invalid port ":hu" after host`, `parse "postgres://[redacted]@db": invalid port ":[redacted]" after host`},
		"unescaped at":            {"postgres://app:p@ss#word@db:5432/x", "postgres://[redacted]@db:5432/x"},
		"no user":                 {"redis://:hunter2@cache:6379/0", "redis://[redacted]@cache:6379/0"},
		"two addresses":           {"redis://a:b@c,redis://d:e@f", "redis://[redacted]@c,redis://[redacted]@f"},
		"driver":                  {"app:hun@ter2@tcp(db:3306)/x", "[redacted]@tcp(db:3306)/x"},
		"escaped quotation mark":  {`{"password": "abc\"def", "n": 1}`, `{"password": "[redacted]", "n": 1}`},
		"escaped twice":           {`{\"password\": \"abc\\\"def\", \"n\": 1}`, `{\"password\": \"[redacted]\", \"n\": 1}`},
		"comma":                   {"password=abc,def user=app", "password=[redacted] user=app"},
		"comma before another":    {"password=abc,user=app", "password=[redacted],user=app"},
		"comma and blank":         {"password=abc, user app", "password=[redacted], user app"},
		"braces":                  {"password=a}b;c&d\\e {token: x}", "password=[redacted] {token: [redacted]}"},
		"on the next line":        {"password:\n  hunter2\nuser: app", "password:\n  [redacted]\nuser: app"},
		"next line, CRLF":         {"password:\r\nhunter2\r\n", "password:\r\n[redacted]\r\n"},
		"colours":                 {"\x1b[36mpassword\x1b[0m=\x1b[1;33mhunter2\x1b[0m ok", "password=[redacted] ok"},
		"header in single quotes": {"{'Authorization': 'Token hunter2', 'n': 1}", "{'Authorization': '[redacted]', 'n': 1}"},
		"header in small letters": {"authorization: token hunter", "authorization: [redacted]"},
		"basic alone":             {"sent Basic dXNlcjpwYXNz to it", "sent Basic [redacted] to it"},
		"basic, cut off":          {"sent Basic dXNlcjpwYXNzd", "sent Basic [redacted]"},
		"curl":                    {"+ curl -sS -u app:hunter2 https://x", "+ curl -sS -u [redacted] https://x"},
		"curl, long":              {"curl --user 'app:hunter2' https://x", "curl --user '[redacted]' https://x"},
		"curl, as a list":         {"['curl', '-u', 'app:hunter2']", "['curl', '-u', '[redacted]']"},
		"mysql":                   {"mysql -uroot -phunter2 -h db", "mysql -uroot -p[redacted] -h db"},
		"mysqldump in a path":     {"/usr/bin/mysqldump -p'hunter 2' shop", "/usr/bin/mysqldump -p[redacted] shop"},
		"SAS":                     {"https://x.blob.example.com/a?sv=1&sig=abcdefgh%2Fijklmnop%3D&se=2", "https://x.blob.example.com/a?sv=1&sig=[redacted]&se=2"},
		"presigned":               {"https://s3/a?X-Amz-Signature=0123456789abcdef0123&x=1", "https://s3/a?X-Amz-Signature=[redacted]&x=1"},
		"Discord":                 {"POST https://discord.com/api/webhooks/123/abc-DEF 404", "POST https://discord.com/api/webhooks/[redacted] 404"},
		"DigitalOcean":            {"dop_v1_0123456789abcdef0123456789abcdef", "[redacted]"},
		"GitLab runner":           {"glrt-0123456789abcdefghij", "[redacted]"},
		"of a kebab name":         {"db-password: hunter2", "db-password: [redacted]"},
		"JSON with blanks":        {`"password" : "hunter2"`, `"password" : "[redacted]"`},
		"Ruby":                    {`:password => "hunter2"`, `:password => "[redacted]"`},
		"certificate stays":       {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"},
		"the word alone":          {"wrong password for user app", "wrong password for user app"},
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

// What is no secret stays as it is: people read it, and diagnoses are read from it.
func TestTextStays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"author=alice", "passed: 3", "authentication failed", "tokenizer: bert", "signal: killed", "compass=north", "bypass: true",
		"--- PASS: TestBackup (0.00s)", "PASS: 12 FAIL: 0", "pass=3 fail=0", "design=new", "sig=9", "max_tokens: 512, tokens=4096",
		"secretName: db-credentials", "DB_PASSWORD_FILE=/run/secrets/db", "TOKEN_TYPE=jwt", "password=null", "has_token: false",
		"client_auth: required", "smtp-auth: enabled", "signature=ok", "Basic authentication is required", "no basic auth credentials",
		"https://example.com:8080/path?mail=a@b.c", "https://example.com:8080", "git clone git@example.com:shop/backup.git",
		"mysql -h db -P 3306 shop", "curl -u", "use std::token::Stream", "Secret::new failed", "enter the password:\nconnecting to db",
		"could not get token: connection refused", "failed to read secret: permission denied", "invalid token: unexpected end of file",
		`MountVolume.SetUp failed for volume "db-credentials" : secret "db-credentials" not found`,
		`MountVolume.SetUp failed for volume "token" : configmap "token" not found`,
		"error looking up service account shop/token: serviceaccount \"token\" not found",
		"report-token: readiness probe failed", "report-token: 0/3 nodes are available", "report-token: rpc error: code = Internal",
		`failed calling webhook "inject-token": failed to call webhook: Post "https://mesh"`,
		`exec: "/bin/get-token": stat /bin/get-token: no such file or directory`, `exec: "get-token": executable file not found in $PATH`,
		"failed quota: token: must specify limits.memory for: main", `image "registry.example.com/app-token:1.5": not found`,
		"it may require authorization: authorization failed: no basic auth credentials",
		`Back-off pulling image "app-secret:1.5"`, "dial tcp: lookup report-secret: no such host",
		"couldn't find key password in Secret shop/backup", "unmounted volumes=[token], unattached volumes=[db-secret]: timed out",
	} {
		if got := Text(text); got != text {
			t.Errorf("Text(%q)\n got %q", text, got)
		}
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
