package history

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// Chance returns a source of chance that hangs on the seed and on what it is for, and on nothing else.
func (h History) Chance(purpose ...any) *rand.Rand {
	hash := fnv.New64a()
	_, _ = fmt.Fprintln(hash, purpose...)
	return rand.New(rand.NewPCG(h.Seed, hash.Sum64()))
}
