// Package redact takes secrets out of texts that jobs print and that the cluster quotes, before anything stores or shows them.
//
// It knows shapes, not values: it finds what looks like a key, a token or a password, so it can miss a secret that looks like
// an ordinary word and take out an ordinary word that looks like a secret. The second is the lesser harm, but not in a sentence: the
// names of objects ("db-credentials") look like those of settings, and what a message says of them is what diagnoses are read from.
//
// Invariants:
//   - pure, safe for concurrent use, linear in the length of the text (RE2);
//   - idempotent: redacting twice changes nothing more;
//   - the text around a secret stays readable: the name of a setting is kept and its value goes. Escape sequences of terminals go too,
//     since a colour between a name and its value would hide both.
package redact
