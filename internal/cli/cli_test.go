package cli_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rollcall.dev/rollcall/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rollcall": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		code := cli.Execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}})
}

func TestCommands(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(fakeAPI())
	t.Cleanup(api.Close) // after the scripts, which are subtests that run in parallel
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: func(e *testscript.Env) error {
		e.Setenv("ROLLCALL_SERVER", api.URL)
		return nil
	}})
}
