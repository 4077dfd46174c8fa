// Package outbound is the one way from this program to addresses that people
// typed: feeds, links, hooks. Such an address must never lead back inside.
//
// What is refused: any scheme but http and https, names and passwords in the
// address, ports but 80 and 443, and whatever is no public unicast address. The
// last is decided when the connection is made, on the address that the name
// has turned out to have, so a name that means one thing while it is
// checked and another when it is called gains nothing. A redirect is a new
// address: each is checked alike, there are at most three, and none leads from
// https to http. No cookie, no password and no Referer goes out, and no proxy
// of the environment stands in between, since it would look up names itself.
//
// What comes back is bounded: in time as a whole, in bytes as they are
// after unpacking, in headers.
//
// An operator may name single addresses inside that may be called as well
// (Options.Allow), such as the association's own calendar server. Nobody
// else can.
package outbound
