// Package email tells people by mail, over SMTP with a server of the operator's.
//
//	New ──► Notify: compose (text and HTML) ──► open (TLS, greeting, sign in) ──► submit (sender, recipients, text)
//
// A mail carries
//
//	Message-ID: <DELIVERY@domain of the sender>             the same for every attempt at the same message
//	References: <incident-INCIDENT@domain of the sender>    clients show what belongs to one incident together
//	Auto-Submitted: auto-generated                          (RFC 3834) nobody answers that he is away
//	List-Id: Rollcall <rollcall.domain of the sender>       (RFC 2919) to sort by
//
// What a server answers about the mail decides about the message: 4xx is tried again, 5xx refuses it. What it answers before,
// to our greeting or our password, is about the receiver, whose mails wait. Where some of the recipients are refused, the mail
// goes to the others, and a warning is logged.
//
// Invariants:
//   - a name and password go over a connection that is encrypted and whose certificate was verified, or not at all;
//   - a connection that breaks once the text was begun leaves open whether the mail was taken (RFC 5321, 4.2.5). It is sent
//     again with the same Message-ID, by which mail clients and servers know a duplicate: there is no way to look it up;
//   - nothing of a Notice makes a header of its own, an address, or markup: headers are one line, and encoded (RFC 2047), the
//     page is made by html/template;
//   - lines of at most 76 characters, ASCII on the wire: any server may pass it on.
//
// SMTP is spoken with net/smtp and not with a library of more comfort: those that are kept up give up a mail as soon as one
// recipient is refused, and do not tell a connection that broke before the text from one that broke after it.
package email
