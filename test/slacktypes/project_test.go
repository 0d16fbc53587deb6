package slacktypes_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/npm"
)

// The releases that are tested.
const (
	typesPackage = "@slack/types@3.2.0"
	compiler     = "typescript@7.0.2"
)

// declarations are the arguments of Slack's methods, as far as their types have them. A payload is a literal of one of these.
const declarations = `import type { KnownBlock, MessageMetadata, View } from "@slack/types";

/** chat.postMessage, chat.update, and what an incoming webhook takes. */
export interface Message { text: string; blocks: KnownBlock[]; metadata?: MessageMetadata }

/** views.open, views.push, views.update and views.publish. */
export interface Opening { view: View }
`

const config = `{
  "compilerOptions": {
    "strict": true, "exactOptionalPropertyTypes": true, "noEmit": true, "target": "es2022", "module": "preserve",
    "types": [], "skipLibCheck": false
  },
  "include": ["*.ts"]
}
`

// payload is what is sent, as a literal of a type.
type payload struct {
	name   string // for whoever reads of an error
	method string // that it was sent by
	typ    string // one of those in declarations
	args   map[string]json.RawMessage
}

// compile has the compiler read the payloads, and returns its errors by the name of the payload.
func compile(t *testing.T, payloads []payload) map[string][]string {
	t.Helper()
	modules := npm.Install(t, compiler, typesPackage)
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	write("tsconfig.json", config)
	write("declarations.ts", declarations)
	names := map[string]string{"declarations.ts": "declarations"}
	for i, p := range payloads {
		literal, err := json.MarshalIndent(p.args, "", "  ")
		if err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
		file := fmt.Sprintf("payload%d.ts", i)
		names[file] = p.name
		write(file, fmt.Sprintf("import type { %s } from \"./declarations\";\n\nexport const payload: %s = %s;\n", p.typ, p.typ, literal))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	script := filepath.Join(modules, "typescript", "bin", "tsc")
	cmd := exec.CommandContext(ctx, "node", script, "--project", dir, "--pretty", "false")
	cmd.Dir = dir
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	found := problems(string(out), names)
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && (!exited || len(found) == 0) {
		t.Fatalf("the compiler: %v\n%s", err, out)
	}
	return found
}

// problems sorts what the compiler prints, "payload3.ts(12,7): error TS2322: …" and lines about it that are indented, by the names of files.
func problems(out string, names map[string]string) map[string][]string {
	found := map[string][]string{}
	last := ""
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\r\n")
		switch file, _, located := strings.Cut(line, "("); {
		case strings.HasPrefix(line, " ") && last != "":
			at := len(found[last]) - 1
			found[last][at] += "\n" + line
		case located && names[file] != "":
			last = names[file]
			found[last] = append(found[last], line)
		case line != "":
			last = "the project"
			found[last] = append(found[last], line)
		}
	}
	return found
}
