// Package postgres gives tests a real PostgreSQL.
//
//	url := postgres.Start(t) // a database of its own, dropped when the test ends
//
// The first call in a test binary starts a server from Debian's packages (as root it installs them where they are missing),
// on a Unix socket in a temporary folder, without fsync. It lives as long as the binary: a shell waits for the end of a pipe
// that the binary holds, so that the server is stopped and its folder removed even after a kill -9. As root, it runs as the
// user postgres or nobody, because PostgreSQL refuses to run as root.
//
// ROLLCALL_TEST_POSTGRES=postgres://… uses that server instead; the user in it must be allowed to create databases.
//
// Where there is no way to a server, the test is skipped, with the reason and the remedy.
package postgres
