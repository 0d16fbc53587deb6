// Package tally is what the processes of a long simulation say of how far they are: a line each time, for the program that runs
// them to add up.
package tally
