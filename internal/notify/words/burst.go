package words

import "fmt"

// Burst is about many jobs that fell into trouble together.
type Burst struct {
	Title, Over     func(jobs int) string
	Listed          func(jobs int) string // all of them
	ListedPart      func(jobs int) string
	Ended           func(at string) string
	EndedAfter      func(at, duration string) string
	ToldSeparately  func(jobs, all int) string
	NotOutOfTrouble func(jobs, all int) string
}

func englishBurst() Burst {
	jobs := plural("%s job", "%s jobs")
	of := func(format string) func(int, int) string {
		return func(n, all int) string { return fmt.Sprintf(format, n, jobs(all)) }
	}
	return Burst{
		Title: plural("%s job in trouble for one reason", "%s jobs in trouble for one reason"),
		Over:  plural("%s job is out of trouble", "%s jobs are out of trouble"),
		Listed: func(n int) string {
			if n == 1 {
				return "This job is concerned"
			}
			return "These " + jobs(n) + " are concerned"
		},
		ListedPart: plural("%s job are concerned, these among them", "%s jobs are concerned, these among them"),
		Ended:      one("It is over since %s."), EndedAfter: two("It is over since %s, after %s."),
		ToldSeparately: of("Told of separately: %d of all %s."), NotOutOfTrouble: of("Not out of trouble by then: %d of all %s."),
	}
}

func japaneseBurst() Burst {
	return Burst{
		Title: number("同じ原因で%s件のジョブに問題が発生しています"), Over: number("%s件のジョブが復旧しました"),
		Listed: number("対象のジョブは次の%s件です"), ListedPart: number("対象のジョブは%s件です（一部を表示）"),
		Ended: one("解消しました: %s。"), EndedAfter: two("解消しました: %s（継続時間 %s）。"),
		ToldSeparately:  numbers("全%[2]s件のうち%[1]s件は個別に通知しています。", grouped),
		NotOutOfTrouble: numbers("全%[2]s件のうち%[1]s件はこの時点で復旧していません。", grouped),
	}
}
