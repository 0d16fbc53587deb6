package kube

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// instant is a time that an object may hold, in UTC; zero where it holds none.
func instant(t *metav1.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return storable(t.Time)
}

// notBefore is an instant that cannot have been before another, whatever clock has shown it; zero stays zero.
func notBefore(at, floor time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return latest(at, floor)
}

// storable is an instant in UTC; zero for one that lies there beyond the four digits that a year has in JSON. An object can hold such
// a one all the same: the offset of its zone carries the last hours of 9999 into the year after.
func storable(at time.Time) time.Time {
	at = at.UTC()
	if year := at.Year(); year < 0 || year > 9999 {
		return time.Time{}
	}
	return at
}
