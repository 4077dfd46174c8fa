package dbtest

import "net/url"

// withDatabase returns the address of another database on the same cluster.
func withDatabase(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		panic("dbtest: the address of the PostgreSQL cluster cannot be read: " + err.Error())
	}
	u.Path = "/" + name
	return u.String()
}
