// Package healthchecksnpm lets a client of healthchecks.io that somebody else wrote drive the check-in service: the package
// healthchecks-io-client of npm, unmodified. It is installed once into rollcall-test in the user's cache folder; where that cannot be
// done, the test is skipped and says why.
package healthchecksnpm
