// Package journal is the book of a simulation: what really happened, whatever Rollcall was told of it. Every commit that took
// place is in it with all that it wrote, every claim, every request to a receiver, every fact that was acknowledged; and the
// story of all that, for people.
package journal
