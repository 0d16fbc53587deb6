// Package manifest reads CronJobs from YAML and JSON as people keep them (files, whole directories, what kustomize and Helm print) into
// lint.Jobs with line numbers, and writes annotations into such files.
//
// Invariants:
//   - whatever is no CronJob or Namespace is skipped; a template that nobody rendered is a note, not a mistake;
//   - one broken document does not hide the others of its file;
//   - Annotate adds lines and changes none; what it cannot add without touching another line, it refuses;
//   - nothing here panics or expands aliases without bound, whatever it is given.
package manifest
