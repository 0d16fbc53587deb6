package cluster

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
)

// Handler is the control API of a cluster, for tests in other modules and for
// the command. Errors are answered with status 400 and their text.
//
//	POST /components/NAME/stop     stop a component
//	POST /components/NAME/start    start it, and wait until it is ready
//	GET  /components               their names, one a line
//	POST /images?path=FILE         import an archive of images into the node
//	GET  /kubeconfig?serviceaccount=NAMESPACE/NAME   a kubeconfig, as text
//	POST /down                     calls stop, after the answer
func (c *Cluster) Handler(stop func()) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, do func(*http.Request) (string, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			text, err := do(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			_, _ = w.Write([]byte(text))
		})
	}
	handle("POST /components/{name}/stop", func(r *http.Request) (string, error) {
		return "", c.StopComponent(r.PathValue("name"))
	})
	handle("POST /components/{name}/start", func(r *http.Request) (string, error) {
		return "", c.StartComponent(r.Context(), r.PathValue("name"))
	})
	handle("GET /components", func(*http.Request) (string, error) {
		return strings.Join(c.Components(), "\n") + "\n", nil
	})
	handle("POST /images", func(r *http.Request) (string, error) {
		path := r.URL.Query().Get("path")
		if !filepath.IsAbs(path) {
			return "", fmt.Errorf("path: %q is not an absolute path", path)
		}
		return "", c.ImportImage(r.Context(), path)
	})
	handle("GET /kubeconfig", func(r *http.Request) (string, error) {
		account := r.URL.Query().Get("serviceaccount")
		namespace, name, ok := strings.Cut(account, "/")
		if !ok || namespace == "" || name == "" {
			return "", fmt.Errorf("serviceaccount: %q is not of the form NAMESPACE/NAME", account)
		}
		return c.serviceAccountKubeconfig(r.Context(), namespace, name)
	})
	handle("POST /down", func(*http.Request) (string, error) {
		go stop()
		return "", nil
	})
	return mux
}
