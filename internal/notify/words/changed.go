package words

// Changed says what is not as it was at the last success.
type Changed struct {
	Nothing  string
	OnlyNode func(step string) string
	All      func(changes ...string) string
	Step     func(before, after string) string
	Image    func(container, step string) string
	Pushed   func(container, step string) string // another image of the same name
	Added    func(container, image string) string
	Removed  func(container string) string
	Node     func(step string) string
	// Spec names the parts of a spec, which are those below.
	Spec                                             func(parts ...string) string
	Command, Environment, Resources, Volumes, Others string
}

func englishChanged() Changed {
	names := joining(", ")
	return Changed{
		Nothing:  "nothing: the same images and spec as at the last success",
		OnlyNode: one("nothing but the node %s"), All: joining("; "), Step: two("%s → %s"),
		Image: two("image of %s %s"), Pushed: two("image of %s pushed anew (%s)"), Added: two("container %s added (%s)"),
		Removed: one("container %s removed"), Node: one("node %s"),
		Spec:    func(parts ...string) string { return "spec: " + names(parts...) },
		Command: "command", Environment: "environment", Resources: "resources", Volumes: "volumes", Others: "other settings",
	}
}

func japaneseChanged() Changed {
	names := joining("、")
	return Changed{
		Nothing:  "なし（イメージと設定は前回の成功時と同じ）",
		OnlyNode: one("ノードのみ %s"), All: joining("；"), Step: two("%s → %s"),
		Image: two("%s のイメージ %s"), Pushed: two("%s のイメージが同名で更新（%s）"), Added: two("コンテナ %s を追加（%s）"),
		Removed: one("コンテナ %s を削除"), Node: one("ノード %s"),
		Spec:    func(parts ...string) string { return "設定: " + names(parts...) },
		Command: "コマンド", Environment: "環境変数", Resources: "リソース", Volumes: "ボリューム", Others: "その他",
	}
}
