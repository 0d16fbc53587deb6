package services

import (
	"context"
	"io"
	"log/slog"
	"net"
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestTable(t *testing.T) {
	t.Parallel()
	service := func(name, ip string, ports ...corev1.ServicePort) *corev1.Service {
		return &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name},
			Spec:       corev1.ServiceSpec{ClusterIP: ip, Ports: ports},
		}
	}
	slice := func(service, port string, number int32, endpoints ...discoveryv1.Endpoint) *discoveryv1.EndpointSlice {
		return &discoveryv1.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{
				Namespace: "ns", Name: service + "-1", Labels: map[string]string{discoveryv1.LabelServiceName: service},
			},
			AddressType: discoveryv1.AddressTypeIPv4,
			Ports:       []discoveryv1.EndpointPort{{Name: &port, Port: &number}},
			Endpoints:   endpoints,
		}
	}
	yes, no := true, false
	ready := discoveryv1.Endpoint{Addresses: []string{"10.0.0.1"}, Conditions: discoveryv1.EndpointConditions{Ready: &yes}}
	unready := discoveryv1.Endpoint{Addresses: []string{"10.0.0.2"}, Conditions: discoveryv1.EndpointConditions{Ready: &no}}
	got := table(
		[]*corev1.Service{
			service("web", "10.1.0.1", corev1.ServicePort{Name: "http", Port: 80, Protocol: corev1.ProtocolTCP},
				corev1.ServicePort{Name: "dns", Port: 53, Protocol: corev1.ProtocolUDP}),
			service("idle", "10.1.0.2", corev1.ServicePort{Port: 80, Protocol: corev1.ProtocolTCP}),
			service("headless", corev1.ClusterIPNone, corev1.ServicePort{Port: 80, Protocol: corev1.ProtocolTCP}),
			service("external", ""),
		},
		[]*discoveryv1.EndpointSlice{slice("web", "http", 8080, ready, unready), slice("headless", "", 80, ready, unready)},
	)
	want := routes{
		backends: map[string][]string{"10.1.0.1:80": {"10.0.0.1:8080"}},
		names: map[string][]string{
			"web.ns.svc.cluster.local.": {"10.1.0.1"}, "idle.ns.svc.cluster.local.": {"10.1.0.2"},
			"headless.ns.svc.cluster.local.": {"10.0.0.1"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestProxyForwardsToWhoAnswers(t *testing.T) {
	t.Parallel()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		conn, err := server.Accept()
		if err != nil {
			return
		}
		_, _ = io.Copy(conn, conn)
		_ = conn.Close()
	}()
	front, dead := freeAddress(t), freeAddress(t)
	p := newProxy(slog.New(slog.DiscardHandler), func(string) error { return nil })
	p.apply(context.Background(), routes{backends: map[string][]string{front: {dead, server.Addr().String()}}})

	conn, err := net.Dial("tcp", front)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	if got, err := io.ReadAll(conn); err != nil || string(got) != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	p.apply(context.Background(), routes{})
	if conn, err := net.Dial("tcp", front); err == nil {
		_ = conn.Close()
		t.Error("a Service that is gone still answers")
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
