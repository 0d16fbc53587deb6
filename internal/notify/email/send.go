package email

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// send hands a mail over to the server.
func (n *Notifier) send(ctx context.Context, delivery string, to []*mail.Address, text []byte) error {
	client, end, err := n.open(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := command(client, 250, "MAIL FROM:<%s>", n.from.Address); err != nil {
		return answered("MAIL", err)
	}
	if err := n.name(ctx, client, delivery, to); err != nil {
		return err
	}
	if err := command(client, 354, "DATA"); err != nil {
		return answered("DATA", err)
	}
	w := client.Text.DotWriter()
	_, err = w.Write(text)
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		_, _, err = client.Text.ReadResponse(250)
	}
	if err != nil {
		return concluded(err)
	}
	_ = client.Quit() // the mail is the server's by now, however this ends
	return nil
}

// name tells the server the recipients. It is enough if one is taken: the others are logged. Where none is, one that may be taken
// later decides.
func (n *Notifier) name(ctx context.Context, client *smtp.Client, delivery string, to []*mail.Address) error {
	var refused []error
	taken := 0
	for _, a := range to {
		err := command(client, 25, "RCPT TO:<%s>", a.Address)
		answer, isAnswer := errors.AsType[*textproto.Error](err)
		switch {
		case err == nil:
			taken++
		case !isAnswer || answer.Code == closing || ofReceiver(answer.Code):
			return answered("RCPT", err)
		default:
			refused = append(refused, answered("RCPT "+a.Address, err))
		}
	}
	if taken > 0 {
		for _, err := range refused {
			n.deps.Log.WarnContext(ctx, "a recipient of a mail was refused, the others get it", "delivery", delivery, "error", err)
		}
		return nil
	}
	for _, err := range refused {
		if retry, ok := errors.AsType[*notify.RetryError](err); ok {
			return retry
		}
	}
	return refused[0]
}

// command says one line and reads the answer. net/smtp has methods for these, which ask for SMTPUTF8 wherever it is offered: a mail
// that does not need it would be refused by the next server that cannot do it.
func command(client *smtp.Client, want int, format string, args ...any) error {
	id, err := client.Text.Cmd(format, args...)
	if err != nil {
		return err
	}
	client.Text.StartResponse(id)
	defer client.Text.EndResponse(id)
	_, _, err = client.Text.ReadResponse(want)
	return err
}

// The codes that mean more than their class (RFC 5321, 4.2.3; RFC 4954, 6).
const closing = 421 // the server goes away

// ofReceiver reports whether an answer is about us and not about the mail: we are to sign in, to encrypt, or are not let in.
func ofReceiver(code int) bool {
	switch code {
	case 530, 534, 535, 538:
		return true
	default:
		return false
	}
}

// beforehand judges what went wrong before there was talk of the mail: nothing was sent. Where the server itself stands against us,
// no other mail would fare better.
func beforehand(err error) error {
	answer, ok := errors.AsType[*textproto.Error](clean(err))
	against := !transport(err)
	if ok {
		against = answer.Code/100 == 5
	}
	return &notify.RetryError{Receiver: against, Err: err}
}

// transport reports whether the way to the server failed, which may pass by itself.
func transport(err error) bool {
	_, isNet := errors.AsType[net.Error](err)
	return isNet || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.Canceled)
}

// answered judges what came in answer to a command, up to the one that lets the text begin: nothing was sent.
func answered(what string, err error) error {
	answer, ok := errors.AsType[*textproto.Error](clean(err))
	err = fmt.Errorf("%s: %w", what, err)
	switch {
	case !ok || answer.Code/100 == 4:
		return &notify.RetryError{Err: err}
	case ofReceiver(answer.Code):
		return &notify.RetryError{Receiver: true, Err: err}
	default:
		return &notify.RejectedError{Reason: strconv.Itoa(answer.Code), Err: err}
	}
}

// concluded judges what became of a text that was begun.
func concluded(err error) error {
	if _, ok := errors.AsType[*textproto.Error](err); ok {
		return answered("the text", err)
	}
	return &notify.UncertainError{Err: fmt.Errorf("sending the text: %w", err)}
}

const maxQuote = 300 // characters of an answer that an error repeats

// clean leaves of an answer within err what may be logged: one line, not long, without control characters.
func clean(err error) error {
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		answer.Msg = render.Head(render.Line(answer.Msg), maxQuote)
	}
	return err
}
