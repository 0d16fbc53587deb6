package slack

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// links are the connections of Socket Mode. They are guarded by the server's lock.
type links struct {
	open    []*socket
	tickets map[string]time.Time
	turn    int
}

// closeAll ends them. The server's lock is held; each connection takes itself out when it has ended.
func (l *links) closeAll() {
	for _, one := range l.open {
		one.close()
	}
}

// socket is one connection.
type socket struct {
	ws   *websocket.Conn
	gone chan struct{}
	once sync.Once

	writing sync.Mutex
	mu      sync.Mutex
	waiting map[string]chan json.RawMessage // by envelope
}

func (l *socket) send(v any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.ws.SetWriteDeadline(time.Now().Add(answerWithin)) // an error shows when writing
	return l.ws.WriteJSON(v)
}

func (l *socket) close() {
	l.once.Do(func() {
		close(l.gone)
		_ = l.ws.Close() // nobody waits for it
	})
}

// ping keeps the app from taking the connection for dead.
func (l *socket) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		l.writing.Lock()
		err := l.ws.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(answerWithin))
		l.writing.Unlock()
		if err != nil {
			l.close()
			return
		}
		select {
		case <-tick.C:
		case <-l.gone:
			return
		}
	}
}

// read takes acknowledgements until the connection ends.
func (l *socket) read() {
	defer l.close()
	for {
		kind, raw, err := l.ws.ReadMessage()
		if err != nil {
			return
		}
		var a struct {
			Envelope string          `json:"envelope_id"`
			Payload  json.RawMessage `json:"payload"`
		}
		if kind != websocket.TextMessage || len(raw) >= maxAnswer || json.Unmarshal(raw, &a) != nil {
			continue
		}
		l.mu.Lock()
		waits := l.waiting[a.Envelope]
		delete(l.waiting, a.Envelope)
		l.mu.Unlock()
		if waits != nil {
			waits <- a.Payload
		}
	}
}

// exchange sends an envelope and waits for its acknowledgement.
func (l *socket) exchange(ctx context.Context, id string, envelope map[string]any) (json.RawMessage, bool) {
	waits := make(chan json.RawMessage, 1)
	l.mu.Lock()
	l.waiting[id] = waits
	l.mu.Unlock()
	if l.send(envelope) != nil {
		return nil, false
	}
	t := time.NewTimer(answerWithin)
	defer t.Stop()
	select {
	case body := <-waits:
		return body, true
	case <-t.C:
	case <-l.gone:
	case <-ctx.Done():
	}
	return nil, false
}
