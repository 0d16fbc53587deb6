package slack

import (
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
)

// Client is an HTTP client whose every request is answered by s in process, whatever host it names. There is no network, so it
// works inside a testing/synctest bubble. A connection that a fault closes is an ECONNRESET, as on a real one.
func (s *Server) Client() *http.Client { return InProcess(s) }

// InProcess is such a client of any handler.
func InProcess(h http.Handler) *http.Client { return &http.Client{Transport: inProcess{h}} }

type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }() // it was made in this process
	}
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	rec := httptest.NewRecorder()
	done := make(chan bool, 1)
	go func() {
		served := false
		defer func() {
			if !served {
				_ = recover() // http.ErrAbortHandler: the handler closed the connection
			}
			done <- served
		}()
		t.handler.ServeHTTP(rec, in)
		served = true
	}()
	select {
	case served := <-done:
		if !served {
			return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
		}
		res := rec.Result()
		res.Request = r
		return res, nil
	case <-r.Context().Done():
		<-done // a handler always ends with its request
		return nil, r.Context().Err()
	}
}
