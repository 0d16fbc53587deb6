package words

import (
	"strings"
)

// Source is where the owner of a job comes from, which package ownership, and whoever routes without it, says in English. What is not one of
// its sentences stays as it is.
func (w Words) Source(s string) string {
	if w.Language != Japanese {
		return s
	}
	from, archived, after := strings.Cut(s, ", after ")
	if team, ok := strings.CutSuffix(archived, " was archived"); after && ok {
		return japaneseSource(from) + "、廃止された " + team + " から引き継ぎ"
	}
	return japaneseSource(s)
}

// Passed is why an owner or a channel was passed over, which package ownership says in English, likewise.
func (w Words) Passed(reason string) string {
	if w.Language != Japanese {
		return reason
	}
	switch reason {
	case "no such team in the directory":
		return "チームが登録されていません"
	case "it is archived and has neither a successor nor a parent":
		return "廃止されており、引き継ぎ先も上位チームもありません"
	case "it is not among the channels that a job may choose":
		return "ジョブが指定できるチャンネルではありません"
	}
	for _, known := range [][2]string{
		{"it is archived: its successor is ", "廃止済み、引き継ぎ先: "},
		{"it is archived: its parent is ", "廃止済み、上位チーム: "},
		{"it is archived and what it owned comes back to it: ", "廃止されており、引き継ぎ先が循環しています: "},
	} {
		if rest, ok := strings.CutPrefix(reason, known[0]); ok {
			return known[1] + rest
		}
	}
	return reason
}

func japaneseSource(s string) string {
	switch s {
	case "triage: nobody else claims it":
		return "トリアージ: 担当の指定なし"
	case "triage: it concerns the whole cluster":
		return "トリアージ: クラスター全体の問題"
	case "owner of the jobs":
		return "対象ジョブの担当"
	case "whose it is to mend":
		return "修正の担当"
	}
	if key, ok := strings.CutPrefix(s, "annotation "); ok {
		if of, ok := strings.CutSuffix(key, " of the jobTemplate"); ok {
			return "jobTemplateのアノテーション " + of
		}
		if of, ok := strings.CutSuffix(key, " of the namespace"); ok {
			return "Namespaceのアノテーション " + of
		}
		return "アノテーション " + key
	}
	number, file, filed := strings.Cut(s, " of ")
	if filed {
		file += " の"
	}
	if n, ok := strings.CutPrefix(number, "rule "); ok {
		return file + "ルール " + n
	}
	if n, ok := strings.CutPrefix(number, "line "); ok {
		return file + n + "行目"
	}
	return s
}
