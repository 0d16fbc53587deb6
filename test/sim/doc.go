// Package sim is the crash simulation: sources, ledger, store and deliverer, the real ones, in fake time, with everything going
// wrong that can, drawn from a seed.
package sim
