// Package spool keeps on disk what could not be told yet, for whoever comes later to tell it.
//
// A spool is a folder with one file an entry. An entry belongs to a queue (all that goes to one address, in order) and has an id (the
// run that it is about): a later entry with the same id takes the place of the earlier one.
//
//	2f1c…9a-1764500000123456789-0198….json     queue, when it was put (Unix nanoseconds), id
//	2f1c…9a.lock                               held by who is telling the queue's entries
//	notes                                      lines that nobody was there to read
//
// Invariants:
//   - an entry is there whole or not at all, through kill -9 and loss of power: written aside, fsync, rename, fsync of the folder;
//   - nobody else reads or writes it: the folder is 0700 and ours, files are 0600. A folder that is not like that is not used;
//   - no name tells an address: a queue is called by a hash of it;
//   - it is bounded in age, bytes and entries; the oldest go first, and that they went is told;
//   - locks end with the process that holds them.
//
// All methods are safe for concurrent use, by processes too.
package spool
