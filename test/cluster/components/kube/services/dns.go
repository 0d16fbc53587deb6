package services

import (
	"context"
	"net"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// ttl of an answer, in seconds: short, because tests change Services quickly.
const ttl = 5

// dnsServer answers A questions for names below cluster.local (the form
// SERVICE.NAMESPACE.svc.cluster.local of the Kubernetes DNS specification)
// and refuses to know any other name: a test cluster has no way out.
type dnsServer struct {
	lookup func(name string) ([]string, bool)
}

// run answers UDP packets on port 53 of ip until ctx ends.
func (d dnsServer) run(ctx context.Context, ip string) error {
	var lc net.ListenConfig
	conn, err := lc.ListenPacket(ctx, "udp", net.JoinHostPort(ip, "53"))
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	buf := make([]byte, 4096)
	for {
		n, peer, err := conn.ReadFrom(buf)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if reply, ok := d.answer(buf[:n]); ok {
			_, _ = conn.WriteTo(reply, peer)
		}
	}
}

// answer is the reply to one query; false for what is not a query.
func (d dnsServer) answer(query []byte) ([]byte, bool) {
	var parser dnsmessage.Parser
	header, err := parser.Start(query)
	if err != nil || header.Response {
		return nil, false
	}
	question, err := parser.Question()
	if err != nil {
		return nil, false
	}
	addresses, known := d.lookup(strings.ToLower(question.Name.String()))
	reply := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID: header.ID, Response: true, Authoritative: true, RecursionDesired: header.RecursionDesired,
		},
		Questions: []dnsmessage.Question{question},
	}
	if !known {
		reply.RCode = dnsmessage.RCodeNameError
	}
	if question.Type == dnsmessage.TypeA {
		for _, address := range addresses {
			ip := net.ParseIP(address).To4()
			if ip == nil {
				continue
			}
			reply.Answers = append(reply.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{
					Name: question.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET, TTL: ttl,
				},
				Body: &dnsmessage.AResource{A: [4]byte(ip)},
			})
		}
	}
	packed, err := reply.Pack()
	return packed, err == nil
}
