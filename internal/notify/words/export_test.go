package words

import (
	"maps"
	"slices"

	"rollcall.dev/rollcall/internal/diagnose"
)

// JapaneseCodes are the causes that there is a Japanese text of.
func JapaneseCodes() []diagnose.Code { return slices.Sorted(maps.Keys(japaneseCauses())) }
