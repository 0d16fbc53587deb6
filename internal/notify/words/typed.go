package words

// Typed is what is wrong with what somebody typed behind /rollcall, as parts of a sentence, and the help on it. The commands are the same
// in every language.
type Typed struct {
	NotUnderstood             func(why string) string
	TakesNothing              func(verb, rest string) string
	UnknownVerb               func(verb string) string
	Missing                   func(usage string) string
	Silence, Suspend          string // how they are used
	Unsilence, Resume         string
	NoJob, NotOneJob          func(job string) string
	Everything                func(job string) string
	SilentFor, SuspendedFor   func(span string) string
	ReasonTooLong             func(length, most int) string
	Help                      string
	HelpStatus, HelpMine      string
	HelpSilence, HelpSilences string
	HelpUnsilence             string
	HelpSuspend, HelpResume   string
}

func englishTyped() Typed {
	return Typed{
		NotUnderstood: one("not understood: %s"), TakesNothing: two("%s takes nothing more, and there was %q"),
		UnknownVerb: one("%q: use status, mine, silence, silences, unsilence, suspend, resume or help"),
		Missing:     one("something is missing: %s"),
		Silence:     "use silence JOB DURATION REASON, such as: silence billing/invoice-close 4h the database is being moved",
		Suspend:     "use suspend NAMESPACE/JOB DURATION REASON, such as: suspend billing/invoice-close 4h the ledger is being rebuilt",
		Unsilence:   "use unsilence ID, with an id that silences shows", Resume: "use resume NAMESPACE/JOB",
		NoJob:         one("%q is no job: use NAMESPACE/NAME, or NAME; both may have * and ?"),
		NotOneJob:     one("%q is no job: use NAMESPACE/NAME of one CronJob"),
		Everything:    one("%q would silence everything: name a namespace or a job"),
		SilentFor:     one("%q is no time to be silent: use 30m, 4h, 2d or 1w, from 5 minutes to 30 days"),
		SuspendedFor:  one("%q is no time to be suspended: use 30m, 4h, 2d or 1w, from 5 minutes to 30 days"),
		ReasonTooLong: numbers("the reason has %s characters: use at most %s", plural("%s", "%s")),
		Help:          "What Rollcall understands here:",
		HelpStatus:    "/rollcall status – what is open, the worst first",
		HelpMine:      "/rollcall mine – what is open of my teams, or of this channel's",
		HelpSilence: "/rollcall silence JOB DURATION REASON – such as: silence billing/invoice-close 4h the database is being moved. " +
			"JOB is NAMESPACE/NAME or NAME, with * and ?; DURATION is 30m, 4h, 2d or 1w, at most 30d",
		HelpSilences:  "/rollcall silences – what is silent, why, and until when",
		HelpUnsilence: "/rollcall unsilence ID – end a silence",
		HelpSuspend: "/rollcall suspend NAMESPACE/JOB DURATION REASON – have no run of a CronJob of my team's begin for that time; " +
			"it is resumed at the end",
		HelpResume: "/rollcall resume NAMESPACE/JOB – resume it before",
	}
}

func japaneseTyped() Typed {
	return Typed{
		NotUnderstood: one("コマンドを解釈できませんでした（%s）"), TakesNothing: two("%s に引数は不要ですが、%q が指定されました"),
		UnknownVerb: one("%q: status、mine、silence、silences、unsilence、suspend、resume、help のいずれかを使用してください"),
		Missing:     one("引数が足りません: %s"),
		Silence:     "silence JOB DURATION REASON の形式です。例: silence billing/invoice-close 4h データベース移行中",
		Suspend:     "suspend NAMESPACE/JOB DURATION REASON の形式です。例: suspend billing/invoice-close 4h 台帳の再構築中",
		Unsilence:   "unsilence ID の形式です。IDは silences で確認できます", Resume: "resume NAMESPACE/JOB の形式です",
		NoJob:         one("%q はジョブ名ではありません。NAMESPACE/NAME または NAME を指定してください。* と ? を使用できます"),
		NotOneJob:     one("%q はジョブ名ではありません。CronJobを1つ、NAMESPACE/NAME で指定してください"),
		Everything:    one("%q ではすべてがミュートされます。Namespaceまたはジョブを指定してください"),
		SilentFor:     one("%q はミュート期間として使用できません。30m、4h、2d、1w のように、5分から30日の範囲で指定してください"),
		SuspendedFor:  one("%q は停止期間として使用できません。30m、4h、2d、1w のように、5分から30日の範囲で指定してください"),
		ReasonTooLong: numbers("理由が%s文字あります。%s文字以内で入力してください", grouped),
		Help:          "使用できるコマンド:",
		HelpStatus:    "/rollcall status – 未解決のインシデントを重要度順に表示",
		HelpMine:      "/rollcall mine – 自分のチーム、またはこのチャンネルのチームの未解決のインシデントを表示",
		HelpSilence: "/rollcall silence JOB DURATION REASON – ミュートする。例: silence billing/invoice-close 4h データベース移行中。" +
			"JOB は NAMESPACE/NAME または NAME（* と ? を使用可）、DURATION は 30m、4h、2d、1w など（最長30d）",
		HelpSilences:  "/rollcall silences – ミュート中のもの、その理由と期限を表示",
		HelpUnsilence: "/rollcall unsilence ID – ミュートを終了する",
		HelpSuspend:   "/rollcall suspend NAMESPACE/JOB DURATION REASON – 自分のチームのCronJobを一時停止する。期限が来ると自動で再開",
		HelpResume:    "/rollcall resume NAMESPACE/JOB – 期限前に再開する",
	}
}
