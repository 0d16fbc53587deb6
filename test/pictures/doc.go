// Command pictures makes the pictures of messages in docs/images: it has the real Slack notifier post to the stand-in for Slack, and takes
// pictures of the stand-in's page with a headless Chromium, cut to the messages.
//
//	go run ./test/pictures --out docs/images
package main
