// Package storetest is what every database behind package store must do, as tests: what the ledger's Store and the deliverer's
// Outbox promise, and what pages read.
//
//	func TestSQLite(t *testing.T)   { storetest.Run(t, openSQLite) }
//	func TestPostgres(t *testing.T) { storetest.Run(t, openPostgres) }
package storetest
