// Package clients drives Rollcall's check-in service with the clients that the services which it stands in for give to their users,
// as they are published and unmodified. Where one cannot be had, its test is skipped and says why.
package clients
