package diagnose

import (
	"fmt"
	"regexp"
	"strings"
)

// The codes of an image that a node cannot get.
const (
	ImagePull        Code = "ImagePull"
	InvalidImageName Code = "InvalidImageName"
)

// image says why the node cannot get the image of a container (pkg/kubelet/images).
func image(e Evidence, p Pod, c Container) (Cause, bool) {
	switch c.Reason {
	case "ErrImagePull", "ImagePullBackOff", "RegistryUnavailable", "SignatureValidationFailed":
		return pullFailed(e, p, c), true
	case "ErrImageNeverPull":
		return Cause{
			Code: ImagePull,
			Summary: fmt.Sprintf("the image %q of container %q is not on the node, and imagePullPolicy Never forbids to fetch "+
				"it", c.Image, c.Name),
			Advice: []string{"set imagePullPolicy to IfNotPresent, or put the image on the node " + named(p.Node, "NODE") + "" + edit},
		}, true
	case "ImageInspectError":
		return Cause{
			Code: ImagePull, Summary: fmt.Sprintf("the node cannot read the image %q of container %q that it has", c.Image, c.Name),
			Advice: []string{"the image on the node is damaged, or its runtime is: look at the node: " + p.describeNode()},
		}, true
	case "InvalidImageName":
		return Cause{
			Code: InvalidImageName, Summary: fmt.Sprintf("the image of container %q has a name that cannot be one: %q", c.Name, c.Image),
			Advice: []string{"correct the image in the CronJob" + edit},
		}, true
	default:
		return Cause{}, false
	}
}

// refusals of a registry, as the container runtimes word them, with what to do about each.
var (
	notThere   = regexp.MustCompile(`(?i)not found|manifest unknown|name unknown|does not exist`)
	notAllowed = regexp.MustCompile(`(?i)unauthorized|denied|forbidden|authentication required|no basic auth|\b40[13]\b`)
	tooOften   = regexp.MustCompile(`(?i)too ?many ?requests|rate limit|\b429\b`)
	notReached = regexp.MustCompile(`(?i)no such host|i/o timeout|connection refused|network is unreachable|deadline exceeded|no route to host|` +
		`registry is unavailable|TLS handshake timeout`)
	notTrusted   = regexp.MustCompile(`(?i)x509|certificate|server gave HTTP response to HTTPS client`)
	notForNode   = regexp.MustCompile(`(?i)no match(?:ing manifest)? for|exec format`)
	notSigned    = regexp.MustCompile(`(?i)signature`)
	lackedSecret = regexp.MustCompile(`Unable to retrieve some image pull secrets \(([^)]*)\)`)
)

// pullFailed tells apart why an image could not be fetched.
func pullFailed(e Evidence, p Pod, c Container) Cause {
	cause := Cause{Code: ImagePull, Summary: fmt.Sprintf("the image %q of container %q cannot be pulled", c.Image, c.Name)}
	said := c.Message
	if ev, ok := e.newest(func(v Event) bool {
		return v.of(p) && v.Reason == "Failed" && strings.Contains(v.Message, "pull image")
	}); ok {
		said, cause.Signal = said+" "+ev.Message, ev.Message
	}
	account := "see which pull secrets the pod has: " + p.step("kubectl get pod %s -n NAMESPACE -o jsonpath='{.spec.imagePullSecrets}'")
	var do string
	switch {
	case tooOften.MatchString(said):
		cause.Summary += ": the registry has had too many requests"
		do = "wait, or fetch with an account (imagePullSecrets) or through a mirror; the node goes on trying"
	case notAllowed.MatchString(said):
		cause.Summary += ": the registry does not let it, or has no such image"
		do = account
	case notTrusted.MatchString(said):
		cause.Summary += ": the node does not trust the registry's certificate"
		do = "give the node the registry's authority, or correct the registry's certificate"
	case notReached.MatchString(said):
		cause.Summary += ": the node cannot reach the registry"
		do = "see whether the registry is up, and whether this node alone fails (its DNS, its proxy): " + p.describeNode()
	case notForNode.MatchString(said):
		cause.Summary += ": there is none for this node's architecture"
		do = "build it for the node's architecture, or choose nodes by kubernetes.io/arch: kubectl get nodes -L kubernetes.io/arch"
	case notThere.MatchString(said):
		cause.Summary += ": the registry has no such image"
		do = "correct its name and tag, or push it again: kubectl get cronjob CRONJOB -n NAMESPACE -o jsonpath='{..image}'"
	case c.Reason == "SignatureValidationFailed", notSigned.MatchString(said):
		cause.Summary += ": its signature does not hold"
		do = "see who signed it, and what the node's signature policy asks for"
	default:
		do = "check the image's name and tag, and the pull secret of the pod's service account: " + p.describe()
	}
	cause.Advice = []string{do}
	if ev, ok := e.newest(func(v Event) bool { return v.of(p) && v.Reason == "FailedToRetrieveImagePullSecret" }); ok {
		if m := lackedSecret.FindStringSubmatch(ev.Message); m != nil {
			cause.Summary += "; a pull secret is missing: " + quoted(m[1])
			create := "create the pull secret that the message names: kubectl get secrets -n NAMESPACE"
			cause.Advice = append([]string{create}, cause.Advice...)
		}
	}
	return cause
}
