package diagnose

import (
	"fmt"
	"strings"
)

// VolumeMount is the code of a pod whose volume the node cannot mount.
const VolumeMount Code = "VolumeMount"

// volume says which volume the node cannot mount. Such a failure is often over by itself, so that it counts only for a pod in which
// no container runs.
func volume(e Evidence) (Cause, bool) {
	ev, ok := e.newest(func(v Event) bool {
		return (v.Reason == "FailedMount" || v.Reason == "FailedAttachVolume" || v.Reason == "FailedMapVolume") && !e.runs(v.Object)
	})
	if !ok {
		return Cause{}, false
	}
	pod := named(strings.TrimPrefix(ev.Object, "Pod/"), "POD")
	c := Cause{
		Code: VolumeMount, Summary: "a volume of the pod cannot be mounted", Signal: raw(ev.Reason, ev.Message),
		Advice: []string{
			fmt.Sprintf("see which volume, and since when: kubectl describe pod %s -n NAMESPACE", pod),
			"see whether its claim is bound: kubectl get pvc -n NAMESPACE",
		},
	}
	kind, name, key := missing(ev.Message)
	item := missingItem.FindStringSubmatch(ev.Message)
	switch {
	case item != nil:
		c.Summary = fmt.Sprintf("a volume of the pod needs the key %q, which is not in its %s",
			item[2], strings.NewReplacer("config", "ConfigMap", "secret", "Secret").Replace(item[1]))
	case strings.Contains(ev.Message, "Multi-Attach error"):
		c.Summary = "a volume of the pod is still attached to another node"
		c.Advice = []string{
			"see which pod holds it (the message names it), and end that one if it hangs: kubectl get pods -n NAMESPACE -o wide",
			"see which node it is attached to: kubectl get volumeattachments",
		}
	case kind != "":
		c.Summary = fmt.Sprintf("a volume of the pod needs the %s %q, which is not there", kind, name)
		if key != "" {
			c.Summary = fmt.Sprintf("a volume of the pod needs the key %q in the %s %q, which is not there", key, kind, name)
		}
		c.Advice = []string{
			fmt.Sprintf("see what is there: kubectl describe %s %s -n NAMESPACE", strings.ToLower(kind), named(name, "NAME")),
			"create it, or correct the reference" + edit,
		}
	}
	return c, true
}

// runs reports whether a container of the pod has ever run.
func (e Evidence) runs(object string) bool {
	for _, p := range e.Pods {
		if object == "Pod/"+p.Name && p.started() {
			return true
		}
	}
	return false
}
