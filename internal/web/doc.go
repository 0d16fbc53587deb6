// Package web shows people what the ledger wrote: the inbox of incidents, each incident with what people made of it and
// what was told of it, and what keeps people from being told.
//
// Invariants:
//   - pages only read: nothing here changes anything; people answer in Slack and by the API;
//   - a page reads each of its parts at once, however many rows that has;
//   - every page works without JavaScript; with it, the page follows what happens;
//   - all text goes through html/template and, where it came from a cluster, through notify/render: nothing a job prints can
//     act in the page; the Content-Security-Policy allows no inline code, no frames and no other host;
//   - templates are parsed when the Handler is made, so that a broken one is found at start.
package web
