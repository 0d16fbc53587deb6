package services

import (
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func testServer() dnsServer {
	return dnsServer{lookup: func(name string) ([]string, bool) {
		if name != "web.ns.svc.cluster.local." {
			return nil, false
		}
		return []string{"10.0.0.1"}, true
	}}
}

func query(t testing.TB, name string, kind dnsmessage.Type) []byte {
	t.Helper()
	m := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 7, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}},
	}
	data, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDNS(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		kind    dnsmessage.Type
		code    dnsmessage.RCode
		answers int
	}{
		{"web.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, 1},
		{"WEB.ns.svc.cluster.local.", dnsmessage.TypeA, dnsmessage.RCodeSuccess, 1},
		{"web.ns.svc.cluster.local.", dnsmessage.TypeAAAA, dnsmessage.RCodeSuccess, 0},
		{"example.com.", dnsmessage.TypeA, dnsmessage.RCodeNameError, 0},
	} {
		data, ok := testServer().answer(query(t, test.name, test.kind))
		var reply dnsmessage.Message
		if err := reply.Unpack(data); !ok || err != nil {
			t.Fatalf("%s: %v, %v", test.name, ok, err)
		}
		answers := 0
		for _, a := range reply.Answers {
			if body, ok := a.Body.(*dnsmessage.AResource); ok && body.A == [4]byte{10, 0, 0, 1} {
				answers++
			}
		}
		if reply.ID != 7 || !reply.Response || reply.RCode != test.code || answers != test.answers {
			t.Errorf("%s %s: %+v", test.name, test.kind, reply)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(query(f, "web.ns.svc.cluster.local.", dnsmessage.TypeA))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		reply, ok := testServer().answer(data)
		if !ok {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(reply); err != nil || !m.Response {
			t.Errorf("answered %x with %x: %v", data, reply, err)
		}
	})
}
