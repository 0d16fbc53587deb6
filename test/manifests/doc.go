// Package manifests holds the plain manifests in deploy/kubernetes to what they promise: tests decode every file strictly into the
// types of the Kubernetes API and look at each right and each security field.
//
// Invariants:
//   - every file in the folder is looked at; one of a kind that the tests do not know fails them;
//   - the rights are an allow-list: a right that is not listed here, file by file, fails, however harmless.
package manifests
