package standards

import (
	"strconv"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Seen says which draft, and in which state, somebody has read who now acts on it. Empty, which is a program's, does not ask.
type Seen string

// seenNothing is what is seen of a framework that is not here yet.
const seenNothing Seen = "none"

// Seen is what whoever reads the version now has seen.
func (v Version) Seen() Seen {
	return Seen(string(v.ID) + " " + strconv.FormatInt(v.UpdatedAt.UnixMicro(), 10))
}

// seenOf is what is seen of a framework by its newest version; all are its versions, the latest first.
func seenOf(all []Version) Seen {
	if len(all) == 0 {
		return seenNothing
	}
	return all[0].Seen()
}

// unseen refuses an act by somebody who has not seen the last change. It is asked under the lock of the framework.
func (s Seen) unseen(now Seen) error {
	return errs.Unseen(s, now, "Somebody else has changed this draft since you opened it. Look at what it says now, and do it again.")
}
