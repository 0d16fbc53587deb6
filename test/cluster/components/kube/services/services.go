package services

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// settle is how long a burst of changes is gathered before they are applied.
const settle = 50 * time.Millisecond

// Main runs the proxy until it is told to stop. Flags: --kubeconfig FILE,
// --dns ADDRESS of the cluster's DNS.
func Main(args []string) error {
	flags := flag.NewFlagSet("service-proxy", flag.ContinueOnError)
	kubeconfig := flags.String("kubeconfig", "", "kubeconfig `FILE`")
	dns := flags.String("dns", "", "`ADDRESS` to answer DNS on")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	p := newProxy(slog.New(slog.NewTextHandler(os.Stderr, nil)), addToLoopback)
	if *dns != "" {
		if err := addToLoopback(*dns); err != nil {
			return err
		}
		server := dnsServer{lookup: p.resolve}
		go func() {
			if err := server.run(ctx, *dns); err != nil {
				p.log.Error("dns ended", "error", err)
			}
		}()
	}
	return watch(ctx, client, p)
}

// watch keeps the proxy equal to what the API server has.
func watch(ctx context.Context, client kubernetes.Interface, p *proxy) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	services := factory.Core().V1().Services()
	slices := factory.Discovery().V1().EndpointSlices()
	changed := make(chan struct{}, 1)
	poke := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { notify(changed) },
		UpdateFunc: func(any, any) { notify(changed) },
		DeleteFunc: func(any) { notify(changed) },
	}
	for _, informer := range []cache.SharedIndexInformer{services.Informer(), slices.Informer()} {
		if _, err := informer.AddEventHandler(poke); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
		list, err := services.Lister().List(labels.Everything())
		if err != nil {
			return err
		}
		ends, err := slices.Lister().List(labels.Everything())
		if err != nil {
			return err
		}
		p.apply(ctx, table(list, ends))
		time.Sleep(settle)
	}
}

func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// addToLoopback gives the node's loopback interface one more address.
func addToLoopback(ip string) error {
	out, err := exec.Command("ip", "addr", "replace", ip+"/32", "dev", "lo").CombinedOutput()
	if err != nil {
		return errors.Join(fmt.Errorf("add %s to lo: %w", ip, err), errors.New(string(out)))
	}
	return nil
}

// routes is what should be forwarded: front address to back addresses, and the
// names of Services.
type routes struct {
	backends map[string][]string
	names    map[string][]string
}

// table computes the routes of all Services that have a cluster IP, and the
// addresses of those that are headless. A Service with nobody behind it has no
// route, so that connections to it are refused, as kube-proxy would.
func table(services []*corev1.Service, slices []*discoveryv1.EndpointSlice) routes {
	r := routes{backends: map[string][]string{}, names: map[string][]string{}}
	for _, s := range services {
		name := s.Name + "." + s.Namespace + ".svc.cluster.local."
		if s.Spec.ClusterIP != "" && s.Spec.ClusterIP != corev1.ClusterIPNone {
			r.names[name] = []string{s.Spec.ClusterIP}
		}
		for _, slice := range slices {
			if slice.Namespace != s.Namespace || slice.Labels[discoveryv1.LabelServiceName] != s.Name ||
				slice.AddressType != discoveryv1.AddressTypeIPv4 {
				continue
			}
			if s.Spec.ClusterIP == corev1.ClusterIPNone {
				r.names[name] = append(r.names[name], readyAddresses(slice)...)
				continue
			}
			r.add(s, slice)
		}
	}
	return r
}

func (r routes) add(s *corev1.Service, slice *discoveryv1.EndpointSlice) {
	for _, port := range s.Spec.Ports {
		if port.Protocol != corev1.ProtocolTCP {
			continue
		}
		front := hostPort(s.Spec.ClusterIP, port.Port)
		for _, p := range slice.Ports {
			if p.Name == nil || *p.Name != port.Name || p.Port == nil {
				continue
			}
			for _, address := range readyAddresses(slice) {
				r.backends[front] = append(r.backends[front], hostPort(address, *p.Port))
			}
		}
	}
}

func readyAddresses(slice *discoveryv1.EndpointSlice) []string {
	var ready []string
	for _, e := range slice.Endpoints {
		if e.Conditions.Ready == nil || *e.Conditions.Ready {
			ready = append(ready, e.Addresses...)
		}
	}
	return ready
}
