// Package version says which Rollcall this is.
package version
