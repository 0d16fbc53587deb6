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
		Nothing:  "nothing in its images and pod template; values of environment variables are not compared",
		OnlyNode: one("nothing but the node %s"), All: joining("; "), Step: two("%s → %s"),
		Image: two("image of %s %s"), Pushed: two("image of %s, another one of the same name (%s)"), Added: two("container %s added (%s)"),
		Removed: one("container %s removed"), Node: one("node %s"),
		Spec:    func(parts ...string) string { return "spec: " + names(parts...) },
		Command: "command", Environment: "environment", Resources: "resources", Volumes: "volumes", Others: "other settings",
	}
}

func japaneseChanged() Changed {
	names := joining("、")
	return Changed{
		Nothing:  "イメージとPodテンプレートに変更なし（環境変数の値は比較対象外）",
		OnlyNode: one("ノードのみ %s"), All: joining("；"), Step: two("%s → %s"),
		Image: two("%s のイメージ %s"), Pushed: two("%s のイメージは同名で内容が別（%s）"), Added: two("コンテナ %s を追加（%s）"),
		Removed: one("コンテナ %s を削除"), Node: one("ノード %s"),
		Spec:    func(parts ...string) string { return "設定: " + names(parts...) },
		Command: "コマンド", Environment: "環境変数", Resources: "リソース", Volumes: "ボリューム", Others: "その他",
	}
}
