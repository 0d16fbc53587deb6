// Package checkintest says what an implementation of the ports of package checkin must do, and has implementations that keep
// everything in memory, for tests.
package checkintest
