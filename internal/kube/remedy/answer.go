package remedy

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"rollcall.dev/rollcall/internal/redact"
	"rollcall.dev/rollcall/internal/remedy"
)

// maxAnswer bounds, in bytes, what is repeated of the API server's words.
const maxAnswer = 400

// denied are the words in which the API server says that an authorizer has refused (forbiddenMessage of
// k8s.io/apiserver/pkg/endpoints/handlers/responsewriters): who, which verb, which resource. Admission and quotas say Forbidden too, in
// other words.
var denied = regexp.MustCompile(`^\S+( "[^"]*")? is forbidden: User "[^"]*" cannot (\S+) resource "([^"]+)"`)

// answer is what an error of the API server means while something was tried: a RefusedError where that is final.
func (c *Cluster) answer(err error, namespace, tried string, args ...any) error {
	tried = fmt.Sprintf(tried, args...)
	answered, ok := errors.AsType[*apierrors.StatusError](err)
	if !ok || !final(int(answered.ErrStatus.Code)) {
		return fmt.Errorf("%s: %w", tried, err)
	}
	words := answered.ErrStatus.Message
	switch m := denied.FindStringSubmatch(words); {
	case answered.ErrStatus.Code == http.StatusNotFound:
		return refuse(remedy.Gone, "What this is about is not there any more (%s).", tried)
	case answered.ErrStatus.Code == http.StatusForbidden && m != nil:
		return c.missing(m[2], m[3], namespace)
	}
	return refuse(remedy.NotAllowed, "The cluster refuses it (%s): %s", tried, plain(redact.Text(plain(words, 4*maxAnswer)), maxAnswer))
}

// missing says which right is missing, and who has to give it to whom.
func (c *Cluster) missing(verb, resource, namespace string) error {
	account := c.options.ServiceAccount
	// An API server that knows constrained impersonation (KEP-5284) names its verbs, such as impersonate-on:serviceaccount:list, also where
	// it would be content with the old one.
	if strings.HasPrefix(verb, "impersonate") {
		home, name, _ := strings.Cut(account, "/")
		return refuse(remedy.NotAllowed,
			"Rollcall's own account may not act as service account %s: it needs impersonate on serviceaccounts, name %s, in namespace %s.",
			account, name, home)
	}
	return refuse(remedy.NotAllowed, "Rollcall's service account for this, %s, needs %s on %s in namespace %s: a RoleBinding there gives it.",
		account, verb, resource, namespace)
}

// final reports whether asking again can bring no other answer. Who is not known (401) may be in a moment, and what is busy, in conflict or
// in a hurry passes.
func final(code int) bool {
	passing := []int{
		http.StatusUnauthorized, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests,
	}
	return code >= http.StatusBadRequest && code < http.StatusInternalServerError && !slices.Contains(passing, code)
}
