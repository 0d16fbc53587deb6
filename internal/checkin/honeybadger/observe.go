package honeybadger

import (
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// monitorID is the Monitor that a check-in of the account is watched as; package webhook spells it in the same way.
func (p *Provider) monitorID(id string) monitor.ID {
	return monitor.ID("honeybadger/" + p.Project + "/" + id)
}

func (p *Provider) defined(d definedAs, ref checkin.Ref) monitor.Observation {
	o := p.observation(d.id, monitor.Defined)
	o.Definition = &monitor.Definition{
		Source: monitor.SourceHoneybadger, Cluster: ref.Cluster, Namespace: ref.Namespace, Name: ref.Name, CreatedAt: o.At,
		Schedule: ref.Schedule, Grace: ref.Grace, Annotations: ref.Annotations, WitnessOf: d.witnessOf,
	}
	return o
}

func (p *Provider) removed(id string) monitor.Observation { return p.observation(id, monitor.Removed) }

// observation has an id of its own each time: what a webhook defined in between is thereby set right.
func (p *Provider) observation(id string, kind monitor.Kind) monitor.Observation {
	now := time.Now()
	return monitor.Observation{
		ID:      string(p.monitorID(id)) + "/" + string(kind) + "/" + uuid.Must(uuid.NewV7()).String(),
		Monitor: p.monitorID(id), Kind: kind, At: now, SeenAt: now,
	}
}
