// Package lint judges the manifests of CronJobs before they run: what will keep people from being told, from knowing whose a job is, and
// from seeing why it failed.
//
//	files, directories, stdin ─┐
//	                           ├─► manifest.Reader ─► Job ─► Linter.Check ─► Finding ─► output: text, json, sarif, junit
//	a live cluster (as JSON) ──┘                       │
//	                                                   └───► Known ─► manifest.Annotate (--fix)
//
// Invariants:
//   - pure: a Job is plain data, and the same Jobs with the same Options give the same Findings, in the order of their places;
//   - each rule stands once in Rules, with the id by which it is switched off, and in docs/lint.md: a test compares;
//   - a rule says nothing of what it cannot know: without a directory no team is unknown, without a zone no clock changes;
//   - the cost grows with the number of Jobs: what is compared across Jobs is sorted once, and a schedule is worked out once however
//     many Jobs have it.
package lint
