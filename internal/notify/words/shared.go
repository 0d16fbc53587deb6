package words

// Shared is about what many jobs of a cluster have in common.
type Shared struct {
	TheCluster string
	JobsIn     func(n int, cluster string) string // the name of what it is about
	Trouble    func(n int, cluster string) string
	Stalled    func(cluster string) string
	Missed     func(runs int, stalled string) string
	Unseen     func(runs int, cluster string) string
	Again      func(cluster string) string

	// How it ended.
	Restarted, ByHand func(at string) string
	NoneFor, After    func(duration, lost string) string
	Lost              func(runs, jobs int) string
}

func englishShared() Shared {
	runs, jobs := plural("%s run", "%s runs"), plural("%s CronJob", "%s CronJobs")
	return Shared{
		TheCluster: "the cluster", JobsIn: pluralOf("%s job in %s", "%s jobs in %s"),
		Trouble: pluralOf("%s job is in trouble in %s", "%s jobs are in trouble in %s"), Stalled: one("%s starts no CronJobs"),
		Missed:    pluralOf("%[2]s · %[1]s run missed", "%[2]s · %[1]s runs missed"),
		Unseen:    pluralOf("Rollcall could not see %s run in %s", "Rollcall could not see %s runs in %s"),
		Again:     one("%s starts CronJobs again"),
		Restarted: one("A CronJob was started again at %s."), ByHand: one("By hand, whatever the cluster does, at %s."),
		NoneFor: two("For %s none was: %s"), After: two("After %s: %s"),
		Lost: func(r, j int) string { return runs(r) + " of " + jobs(j) + " missed." },
	}
}

func japaneseShared() Shared {
	return Shared{
		TheCluster: "クラスター", JobsIn: numberOf("%[2]s の%[1]s件のジョブ"),
		Trouble: numberOf("%[2]s の%[1]s件のジョブに問題が発生しています"), Stalled: one("%s でCronJobが開始されていません"),
		Missed: numberOf("%[2]s · 未実行%[1]s回"),
		Unseen: numberOf("%[2]s の%[1]s回分の実行をRollcallが確認できませんでした"), Again: one("%s でCronJobの実行が再開しました"),
		Restarted: one("CronJobの開始を再び確認しました: %s。"), ByHand: one("クラスターの状態にかかわらず、手動で解決済みにしました: %s。"),
		NoneFor: two("停止していた時間は%s、影響は%s"), After: two("継続時間は%s、影響は%s"),
		Lost: numbers("CronJob %[2]s件の未実行%[1]s回です。", grouped),
	}
}
