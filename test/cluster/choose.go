package cluster

import (
	"context"
	"fmt"
)

// chooseNode decides which kind of node the cluster gets. Auto says which and,
// where it is not the better one, why.
func (c *Cluster) chooseNode(ctx context.Context, kind Nodes) (node, error) {
	if kind == Simulated {
		return &simulatedNode{}, nil
	}
	runtime, err := findRuntime(ctx, c.log)
	switch {
	case err == nil:
		if kind != Real {
			c.say("node: real, containers run in %s", runtime.version)
		}
		c.layout.real = true
		return &realNode{runtime: runtime}, nil
	case kind == Real:
		return nil, fmt.Errorf("no real node on this machine: %w", err)
	default:
		c.say("node: simulated, because %v", err)
		return &simulatedNode{}, nil
	}
}
