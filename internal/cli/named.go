package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// cronJob finds the CronJob that somebody names as NAMESPACE/NAME.
func cronJob(ctx context.Context, api *client.Client, name, cluster string) (wire.Monitor, error) {
	namespace, short, both := strings.Cut(name, "/")
	if !both || namespace == "" || short == "" || strings.Contains(short, "/") {
		return wire.Monitor{}, usageError{fmt.Errorf("%q is no job: allowed is NAMESPACE/CRONJOB", name)}
	}
	all, err := api.Monitors(ctx, client.MonitorFilter{Source: "kubernetes", Namespace: namespace, Search: short, Limit: maxListed})
	if err != nil {
		return wire.Monitor{}, err
	}
	var clusters []string
	all = slices.DeleteFunc(all, func(m wire.Monitor) bool { return m.Job != name || cluster != "" && m.Cluster != cluster })
	for _, m := range all {
		clusters = append(clusters, m.Cluster)
	}
	switch len(all) {
	case 0:
		return wire.Monitor{}, fmt.Errorf("no CronJob %s is watched", plain(name))
	case 1:
		return all[0], nil
	default:
		return wire.Monitor{}, usageError{fmt.Errorf("several clusters have a CronJob %s: name one with --cluster: %s", plain(name),
			plain(strings.Join(clusters, ", ")))}
	}
}

// incidentOf is the id that somebody gives, or that of the open incident of a CronJob that they name.
func incidentOf(ctx context.Context, api *client.Client, what, cluster string) (string, error) {
	if !strings.Contains(what, "/") {
		if cluster != "" {
			return "", usageError{fmt.Errorf("--cluster %q: allowed with NAMESPACE/CRONJOB", cluster)}
		}
		return what, nil
	}
	m, err := cronJob(ctx, api, what, cluster)
	if err != nil {
		return "", err
	}
	open, err := api.Incidents(ctx, client.IncidentFilter{Monitor: m.ID, Status: "unresolved", Limit: maxListed})
	if err != nil {
		return "", err
	}
	for _, kind := range []string{"failing", "absent"} { // what fails is more than what was left out
		if at := slices.IndexFunc(open, func(i wire.Incident) bool { return i.Kind == kind }); at >= 0 {
			return open[at].ID, nil
		}
	}
	return "", fmt.Errorf("%s has no open incident: there is nothing to repair by running it again", plain(what))
}
