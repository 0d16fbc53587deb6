package monitor

import "errors"

// ErrUndefined says that a fact was recorded about a Monitor that was never defined; nothing of what was recorded with it is stored.
var ErrUndefined = errors.New("the monitor is not defined")
