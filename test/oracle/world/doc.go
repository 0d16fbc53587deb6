// Package world is the cluster around a CronJob: the upstream CronJob controller itself, and simulations of what follows on
// it: Jobs that wait, run, end and are cleaned up, and the garbage collector.
//
// Everything runs in the fake time of a synctest bubble. What becomes of a Job follows from its name and a seed alone, so that a
// history can be told again.
package world
