package main
import "context"
func commits(context.Context, *bench) ([]figure, error) { return nil, nil }
func sweep(context.Context, *bench) ([]figure, error) { return nil, nil }
func deliveries(context.Context, *bench) ([]figure, error) { return nil, nil }
func idle(context.Context, *bench) ([]figure, error) { return nil, nil }
