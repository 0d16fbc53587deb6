// Command slackstandin serves the stand-in Slack, with a page that shows what was posted.
//
//	go run ./test/slack/cmd/slackstandin --listen 127.0.0.1:8099 --channel C012345=platform
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"rollcall.dev/rollcall/test/slack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "slackstandin:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends; it writes one line to out when it does.
func run(ctx context.Context, out io.Writer, arguments []string) error {
	flags := flag.NewFlagSet("slackstandin", flag.ContinueOnError)
	flags.SetOutput(out)
	listen := flags.String("listen", "127.0.0.1:8099", "address to serve on")
	token := flags.String("token", slack.DefaultToken, "bot token to accept")
	unlimited := flags.Bool("no-rate-limit", false, "do not limit the rate of messages")
	samples := flags.Bool("sample", false, "post sample messages first")
	var channels []slack.Channel
	flags.Func("channel", "a channel as ID=name, repeatable; the bot is in it", func(v string) error {
		id, name, found := strings.Cut(v, "=")
		if !found || id == "" || name == "" {
			return fmt.Errorf("%q: want ID=name, such as C012345=platform", v)
		}
		channels = append(channels, slack.Channel{ID: id, Name: name, Member: true})
		return nil
	})
	if err := flags.Parse(arguments); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	s := slack.New(slack.Options{Token: *token, Channels: channels, Rate: slack.RateLimits{Off: *unlimited}})
	defer s.Close()
	if *samples {
		channel := slack.DefaultChannel
		if len(channels) > 0 {
			channel = channels[0].ID
		}
		if err := sample(ctx, s, *token, channel); err != nil {
			return fmt.Errorf("sample: %w", err)
		}
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err
	}
	url := "http://" + ln.Addr().String()
	_, err = fmt.Fprintf(out, "Slack stand-in: page %s/   api_url %s/api/   webhook %s%s   token %s\n",
		url, url, url, slack.DefaultWebhook, *token)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		s.Close()
		// The listener is closed by Shutdown; what is still open after a second is cut off.
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = server.Shutdown(bounded)
	}()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
