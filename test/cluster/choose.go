package cluster

import (
	"context"
	"errors"
	"fmt"
)

// prepareNode decides which kind of node the cluster gets and prepares it.
// Auto says which and, where it is not the better one, why.
func (c *Cluster) prepareNode(ctx context.Context, kind Nodes) error {
	if kind == Simulated {
		return c.prepareSimulated(ctx)
	}
	runtime, err := findRuntime(ctx, c.log)
	if err == nil {
		c.say("node: real, containers run in %s", runtime.version)
		c.layout.real = true
		c.node = &realNode{runtime: runtime}
		err = c.node.prepare(ctx, c)
	}
	if err == nil {
		return nil
	}
	if kind == Real || ctx.Err() != nil {
		return fmt.Errorf("no real node on this machine: %w", err)
	}
	if c.node != nil {
		err = errors.Join(err, c.node.close(), clean(c.layout.dir))
	}
	c.say("node: simulated, because %v", err)
	return c.prepareSimulated(ctx)
}

func (c *Cluster) prepareSimulated(ctx context.Context) error {
	c.mu.Lock()
	clear(c.components) // of a real node that could not be had
	c.mu.Unlock()
	c.layout.real = false
	c.node = &simulatedNode{}
	return c.node.prepare(ctx, c)
}
