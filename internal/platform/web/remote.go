package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ParseProxies reads the networks whose proxies are believed: "10.0.0.0/8", "2001:db8::/32", or one address.
func ParseProxies(networks []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range networks {
		p, err := netip.ParsePrefix(s)
		if a, addrErr := netip.ParseAddr(s); addrErr == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s is no network of a proxy: it looks like 10.0.0.0/8 or 127.0.0.1", s)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// RemoteIP returns the address of whoever asks, without a port: the peer's, or what a proxy that is
// believed says (Stack.Proxies). What anybody else says in a forwarding header is not looked at.
func RemoteIP(r *http.Request) string {
	if i := requestInfo(r.Context()); i != nil && i.remote != "" {
		return i.remote
	}
	return remoteIP(r, nil)
}

// Place names where a request comes from for limits: the address or, of IPv6, the network of one
// site (/64), whose addresses a single machine may use as it likes.
func Place(r *http.Request) string { return place(RemoteIP(r)) }

func place(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil || a.Is4() {
		return ip
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return ip
	}
	return p.String()
}

// remoteIP walks X-Forwarded-For from its end: each proxy writes there whom it heard, so the last
// one that is no proxy of ours is who asks. Everything before it may be invented.
func remoteIP(r *http.Request, proxies []netip.Prefix) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	who := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(who.WithZone("")) }) {
			break
		}
		next, err := hopAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		who = next
	}
	return who.String()
}

// hopAddr reads one entry of X-Forwarded-For; some proxies add the port.
func hopAddr(s string) (netip.Addr, error) {
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap(), nil
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap(), err
}
