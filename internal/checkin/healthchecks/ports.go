package healthchecks

import (
	"context"
	"net/http"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// Service is what this wire needs of the check-in service; *embedded.Service is one. It is safe for concurrent use.
type Service interface {
	projects
	reports
	checks
}

// projects finds out who is calling.
type projects interface {
	ByPingKey(key string) (embedded.Project, bool)
	ByAPIKey(key string) (p embedded.Project, readOnly, ok bool)
	ByBadgeKey(key string) (embedded.Project, bool)
	BadgeKey(project int64) string
	BadgeSignature(project int64, tag string) string
}

// reports takes in what jobs report.
type reports interface {
	Arrive() (end func())
	ReadBody(w http.ResponseWriter, r *http.Request, limit int64) []byte
	Take(ctx context.Context, c checkin.CheckIn, r checkin.Report) error
	URL(id string) string
	Miss(r *http.Request) error
	Refused(err error)
}

// checks changes what is registered.
type checks interface {
	Create(ctx context.Context, c checkin.CheckIn, unique bool) (checkin.CheckIn, error)
	Change(ctx context.Context, id string, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error)
	Remove(ctx context.Context, id string) error
	Inherit(ctx context.Context, had checkin.CheckIn) error
}
