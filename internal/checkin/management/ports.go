package management

import (
	"context"
	"net/http"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
)

// Service is what is needed of the embedded check-in service; see there for the errors. It is safe for concurrent use.
type Service interface {
	ByAPIKey(key string) (p embedded.Project, readOnly, ok bool)
	Miss(r *http.Request) error
	ByPingKey(key string) (embedded.Project, bool)
	Create(ctx context.Context, c checkin.CheckIn, unique bool) (checkin.CheckIn, error)
	ChangeUnique(ctx context.Context, id string, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error)
	Remove(ctx context.Context, id string) error
	URL(id string) string
}

// Registry is what is needed of a checkin.Registry.
type Registry interface {
	Get(ctx context.Context, id string) (checkin.CheckIn, error)
	InProject(ctx context.Context, project int64) ([]checkin.CheckIn, error)
}

// Book is what is needed of a checkin.Book.
type Book interface {
	States(ctx context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error)
}
