// Command demo shows Rollcall at work: it starts a real Kubernetes on this machine, gives it five CronJobs of which four go
// wrong in different ways, runs Rollcall against it, and shows each message as it comes, on the console and on the inbox page.
// It ends when every sample was told as it should be, or, on a terminal, with Ctrl-C, and leaves nothing behind.
//
// KUBECONFIG makes it use that cluster; SLACK_BOT_TOKEN and SLACK_CHANNEL make it tell there too.
package main
