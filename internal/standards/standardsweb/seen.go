package standardsweb

import (
	"net/url"

	"learningcommons.dev/commons/internal/standards"
)

// seenIn reads what whoever sent the form has seen of the draft. A form that does not say so has seen nothing.
func seenIn(form url.Values) standards.Seen {
	if s := form.Get("seen"); s != "" {
		return standards.Seen(s)
	}
	return "nothing"
}
