package web

import (
	"net/netip"
	"strings"
)

// Device says by what somebody came: the names of a browser and of a system as people know them,
// each "" where it is not known.
type Device struct{ Browser, System string }

// What programs call themselves, the telling ones first: nearly all claim to be several.
var (
	browsers = [][2]string{
		{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Vivaldi/", "Vivaldi"},
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	}
	systems = [][2]string{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// deviceOf reads a User-Agent header. What it says may be invented: it is for the person's own memory.
func deviceOf(agent string) Device {
	first := func(list [][2]string) string {
		for _, x := range list {
			if strings.Contains(agent, x[0]) {
				return x[1]
			}
		}
		return ""
	}
	return Device{first(browsers), first(systems)}
}

// coarse returns the network of an address: enough to recognise home or work, and not one machine.
func coarse(remote string) string {
	a, err := netip.ParseAddr(remote)
	if err != nil {
		return ""
	}
	bits := 48
	if a.Is4() {
		bits = 16
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
