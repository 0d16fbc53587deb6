package words

import (
	"slices"
	"strings"
)

// Language is a language that teams read, as BCP 47 names it.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Languages lists all of them. The first one is for whoever says nothing, or asks for one that is not among them.
func Languages() []Language { return []Language{English, Japanese} }

// Words is the catalogue in one language.
type Words struct {
	Language Language
	Form     Form
	Label    Label
	Title    Title
	Fact     Fact
	Context  Context
	Story    Story
	Remark   Remark
	Shared   Shared
	Burst    Burst
	Digest   Digest
	Silence  Silence
	Defect   Defect

	Rerun      Rerun
	Suspension Suspension
	Changed    Changed
	Usual      Usual
	Past       Past
	Note       Note
	Button     Button
	// Of what people do in Slack.
	Modal   Modal
	Refusal Refusal
	Said    Said
	Typed   Typed
}

// In is the language of a tag: of "ja-JP" the first part counts.
func In(tag string) Language {
	primary, _, _ := strings.Cut(tag, "-")
	if l := Language(primary); slices.Contains(Languages(), l) {
		return l
	}
	return English
}

// FormOf is the Form of a language alone, for who has many times to write.
func FormOf(l Language) Form {
	if l == Japanese {
		return japaneseForm()
	}
	return englishForm()
}

// Of is the catalogue in a language.
func Of(l Language) Words {
	if l == Japanese {
		return Words{
			Language: Japanese, Form: japaneseForm(), Label: japaneseLabel(), Title: japaneseTitle(), Fact: japaneseFact(),
			Context: japaneseContext(), Story: japaneseStory(), Remark: japaneseRemark(), Shared: japaneseShared(),
			Burst: japaneseBurst(), Digest: japaneseDigest(), Silence: japaneseSilence(), Defect: japaneseDefect(),
			Rerun: japaneseRerun(), Suspension: japaneseSuspension(),
			Changed: japaneseChanged(), Usual: japaneseUsual(), Past: japanesePast(),
			Note: japaneseNote(), Button: japaneseButton(),
			Modal: japaneseModal(), Refusal: japaneseRefusal(), Said: japaneseSaid(), Typed: japaneseTyped(),
		}
	}
	return Words{
		Language: English, Form: englishForm(), Label: englishLabel(), Title: englishTitle(), Fact: englishFact(),
		Context: englishContext(), Story: englishStory(), Remark: englishRemark(), Shared: englishShared(),
		Burst: englishBurst(), Digest: englishDigest(), Silence: englishSilence(), Defect: englishDefect(),
		Rerun: englishRerun(), Suspension: englishSuspension(),
		Changed: englishChanged(), Usual: englishUsual(), Past: englishPast(),
		Note: englishNote(), Button: englishButton(),
		Modal: englishModal(), Refusal: englishRefusal(), Said: englishSaid(), Typed: englishTyped(),
	}
}
