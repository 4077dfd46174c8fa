package standardsweb

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/standards"
)

// seenIn reads what whoever sent the form has seen of the draft. A form that does not say so has seen nothing.
func seenIn(form url.Values) standards.Seen {
	if s := form.Get("seen"); s != "" {
		return standards.Seen(s)
	}
	return "nothing"
}

// seenAt reads when what whoever sent the form has read of a competency was last changed; seenText writes it.
func seenAt(form url.Values) time.Time {
	micros, err := strconv.ParseInt(form.Get("seen"), 10, 64)
	if err != nil {
		return time.UnixMicro(0).UTC() // has seen nothing
	}
	return time.UnixMicro(micros).UTC()
}

func seenText(c standards.Competency) string {
	return strconv.FormatInt(c.UpdatedAt.UnixMicro(), 10)
}

// complaintsOf are those about a form that comes back with what was entered: something in it is wrong, or it is older than what it is about. An error of
// another kind gives none.
func complaintsOf(ctx context.Context, err error) ui.FormErrors {
	return ui.Refused(ctx, err, "", errs.Stale)
}
