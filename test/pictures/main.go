package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	notifier "rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/test/slack"
)

func main() {
	chromium := flag.String("chromium", "chromium", "the browser")
	out := flag.String("out", "docs/images", "folder for the pictures")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *chromium, *out)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run makes all pictures.
func run(ctx context.Context, chromium, out string) (err error) {
	all := scenes(time.Now())
	s, err := tell(ctx, all)
	if err != nil {
		return err
	}
	defer s.Close()
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	for _, scene := range all {
		url := fmt.Sprintf("http://%s/?channel=%s&threads=open&theme=light&tz=Asia/Tokyo", ln.Addr(), channel(scene))
		m, err := shoot(ctx, chromium, url)
		if err != nil {
			return errors.Join(err, server.Close())
		}
		if err := write(filepath.Join(out, scene.name+".png"), crop(m, sidebar)); err != nil {
			return errors.Join(err, server.Close())
		}
	}
	if err := errors.Join(server.Close(), <-served); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func channel(s scene) string { return "C0" + s.name }

// tell posts the scenes to a stand-in for Slack, each to a channel of its own.
func tell(ctx context.Context, all []scene) (*slack.Server, error) {
	channels := make([]slack.Channel, 0, len(all))
	for _, scene := range all {
		channels = append(channels, slack.Channel{ID: channel(scene), Name: scene.name, Member: true})
	}
	s := slack.New(slack.Options{Channels: channels, BotName: "Rollcall", Rate: slack.RateLimits{Off: true}})
	c := notifier.Config{Token: slack.DefaultToken, APIURL: "http://standin/api", Interactive: true, Rerun: func(string) bool { return true }}
	n, err := notifier.New(c, notifier.Deps{HTTP: s.Client()})
	if err != nil {
		return nil, err
	}
	for _, scene := range all {
		if err := scene.post(ctx, n, channel(scene)); err != nil {
			s.Close()
			return nil, err
		}
	}
	return s, nil
}
