package services

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"time"
)

// dialTimeout bounds how long a connection waits for an endpoint.
const dialTimeout = 5 * time.Second

// proxy forwards connections. Its methods may be called concurrently.
type proxy struct {
	log        *slog.Logger
	addAddress func(ip string) error

	mu        sync.Mutex
	routes    routes
	listeners map[string]net.Listener
}

func newProxy(log *slog.Logger, addAddress func(string) error) *proxy {
	return &proxy{log: log, addAddress: addAddress, listeners: map[string]net.Listener{}}
}

// apply opens what is new, closes what is gone, and makes r what is forwarded
// from now on. A front that cannot be opened is logged and tried again with
// the next change.
func (p *proxy) apply(ctx context.Context, r routes) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.routes = r
	for front, listener := range p.listeners {
		if _, ok := r.backends[front]; !ok {
			_ = listener.Close()
			delete(p.listeners, front)
		}
	}
	for front := range r.backends {
		if p.listeners[front] != nil {
			continue
		}
		listener, err := p.listen(ctx, front)
		if err != nil {
			p.log.Error("cannot forward", "address", front, "error", err)
			continue
		}
		p.listeners[front] = listener
		go p.accept(front, listener)
	}
}

func (p *proxy) listen(ctx context.Context, front string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(front)
	if err != nil {
		return nil, err
	}
	if err := p.addAddress(host); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", front)
}

func (p *proxy) accept(front string, listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go p.forward(front, client)
	}
}

// forward joins a connection to an endpoint, trying each once from a random
// one on; with none it is closed, which its peer sees as a reset or an end.
func (p *proxy) forward(front string, client net.Conn) {
	defer client.Close()
	p.mu.Lock()
	backends := p.routes.backends[front]
	p.mu.Unlock()
	if len(backends) == 0 {
		return
	}
	first := rand.IntN(len(backends))
	for i := range backends {
		server, err := net.DialTimeout("tcp", backends[(first+i)%len(backends)], dialTimeout)
		if err != nil {
			p.log.Warn("endpoint does not answer", "address", front, "error", err)
			continue
		}
		join(client, server)
		return
	}
}

func join(a, b net.Conn) {
	var both sync.WaitGroup
	for _, pair := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			if half, ok := pair[0].(*net.TCPConn); ok {
				_ = half.CloseWrite()
			}
		})
	}
	both.Wait()
	_ = b.Close()
}

// resolve answers a name of the cluster, which ends with a dot.
func (p *proxy) resolve(name string) ([]string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	addresses, ok := p.routes.names[name]
	return addresses, ok
}

func hostPort(host string, port int32) string {
	return net.JoinHostPort(host, strconv.Itoa(int(port)))
}
