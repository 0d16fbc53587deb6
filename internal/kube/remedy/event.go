package remedy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// eventTimeout bounds the telling of an Event. What it tells of is done.
const eventTimeout = 10 * time.Second

// happening is what an Event on a CronJob tells.
type happening struct {
	reason string
	id     string // of what made it happen: the same one is told once
	text   string
	why    string // untrusted text; empty: nobody said
}

// tell makes an Event on a CronJob. It holds nothing up: without it, the audit log, the Job and the thread still tell.
func (c *Cluster) tell(ctx context.Context, namespace, name, uid string, h happening) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), eventTimeout)
	defer cancel()
	now := metav1.Now()
	text := h.text
	if why := plain(h.why, maxReason); why != "" {
		text += ": " + why
	}
	event := &corev1.Event{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: eventName(name, h)},
		InvolvedObject: corev1.ObjectReference{
			APIVersion: batchv1.SchemeGroupVersion.String(), Kind: "CronJob", Namespace: namespace, Name: name, UID: types.UID(uid),
		},
		Type: corev1.EventTypeNormal, Reason: h.reason, Message: plain(text, maxEvent), Source: corev1.EventSource{Component: "rollcall"},
		FirstTimestamp: now, LastTimestamp: now, Count: 1,
	}
	_, err := c.options.API.CoreV1().Events(namespace).Create(ctx, event, metav1.CreateOptions{FieldManager: fieldManager})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		c.options.Log.WarnContext(ctx, "event_not_made", "namespace", namespace, "cronjob", name, "reason", h.reason, "error", err)
	}
}

// eventName is the same for the same thing, as the API server refuses a name that is there.
func eventName(name string, h happening) string {
	sum := sha256.Sum256([]byte(h.reason + "\x00" + h.id))
	return name + "." + hex.EncodeToString(sum[:8])
}
