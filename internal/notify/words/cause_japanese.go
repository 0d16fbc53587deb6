package words

import (
	"maps"

	"rollcall.dev/rollcall/internal/diagnose"
)

// japaneseCauses has a text for each code that diagnose.Catalogue lists.
func japaneseCauses() map[diagnose.Code]cause {
	all := map[diagnose.Code]cause{}
	for _, part := range []map[diagnose.Code]cause{
		japaneseAbsent(), japaneseRefused(), japaneseStuck(), japaneseEnded(), japaneseCluster(), japaneseJob(), japaneseRunning(),
		japaneseDone(), japaneseUnknown(),
	} {
		maps.Copy(all, part)
	}
	return all
}

// japaneseAbsent are the causes of a slot that no run answered.
func japaneseAbsent() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.PreviousRunActive: {"前回の実行が終わっていないため、実行がスキップされました（concurrencyPolicy: Forbid）",
			"前回の実行が何をしているかを確認し、応答がなければ終了させてください"},
		diagnose.CouldNotReplace: {"前回の実行を削除できず、置き換えられませんでした（concurrencyPolicy: Replace）",
			"妨げている原因（権限、finalizer、Webhook）を確認し、前回のJobを手動で削除してください"},
		diagnose.DeadlinePassed: {"開始がstartingDeadlineSecondsを超えて遅れたため、この回は実行されません",
			"開始が遅れた原因を確認してください。遅れてでも実行すべき場合は、この期限を延ばしてください"},
		diagnose.ControllerDown: {"kube-controller-managerが応答しておらず、クラスター全体でCronJobが開始されていません",
			"kube-controller-managerを復旧してください。自動で補われるのは最新の1回だけなので、必要な分は再実行してください"},
		diagnose.TooManyMissed: {"コントローラーの復帰までに100回を超える予定が過ぎたため、最新の1回だけが遅れて実行されます",
			"コントローラーが止まっていた原因と、コントロールプレーンの時刻のずれを確認してください"},
		diagnose.PassedOver: {"コントローラーが次の予定に進んだため、この回は実行されません",
			"この回の処理が必要な場合は、手動で実行してください"},
		diagnose.NameTaken: {"同じ名前の別のJobがあるため、Jobを作成できませんでした",
			"その別のJobを削除し、CronJobにアノテーションを付けるなどの変更を加えてください"},
		diagnose.NamespaceDeleted: {"Namespaceが削除中のため、何も開始できません",
			"意図した削除であれば対応は不要です。そうでなければ、削除が完了しない原因を確認してください"},
		diagnose.SuspendedByHand: {"CronJobが一時停止されています（spec.suspend）",
			"再開する場合はspec.suspendをfalseにしてください。停止中に過ぎた予定が直ちに開始されることがあります"},
		diagnose.UnknownTimeZone: {"コントローラーが認識できないタイムゾーンのため、何も開始されません",
			"spec.timeZoneを修正するか、コントローラーのタイムゾーンデータを更新してください"},
		diagnose.InvalidSchedule: {"スケジュールを解釈できないか、存在しない日付が指定されています", "spec.scheduleを修正してください"},
		diagnose.ZoneInSchedule: {"Jobが作成されていません。スケジュール内のTZ=はコントローラーの対応対象外です",
			"代わりにspec.timeZoneを使用してください"},
		diagnose.CheckInMissing: {"期限までにチェックインがありませんでした",
			"ジョブが実行されたか、チェックイン先に接続できるかを確認してください"},
		diagnose.NoJob: {"Jobが作成されておらず、原因を示す情報もありません",
			"CronJobの状態と、ほかのCronJobも止まっていないかを確認してください"},
	}
}

// japaneseRefused are the causes of a Job, or of pods, that the API server does not let in.
func japaneseRefused() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.QuotaExceeded: {"NamespaceのResourceQuotaを使い切っています",
			"ResourceQuotaを引き上げるか、使用中のリソースを解放してください。完了したJobもcount/jobs.batchに数えられます"},
		diagnose.RequestsMissing: {"ResourceQuotaがrequestsやlimitsの指定を求めていますが、コンテナに指定がありません",
			"requestsとlimitsを指定するか、NamespaceにLimitRangeで既定値を設定してください"},
		diagnose.LimitRange: {"コンテナのrequestsまたはlimitsがLimitRangeの範囲外です", "リソースの指定を修正してください"},
		diagnose.PodSecurity: {"NamespaceのPod Securityの基準により、Podが拒否されました",
			"メッセージに従ってsecurityContextを修正してください"},
		diagnose.AdmissionDenied: {"Admission Webhookまたはポリシーにより拒否されました",
			"指摘された内容を修正するか、ルールの管理者に確認してください"},
		diagnose.WebhookUnreachable: {"Admission Webhookが応答しないため、作成できません",
			"Webhookのサービスを復旧してください。ほかのジョブにも影響しています"},
		diagnose.ServiceAccountMissing: {"Podのサービスアカウントが存在しません",
			"サービスアカウントを作成するか、serviceAccountNameを修正してください"},
		diagnose.CreationForbidden: {"コントローラーに作成する権限がありません", "コントローラーの権限を元に戻してください"},
		diagnose.TemplateInvalid: {"JobまたはPodの定義が正しくないため、APIサーバーに拒否されました",
			"メッセージが示す項目を修正してください"},
		diagnose.PodRefused: {"作成がAPIサーバーに拒否されました", "作成せずに試し、拒否される理由を確認してください"},
	}
}

// japaneseStuck are the causes of a run of which no container has started.
func japaneseStuck() map[diagnose.Code]cause {
	return map[diagnose.Code]cause{
		diagnose.ImagePull: {"ノードがコンテナイメージを取得できません",
			"イメージの名前、タグ、取得用のSecretを確認してください。Jobは自動では失敗せず、待ち続けます"},
		diagnose.InvalidImageName: {"コンテナイメージの名前が正しくありません", "CronJobのイメージ名を修正してください"},
		diagnose.ContainerConfig: {"コンテナの設定に必要なConfigMap、Secret、キーがないか、rootでの実行が禁止されています",
			"不足しているものを作成するか、参照を修正してください"},
		diagnose.PodSandbox: {"ノードがPodのネットワークまたはデバイスを準備できません",
			"そのノードでほかのPodが起動するかを確認し、起動しなければノードを切り離してください"},
		diagnose.VolumeMount: {"ボリュームを接続またはマウントできません",
			"PersistentVolumeClaimの状態と、ほかのノードが使用中でないかを確認してください"},
		diagnose.Unschedulable: {"Podを配置できるノードがありません",
			"requests、セレクター、affinity、tolerationsをノードと照らし合わせてください"},
		diagnose.SchedulingGated: {"Podがスケジューリングゲートで待機しています",
			"ゲートを解除する仕組み（キューやオペレーター）を確認してください"},
		diagnose.SchedulerError: {"スケジューラーがPodの処理に失敗しました",
			"自動で再試行されます。続く場合はスケジューラーのログを確認してください"},
		diagnose.SchedulerSilent: {"どのスケジューラーもPodを処理していません",
			"kube-scheduler、またはschedulerNameで指定したスケジューラーの稼働を確認してください"},
		diagnose.HeldByQueue: {"Jobが一時停止されており、開始を待っています", "キュー（Kueueなど）が何を待っているかを確認してください"},
		diagnose.ManagedElsewhere: {"spec.managedByで指定されたコントローラーが、Jobを開始していません",
			"そのコントローラーの稼働を確認してください"},
		diagnose.WaitingForCheckIn: {"Rollcallが追加したチェックイン用コンテナを起動できず、ジョブが待たされています",
			"チェックインの設定をCronJobから外してください"},
		diagnose.NotStarted: {"コンテナが起動しておらず、原因を示す情報もありません", "Podの状態を確認してください"},
	}
}
