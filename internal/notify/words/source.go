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
