package registration

import (
	"slices"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// AttendanceOptions say how a file of joins and leaves is taken in.
type AttendanceOptions struct {
	// Name is the file's name.
	Name string
	// Zone is the IANA zone of times that name none; the occurrence's when empty.
	Zone string
	// Order is that of dates in doubt.
	Order tabular.DateOrder
	// Source is whose list it is: HowFile, the report of a platform, when empty; or HowPresenter, HowDoor.
	Source How
	// DayID is the day that a list of the presenter's or of the door speaks of, where there are several.
	DayID id.ID
	// Complete says that who is not in the file was not there.
	Complete bool
	// DryRun says what would happen and changes nothing.
	DryRun bool
}

// check fills in what may be left out, and returns the window that a list speaks of.
func (o *AttendanceOptions) check(windows []Window) (Window, error) {
	if o.Source == "" {
		o.Source = HowFile
	}
	var f errs.Fields
	f.Check(o.Source == HowFile || o.Source == HowPresenter || o.Source == HowDoor, "source", "Choose whose list it is.")
	f.Check(len(o.Name) <= maxName, "file", "The name of the file is too long.")
	if o.Source == HowFile {
		o.DayID = ""
		return Window{}, f.Err()
	}
	i := slices.IndexFunc(windows, func(w Window) bool { return w.DayID == o.DayID })
	f.Check(i >= 0, "day", "Choose one of the days.")
	if err := f.Err(); err != nil {
		return Window{}, err
	}
	return windows[i], nil
}
