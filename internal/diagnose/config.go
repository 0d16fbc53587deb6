package diagnose

import (
	"fmt"
	"regexp"
	"strings"
)

// ContainerConfig is the code of a container whose configuration is not there or contradicts itself.
const ContainerConfig Code = "ContainerConfig"

var (
	// missingObject is what the kubelet, and the API that it asks, say of a ConfigMap, Secret or claim that is not there.
	missingObject = regexp.MustCompile(`(?i)\b(configmap|secret|persistentvolumeclaim) "([^"]+)" not found`)
	// missingKey is what the kubelet says of a key in one (pkg/kubelet/kubelet_pods.go).
	missingKey = regexp.MustCompile(`(?i)couldn't find key (\S+) in (ConfigMap|Secret) [^/\s]+/(\S+)`)
	// missingItem is the same for a volume, which does not say in which object (pkg/volume/configmap, pkg/volume/secret).
	missingItem = regexp.MustCompile(`references non-existent (config|secret) key: (\S+)`)
	asRoot      = regexp.MustCompile(`container has runAsNonRoot and image`)
)

// configuration says what a container refers to that is not there (pkg/kubelet/kuberuntime), or what the node cannot do for it.
func configuration(_ Evidence, p Pod, c Container) (Cause, bool) {
	switch c.Reason {
	case "CreateContainerConfigError":
		cause := Cause{
			Code: ContainerConfig,
			Summary: fmt.Sprintf("the node cannot put together what container %q is to be started with: %s",
				c.Name, orWord(pith(c.Message), "it does not say why")),
			Advice: []string{"create what the message says is missing, or correct the reference" + edit},
		}
		if asRoot.MatchString(c.Message) {
			cause.Summary = fmt.Sprintf("container %q must not run as root (runAsNonRoot), and its image would", c.Name)
			cause.Advice = []string{"set securityContext.runAsUser to another user than 0, or build the image with one" + edit}
		} else if kind, name, key := missing(c.Message); kind != "" {
			cause.Summary = fmt.Sprintf("container %q refers to the %s %q, which is not there", c.Name, kind, name)
			if key != "" {
				cause.Summary = fmt.Sprintf("container %q refers to the key %q in the %s %q, which is not there", c.Name, key, kind, name)
			}
			cause.Advice = []string{
				fmt.Sprintf("see what is there: kubectl describe %s %s -n NAMESPACE", strings.ToLower(kind), named(name, "NAME")),
				"create it, or correct the reference" + edit,
			}
		}
		return cause, true
	case "CreateContainerError", "RunContainerError", "PreCreateHookError", "PreStartHookError", "ImageVolumeMountFailed":
		return Cause{
			Code: CannotRun, Summary: fmt.Sprintf("the node cannot create container %q: %s", c.Name, orWord(pith(c.Message), c.Reason)),
			Advice: []string{
				"check command, mounts and security context against the message: kubectl get cronjob CRONJOB -n NAMESPACE -o yaml",
			},
		}, true
	case "PostStartHookError":
		return Cause{
			Code: CannotRun, Summary: fmt.Sprintf("container %q was started, and its postStart hook failed", c.Name),
			Advice: []string{
				"see what the hook said (FailedPostStartHook): " + p.describe(),
				"correct the hook, or do its work in the command itself" + edit,
			},
		}, true
	case "CreatePodSandboxError", "ConfigPodSandboxError":
		return sandboxFailed(p, c.Message), true
	default:
		return Cause{}, false
	}
}

// missing reads out of a message what it says is missing; key is empty where the whole object is.
func missing(message string) (kind, name, key string) {
	if m := missingKey.FindStringSubmatch(message); m != nil {
		return m[2], m[3], m[1]
	}
	m := missingObject.FindStringSubmatch(message)
	if m == nil {
		return "", "", ""
	}
	switch strings.ToLower(m[1]) {
	case "configmap":
		return "ConfigMap", m[2], ""
	case "secret":
		return "Secret", m[2], ""
	default:
		return "PersistentVolumeClaim", m[2], ""
	}
}
