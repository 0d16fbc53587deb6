// Package tmpfs gives tests a file system that is really full when it is full.
package tmpfs
