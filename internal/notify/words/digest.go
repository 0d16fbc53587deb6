package words

// Digest is what is told once a working day.
type Digest struct {
	Title func(jobs int) string
}

func englishDigest() Digest {
	return Digest{Title: plural("Digest: %s job of low severity in trouble", "Digest: %s jobs of low severity in trouble")}
}

func japaneseDigest() Digest {
	return Digest{Title: number("ダイジェスト: 重要度「低」の%s件のジョブに問題があります")}
}
