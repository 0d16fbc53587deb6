// Package seeds plays histories that are drawn from seeds: many of them, several at a time, or one of them again.
package seeds
