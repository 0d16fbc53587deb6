package cluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// logServer is the part of a kubelet's API that the API server asks for logs
// (GET /containerLogs/NAMESPACE/POD/CONTAINER), for pods that print nothing.
type logServer struct {
	client kubernetes.Interface
	server *http.Server
}

// serveLogs serves until close, to clients with a certificate of the cluster.
func serveLogs(l *layout, client kubernetes.Interface) (*logServer, error) {
	cert, err := tls.LoadX509KeyPair(l.cert("kubelet-server"), l.key("kubelet-server"))
	if err != nil {
		return nil, err
	}
	ca, err := os.ReadFile(l.cert("ca"))
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(ca)
	listener, err := net.Listen("tcp", net.JoinHostPort(l.nodeIP, strconv.Itoa(l.kubeletPort)))
	if err != nil {
		return nil, err
	}
	s := &logServer{client: client}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", s.containerLogs)
	s.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert}, ClientCAs: trusted, ClientAuth: tls.RequireAndVerifyClientCert,
		},
	}
	go func() { _ = s.server.ServeTLS(listener, "", "") }()
	return s, nil
}

func (s *logServer) close() { _ = s.server.Close() }

func (s *logServer) containerLogs(w http.ResponseWriter, r *http.Request) {
	text, err := s.read(r.Context(), r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_, _ = w.Write([]byte(cut(text, r.URL.Query().Get("tailLines"), r.URL.Query().Get("limitBytes"))))
}

// read is what a container has printed so far, which is an error for one that
// has not started, in a kubelet's words.
func (s *logServer) read(ctx context.Context, namespace, name, container string) (string, error) {
	pod, err := s.client.CoreV1().Pods(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	all := append(append([]corev1.ContainerStatus{}, pod.Status.InitContainerStatuses...), pod.Status.ContainerStatuses...)
	for _, status := range all {
		if status.Name != container {
			continue
		}
		if waiting := status.State.Waiting; waiting != nil && status.LastTerminationState.Terminated == nil {
			return "", fmt.Errorf("container %q in pod %q is waiting to start: %s", container, name, waiting.Reason)
		}
		text := pod.Annotations[SimulateLog]
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		return text, nil
	}
	return "", errors.New("container " + strconv.Quote(container) + " of pod " + strconv.Quote(name) + " has no status")
}

// cut applies the two limits of a log request: lines from the end, then bytes
// from the start. What is not a number is no limit.
func cut(text, tailLines, limitBytes string) string {
	if n, err := strconv.Atoi(tailLines); err == nil && n >= 0 {
		lines := strings.SplitAfter(text, "\n")
		if lines[len(lines)-1] == "" {
			lines = lines[:len(lines)-1]
		}
		text = strings.Join(lines[max(0, len(lines)-n):], "")
	}
	if n, err := strconv.Atoi(limitBytes); err == nil && n >= 0 {
		text = text[:min(n, len(text))]
	}
	return text
}
