package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"time"
)

// load is what a crowd of clients does to an HTTP server: each has one connection, and asks again as soon as it is answered. It speaks
// just enough HTTP to leave the machine to the server.
type load struct {
	address string
	clients int
	path    func(n int) string // of the nth of so many addresses
	paths   int
}

// turn has the clients ask for some time. Whatever is not answered with 200 is an error.
func (l load) turn(ctx context.Context, long time.Duration) (turn, error) {
	var all turn
	var errs []error
	var mu sync.Mutex
	var running sync.WaitGroup
	began, spent := time.Now(), processorTime()
	for range l.clients {
		running.Go(func() {
			latencies, err := l.client(ctx, began.Add(long))
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, latencies...)
			errs = append(errs, err)
		})
	}
	running.Wait()
	all.took, all.done, all.cpu = time.Since(began), len(all.latencies), processorTime()-spent
	return all, errors.Join(errs...)
}

func (l load) client(ctx context.Context, until time.Time) ([]time.Duration, error) {
	c, err := dial(ctx, l.address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.conn.Close() }()
	var latencies []time.Duration
	for {
		began := time.Now()
		if !began.Before(until) || ctx.Err() != nil {
			return latencies, nil
		}
		if err := c.get(l.path(rand.IntN(l.paths))); err != nil {
			return latencies, err
		}
		latencies = append(latencies, time.Since(began))
	}
}

// eachOnce reports once to each of so many check-ins.
func eachOnce(ctx context.Context, address string, n int) error {
	errs := make(chan error, reporters)
	for first := range reporters {
		go func() {
			c, err := dial(ctx, address)
			if err != nil {
				errs <- err
				return
			}
			defer func() { _ = c.conn.Close() }()
			for i := first; i < n && err == nil && ctx.Err() == nil; i += reporters {
				err = c.get("/v1/check_in/" + checkInID(i))
			}
			errs <- err
		}()
	}
	var all error
	for range reporters {
		all = errors.Join(all, <-errs)
	}
	return all
}

// connection is one of a client's.
type connection struct {
	conn    net.Conn
	answers *bufio.Reader
	request []byte
}

func dial(ctx context.Context, address string) (*connection, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	return &connection{conn: conn, answers: bufio.NewReader(conn)}, nil
}

// get asks for a path and reads the answer.
func (c *connection) get(path string) error {
	c.request = append(c.request[:0], "GET "...)
	c.request = append(c.request, path...)
	c.request = append(c.request, " HTTP/1.1\r\nHost: rollcall\r\nUser-Agent: bench\r\n\r\n"...)
	if _, err := c.conn.Write(c.request); err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return readAnswer(c.answers)
}

// readAnswer reads an answer with a Content-Length.
func readAnswer(r *bufio.Reader) error {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("client: answered %q", status)
	}
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("client: %w", err)
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return fmt.Errorf("client: %w", err)
			}
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(length))
	return err
}
