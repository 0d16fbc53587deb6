package slackdesk

import "rollcall.dev/rollcall/internal/notify/words"

// refusal is why somebody is told no, in words for that person, whose language is known when they are told. Its Error is in English, for
// the log.
type refusal func(say words.Words) string

// Error implements error.
func (r refusal) Error() string { return r(words.Of(words.English)) }

// nothing is a refusal that says why nothing has changed, in half a sentence.
func nothing(why func(say words.Words) string) refusal {
	return func(say words.Words) string { return say.Refusal.Nothing(why(say)) }
}

// unchanged is a refusal with the words of who refused, which are in English.
func unchanged(err error) refusal {
	return nothing(func(words.Words) string { return err.Error() })
}

// forgotten refuses what is about an Incident that is not there any more.
func forgotten() refusal { return func(say words.Words) string { return say.Refusal.Forgotten } }
