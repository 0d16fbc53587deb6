package slack

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Dial connects to s in process, whatever the address, for what Client cannot do: websockets. There is no network, so it works inside
// a testing/synctest bubble. Close ends all such connections.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	s.mu.Lock()
	if s.network == nil {
		s.network = &network{come: make(chan net.Conn), ended: make(chan struct{})}
		s.network.server = &http.Server{Handler: s}
		go func() { _ = s.network.server.Serve(s.network) }()
	}
	n := s.network
	s.mu.Unlock()
	return n.dial(ctx)
}

// network is a listener of pipes.
type network struct {
	come   chan net.Conn
	ended  chan struct{}
	once   sync.Once
	server *http.Server
}

func (n *network) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case n.come <- theirs:
		return ours, nil
	case <-n.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (n *network) close() { _ = n.server.Close() }

// Accept implements net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.come:
		return c, nil
	case <-n.ended:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (n *network) Close() error {
	n.once.Do(func() { close(n.ended) })
	return nil
}

// Addr implements net.Listener.
func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "slack.test", Net: "pipe"} }
