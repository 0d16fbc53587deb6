// Package npm gets packages from the npm registry for tests that run other people's JavaScript as it is published.
//
// Invariants:
//   - a package is fetched once, into the user's cache: after that its tests run without a network;
//   - scripts of packages are not run;
//   - where node or a package cannot be had, the test is skipped and says why.
package npm
