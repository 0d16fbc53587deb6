package monitor

import "errors"

// ErrUndefined says that there is a fact about a Monitor that was never defined.
var ErrUndefined = errors.New("the monitor is not defined")
