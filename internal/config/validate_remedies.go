package config

// remedies checks where people may have jobs run again, suspended and resumed.
func (v *validator) remedies() {
	const key = "kubernetes.remedies"
	r := v.c.Kubernetes.Remedies
	switch {
	case len(r.Namespaces) == 0:
		if v.given(key + ".service_account") {
			v.warnf(key+".service_account", "has no effect while kubernetes.remedies.namespaces is empty")
		}
	case v.c.Kubernetes.Enabled == "false":
		v.failf(key+".namespaces", "", "needs Kubernetes, and kubernetes.enabled is false")
	default:
		v.needf(key+".service_account", r.ServiceAccount, "kubernetes.remedies needs the ServiceAccount that has the rights, as NAMESPACE/NAME")
	}
}
