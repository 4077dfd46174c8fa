package outbound

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
)

// closed are the blocks that are no public unicast address, from the registries of special-purpose addresses
// (RFC 6890 and what IANA has added since).
var closed = prefixes(
	"0.0.0.0/8",         // this network
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // carriers' own (RFC 6598)
	"127.0.0.0/8",       // this machine
	"168.63.129.16/32",  // a cloud's platform address, reachable from its machines only
	"169.254.0.0/16",    // link-local, and clouds' metadata
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocol assignments
	"192.0.2.0/24",      // documentation
	"192.31.196.0/24",   // AS112
	"192.52.193.0/24",   // AMT
	"192.88.99.0/24",    // 6to4 relays
	"192.168.0.0/16",    // private
	"192.175.48.0/24",   // AS112
	"198.18.0.0/15",     // benchmarking
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, broadcast
	"2001::/23",         // protocol assignments, Teredo, ORCHID, benchmarking
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4, which carries an IPv4 address
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

// global holds the unicast addresses of IPv6 that are given out. What lies outside is local,
// translated from IPv4 (64:ff9b::/96, 64:ff9b:1::/48), mapped, discarded or reserved.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public reports whether an address is a unicast address of the public internet.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() || a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Parse reads an address that somebody typed and checks what can be seen without calling it. What calendars write as webcal:// is
// https://. It fails with Invalid, saying what is wrong.
func (c *Client) Parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, errs.New(errs.Invalid, "“%s” is not a web address.", shown(address))
	}
	if u.Scheme == "webcal" || u.Scheme == "webcals" {
		u.Scheme = "https"
	}
	return u, c.check(u)
}

// check refuses an address by what is written in it.
func (c *Client) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return errs.New(errs.Invalid, "An address begins with https:// or http://; “%s” does not.", shown(u.String()))
	}
	if u.User != nil {
		return errs.New(errs.Invalid, "An address with a name or password in it is not called.")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "" || len(host) > 253 || strings.ContainsAny(host, "%\\/@ \t\r\n\x00") {
		return errs.New(errs.Invalid, "“%s” is not a web address.", shown(u.String()))
	}
	port, err := portOf(u)
	if err != nil {
		return err
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return c.allowed(a, port)
	}
	if number(host[strings.LastIndexByte(host, '.')+1:]) {
		return errs.New(errs.Invalid, "“%s” is an address inside, or none at all. Only public addresses are called.", shown(host))
	}
	if !c.portOpen(port) {
		return closedPort(port)
	}
	return nil
}

// number reports whether the last part of a host is a number, as in 127.1, 0x7f.1 and 2130706433: systems read such a name as
// an IPv4 address, each in its own way (WHATWG URL, "ends in a number").
func number(label string) bool {
	if label == "" {
		return false
	}
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}

func portOf(u *url.URL) (uint16, error) {
	switch p := u.Port(); {
	case p != "":
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return 0, errs.New(errs.Invalid, "“%s” is not a web address.", shown(u.String()))
		}
		return uint16(n), nil
	case u.Scheme == "https":
		return 443, nil
	}
	return 80, nil
}

// allowed refuses an address and port that must not be called.
func (c *Client) allowed(a netip.Addr, port uint16) error {
	for _, x := range c.allow {
		if x == netip.AddrPortFrom(a.Unmap(), port) {
			return nil
		}
	}
	if !Public(a) {
		return errs.New(errs.Invalid, "“%s” is an address inside, or none at all. Only public addresses are called.", a.String())
	}
	if port != 80 && port != 443 {
		return closedPort(port)
	}
	return nil
}

// portOpen reports whether there is an address for which the port is open. Which one it is shows when the name is looked up.
func (c *Client) portOpen(port uint16) bool {
	if port == 80 || port == 443 {
		return true
	}
	for _, x := range c.allow {
		if x.Port() == port {
			return true
		}
	}
	return false
}

func closedPort(port uint16) error {
	return errs.New(errs.Invalid, "Only ports 80 and 443 are called, not %s.", strconv.Itoa(int(port)))
}

// shown is an address as it may stand in a sentence.
func shown(address string) string {
	if r := []rune(address); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return address
}
