package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/limit"
	"rollcall.dev/rollcall/internal/monitor"
)

// Options configure a Service. Registry and Recorder are required.
type Options struct {
	// Registry is remembered: a Service's own one is that, and costs no query for what was looked up before.
	Registry checkin.Registry
	// Changes tells what other processes have changed in the Registry, and is asked when StaleAfter has passed; nil where no other
	// process changes anything.
	Changes    Changes
	StaleAfter time.Duration
	Recorder   checkin.Recorder
	// Book tells at the start what the ledger knows already; nil: the first report of each check-in tells it again.
	Book checkin.Book
	// BaseURL is where jobs reach this service, without the path of a check-in: "http://rollcall.rollcall.svc:8080".
	BaseURL  string
	Projects []Project
	// ReportsPerMinute bounds how often each check-in may be reported to; 0: no bound. Failures are counted for themselves.
	ReportsPerMinute int
	// Redact removes secrets from what a job printed; nil leaves it as it is.
	Redact func(string) string
	// BodyTimeout bounds how long a body may take to arrive, StoreTimeout how long storing may take before 503 is answered.
	// Zero means 5 s and 10 s.
	BodyTimeout, StoreTimeout time.Duration
	Logger                    *slog.Logger
}

// Service is the check-in service. It is safe for concurrent use. Create it with New.
type Service struct {
	Options
	projects projects
	inFlight inFlight
	limits   limits
	refusals refusals
	// suspended wakes who ends suspensions: one was set that ends by itself.
	suspended chan struct{}

	memory   *memory
	patience patience

	changing sync.Mutex // held by whoever changes what is registered
}

// New returns a Service.
func New(o Options) *Service {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Redact == nil {
		o.Redact = func(s string) string { return s }
	}
	if o.BodyTimeout == 0 {
		o.BodyTimeout = 5 * time.Second
	}
	if o.StoreTimeout == 0 {
		o.StoreTimeout = 10 * time.Second
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	memory := remember(o.Registry, o.Changes, o.StaleAfter)
	o.Registry = memory
	return &Service{Options: o, memory: memory, limits: limits{
		reports: limit.Limiter{PerMinute: o.ReportsPerMinute, Burst: o.ReportsPerMinute},
		misses:  limit.Limiter{PerMinute: missesPerMinute, Burst: missesPerMinute},
	}, projects: newProjects(o.Projects), suspended: make(chan struct{}, 1)}
}

// URL is where a check-in with that id is reported to.
func (s *Service) URL(id string) string { return s.BaseURL + "/v1/check_in/" + id }

// Witness names the Monitor that already answers for a check-in of this service; the second result is false for an id that
// is not of this service. A webhook about such a check-in must not tell people a second time.
func (s *Service) Witness(ctx context.Context, _, id, _ string) (monitor.ID, bool, error) {
	c, err := s.Registry.Get(ctx, id)
	switch {
	case isNotFound(err):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("looking up the check-in: %w", err)
	case c.WitnessOf != "":
		return c.WitnessOf, true, nil
	default:
		return c.Monitor(), true, nil
	}
}

// record stores what happened to a check-in, preceded by its definition where the ledger has not heard of that from this
// process: a crash between the registry's commit and the ledger's leaves no check-in without its Monitor.
func (s *Service) record(ctx context.Context, c checkin.CheckIn, observations ...monitor.Observation) error {
	all := observations
	known := s.memory.of(c.ID)
	if !known.defined(c.Generation) {
		d := c.Definition()
		now := time.Now()
		all = append([]monitor.Observation{{
			ID:      fmt.Sprintf("%s/defined/%d", c.Monitor(), c.Generation),
			Monitor: c.Monitor(), Kind: monitor.Defined, At: now, SeenAt: now, Definition: &d,
		}}, observations...)
	}
	if err := s.Recorder.Record(ctx, all...); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	known.generation.Store(c.Generation)
	return nil
}

func newObservationID() string { return uuid.Must(uuid.NewV7()).String() }
