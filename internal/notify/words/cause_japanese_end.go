package words

import "rollcall.dev/rollcall/internal/diagnose"

// japaneseEnded are the causes of a run whose container failed.
func japaneseEnded() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.ExitCode:  {"コンテナがエラーで終了しました", "ログの末尾を確認してください。原因はジョブ自身が出力しています"},
		diagnose.OOMKilled: {"コンテナがメモリの上限を超えたため、強制終了されました", "前回成功時とデータ量を比べ、上限を引き上げるか使用量を減らしてください"},
		diagnose.Killed: {"コンテナが強制終了されました（終了コード137）。メモリ不足か外部からの停止かは、クラスターの情報では判別できません",
			"ノードのメモリ不足の記録と、Podに停止を指示したものがないかを確認してください"},
		diagnose.ProbeFailed: {"Probeに失敗したため、ノードがコンテナを停止しました",
			"Probeを外すか、猶予を延ばしてください。終了するジョブにProbeが必要なことはまれです"},
		diagnose.InitFailed: {"initコンテナが失敗したため、ジョブ本体は開始されていません", "initコンテナのログを確認し、準備に不足しているものを補ってください"},
		diagnose.CannotRun:  {"ノードがコンテナを起動できませんでした", "commandとargs、マウント、フックが、イメージの内容に合っているかを確認してください"},
		diagnose.ContainerLost: {"コンテナの終了状態をノードが把握できていません",
			"ノードに何が起きたか、ジョブがどこまで進んだかを確認してください"},
		diagnose.ReportedFailure: {"ジョブ自身が失敗を報告しました", "報告に添えられた出力を確認してください"},
	}
}

// japaneseCluster are the causes of a run whose pod the cluster ended.
func japaneseCluster() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.Evicted: {"ノードのリソース不足、またはディスク使用量の超過により、Podが退避されました",
			"requestsを実際の使用量に合わせてください。上限を超えた場合は、再実行しても同じ結果になります"},
		diagnose.Preempted: {"優先度の高いPodのために、Podが停止されました", "再実行してください。譲れないジョブには優先度クラスを設定してください"},
		diagnose.Drained: {"退避の指示によりPodが停止されました（多くはノードのメンテナンスによるものです）",
			"再実行してください。podFailurePolicyでDisruptionTargetを無視すれば、自動で再試行されます"},
		diagnose.NodeShutdown: {"ノードが停止しました", "再実行してください"},
		diagnose.NodeLost:     {"ノードが失われました", "ノードの状態を確認し、復旧しない場合はPodを強制削除してください"},
		diagnose.NodeRefused:  {"配置先のノードがPodを受け入れませんでした", "ノードの状態を確認し、再実行してください"},
	}
}

// japaneseJob are the causes of a run that the Job itself ended.
func japaneseJob() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.DeadlineExceeded: {"制限時間（activeDeadlineSeconds）内に完了しませんでした",
			"途中の失敗があればその原因を修正し、時間が足りないだけの場合は制限時間を延ばしてください"},
		diagnose.PodFailurePolicy: {"podFailurePolicyのルールにより、再試行せずに終了しました",
			"コンテナが失敗した原因を修正するか、ルールを見直してください"},
		diagnose.FailedIndexes:      {"インデックス付きJobの一部のインデックスが失敗しました", "失敗したインデックスのPodを確認してください"},
		diagnose.TooManyFailedOnes:  {"失敗したインデックスがmaxFailedIndexesを超えたため、残りも停止されました", "失敗したインデックスのPodを確認してください"},
		diagnose.BackoffLimit:       {"Jobが失敗しましたが、Podから原因を読み取れませんでした", "失敗したPodはrestartPolicy: Neverで残せます。RollcallがPodとログを読み取れるかも確認してください"},
		diagnose.FailedWithoutTrace: {"Jobが失敗し、情報を読み取る前に削除されました", "failedJobsHistoryLimitとttlSecondsAfterFinishedを引き上げてください"},
	}
}

// japaneseRunning are the causes of a run that goes on for too long.
func japaneseRunning() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.RunsTooLong: {"宣言された最長時間（max-duration）を超えて実行が続いています", "何をしているかを確認し、応答がなければ終了させてください"},
		diagnose.SidecarOutlivesMain: {"終了したコンテナがある一方で別のコンテナが動き続けているため、Jobが完了しません",
			"処理が済んでいればJobを削除してください。動き続けるコンテナはサイドカー（restartPolicy: Alwaysのinitコンテナ）にしてください"},
		diagnose.CrashLooping:  {"コンテナが起動のたびに失敗し、再起動を繰り返しています", "コンテナのログを確認してください"},
		diagnose.NoEndReported: {"開始の報告はありましたが、終了の報告がありません", "まだ実行中か、どこまで進んだかを確認してください"},
	}
}

// japaneseDone are what is to be said of a run that succeeded.
func japaneseDone() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.RetriedToSuccess: {"失敗または再起動のあとに成功しました", "今すぐの対応は不要ですが、時々の失敗はいずれ本当の失敗になります"},
		diagnose.IndexesGivenUp:   {"successPolicyにより成功しましたが、失敗したインデックスがあります", "失敗したインデックスの処理が必要かを確認してください"},
		diagnose.FinishedTooFast:  {"宣言された最短時間より早く成功しました。何も処理していない可能性があります", "ログを確認し、処理対象がないときは失敗するようにしてください"},
		diagnose.ReportsDisagree:  {"クラスターでは成功ですが、ジョブ自身は失敗を報告しました", "報告に添えられた出力を確認し、処理結果に合った終了コードを返すようにしてください"},
		diagnose.NotConfirmed:     {"クラスターでは成功ですが、ジョブからの報告が期限までにありませんでした", "最後まで処理が進んだか、報告先に接続できるかを確認してください"},
	}
}

// japaneseUnknown are the causes of a run whose end nobody saw.
func japaneseUnknown() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.ReplacedByNext: {"次の実行が始まったため、終了させられました（concurrencyPolicy: Replace）", "実行間隔を延ばすか、Forbidを使用してください"},
		diagnose.Deleted:        {"完了する前にJobが削除されました", "どこまで進んだかをジョブ側の記録で確認してください。削除した人は監査ログに残ります"},
		diagnose.NotSeen:        {"Rollcallが監視できない間に、実行またはチェックインが行われた可能性があります", "処理が行われたかをジョブ側の記録で確認してください"},
		diagnose.EndNotSeen:     {"Rollcallが監視できない間に実行が終わり、Jobは残っていません", "処理が行われたかをジョブ側の記録で確認してください"},
		diagnose.MonitorRemoved: {"CronJobが削除されたか、監視対象から外れました", "対応は不要です"},
	}
}
