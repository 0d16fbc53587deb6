package kube

import (
	"context"
	"slices"
	"strings"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	controllerLease     = "kube-controller-manager"
	controllerNamespace = "kube-system"
	// leaseTravel is how long a renewal may take from the one clock that stamps it to the other, which does so in whole seconds.
	leaseTravel = 2 * time.Second
)

// pulse is what the Lease of kube-controller-manager shows of it: that it lives, and what its clock shows. The zero value is nothing.
type pulse struct {
	renewed  time.Time     // last, by the API server's clock where that says so
	acquired time.Time     // by the same; zero where the Lease does not say
	behind   time.Duration // how far its own is behind that
	gaps     []string      // why the Lease could not be read, where that was refused
}

// feel takes the pulse. A managed control plane may hide the Lease.
func (s *Source) feel(ctx context.Context) pulse {
	lease, err := s.clients.API.CoordinationV1().Leases(controllerNamespace).Get(ctx, controllerLease, metav1.GetOptions{})
	switch {
	case apierrors.IsForbidden(err):
		var unread gaps
		unread.add("the Lease of "+controllerLease, "get on leases in namespace "+controllerNamespace, err)
		return pulse{gaps: unread.list()}
	case err != nil || lease.Spec.RenewTime == nil:
		return pulse{}
	}
	p := pulse{renewed: storable(lease.Spec.RenewTime.Time)}
	if stored := renewalStored(lease); !stored.IsZero() {
		if behind := stored.Sub(p.renewed); behind > leaseTravel {
			p.behind = behind
		}
		p.renewed = stored
	}
	if at := lease.Spec.AcquireTime; at != nil {
		p.acquired = storable(at.Add(p.behind))
	}
	s.options.skews.note(controllerLease, -p.behind, -p.behind)
	return p
}

// renewalStored is when the API server stored the newest renewal, by its own clock: it says so of whoever wrote the field last. Zero
// where it does not.
func renewalStored(lease *coordinationv1.Lease) time.Time {
	var stored time.Time
	for _, f := range lease.ManagedFields {
		if f.Time != nil && f.FieldsV1 != nil && strings.Contains(f.FieldsV1.GetRawString(), `"f:renewTime"`) && f.Time.After(stored) {
			stored = instant(f.Time)
		}
	}
	return stored
}

// hold lets the view reach no further than the clock of the controller has come, which is the one that starts runs.
func (p pulse) hold(view monitor.View, all []*inspection) monitor.View {
	if p.behind > 0 {
		view.Until = view.Until.Add(-p.behind)
		for _, i := range all {
			i.foresee(view)
		}
	}
	return view
}

// absent reports whether a slot is about to be judged that no run answered.
func (i *inspection) absent() bool { return slices.ContainsFunc(i.due, isAbsence) }
