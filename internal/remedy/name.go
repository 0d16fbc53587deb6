package remedy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// maxJobName is the longest name of a Job whose pods can carry it in a label (63 characters, RFC 1123).
const maxJobName = 63

// JobName is the name of the Job that an attempt for an Incident makes. It is the same each time, so that the API server refuses a
// second one.
func JobName(cronJob, incident string, attempt int) string {
	sum := sha256.Sum256([]byte(incident))
	tail := fmt.Sprintf("-rerun-%s-%d", hex.EncodeToString(sum[:4]), attempt)
	head := strings.TrimRight(cronJob[:min(len(cronJob), maxJobName-len(tail))], "-.")
	return head + tail
}
