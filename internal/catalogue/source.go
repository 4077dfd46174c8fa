package catalogue

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Schedule is how often a source is fetched.
type Schedule string

// The schedules.
const (
	NoSchedule Schedule = "hand"
	EveryHour  Schedule = "hourly"
	EveryDay   Schedule = "daily"
	EveryWeek  Schedule = "weekly"
)

// Schedules lists the schedules with their English labels.
var Schedules = []struct {
	Value Schedule
	Label string
}{{NoSchedule, "By hand only"}, {EveryHour, "Every hour"}, {EveryDay, "Every day"}, {EveryWeek, "Every week"}}

// every is the time from one run to the next; 0 for none.
func (s Schedule) every() time.Duration {
	return map[Schedule]time.Duration{EveryHour: time.Hour, EveryDay: 24 * time.Hour, EveryWeek: 7 * 24 * time.Hour}[s]
}

// Source is where offers come from when they are not typed here. One without an address is a file that somebody brings.
type Source struct {
	SourceSettings
	ID       id.ID
	Paused   bool
	LastRun  time.Time
	LastGood time.Time
	// NextRun is zero when none is planned.
	NextRun time.Time
	// Failures counts the runs since the last good one, and Trouble says in words what was wrong with the last. Asks says that a
	// person has to decide whether the last answer is taken.
	Failures  int
	Trouble   string
	Asks      bool
	UpdatedAt time.Time

	etag, lastModified string
	// readAt is when an answer was last read whole.
	readAt time.Time
	turn   int
}

// SourceSettings is what people decide about a source.
type SourceSettings struct {
	Name string
	// UnitID owns the offers that it brings, OwnerID is the person who answers for it: runs on a schedule may do what they may. Whoever sees
	// the source and may not change it is shown the host of its Address alone, for many an address is a key to what it leads to.
	UnitID, OwnerID id.ID
	Address         string
	Schedule        Schedule
	// Kind is what it brings; "" what each item says, or its format implies.
	Kind Kind
	// Publish publishes what is complete; otherwise everything new stays a draft.
	Publish   bool
	DateOrder tabular.DateOrder
	Zone      string
	// Defaults are what its offers say where it says nothing. Columns says which heading holds which field; nil leaves it as it was found out.
	Defaults Defaults
	Columns  tabular.Mapping
	// Categories says which content area a category of its items stands for; nil leaves it as it is.
	Categories map[string]string
}

// Fetched reports whether the source has an address.
func (s Source) Fetched() bool { return s.Address != "" }

// same reports whether nobody has changed a source: neither here nor by a file that was taken in under its name.
func (s Source) same(was Source) bool {
	return s.UpdatedAt.Equal(was.UpdatedAt) && s.brings(was.SourceSettings)
}

var errSourceChanged = errs.New(errs.Conflict, "The source was changed while it was being fetched, so what came by its old settings was not taken, or not to its end. The next run goes by the new ones.")

// Run outcomes.
const (
	RunApplied = "applied" // taken
	RunSame    = "same"    // nothing was new
	RunAsked   = "asked"   // a person has to decide
	RunFailed  = "failed"
)

// SourceRun is one fetch of a source, and what it made.
type SourceRun struct {
	ID, SourceID       id.ID
	StartedAt, EndedAt time.Time
	Outcome            string
	Trouble            string
	// Cancelled counts the dates that were cancelled, Gone those to come that the source no longer names.
	Cancelled, Gone int
	Report          tabular.Report
	ByID            id.ID

	part bool // an answer was not read to its end
}

// NoneTaken reports whether there were rows and all of them were refused.
func (r SourceRun) NoneTaken() bool {
	return r.Outcome == RunApplied && r.Report.Counts.Total > 0 && r.Report.Counts.Refused == r.Report.Counts.Total
}

// keptRuns is how many runs of a source are kept.
const keptRuns = 30

// Sources returns the sources of the units that the actor may see as an insider: those in trouble first, then by name.
func (s *Service) Sources(ctx context.Context, actor authz.Actor) ([]Source, error) {
	units, err := s.insider(ctx, actor, "")
	if err != nil {
		return nil, err
	}
	list, err := sourcesOf(ctx, s.db, units)
	for i := range list {
		list[i].cover(actor)
	}
	return list, err
}

// Source returns a source with its runs, the latest first. NotFound for those who may not see drafts of its unit.
func (s *Service) Source(ctx context.Context, actor authz.Actor, source id.ID) (Source, []SourceRun, error) {
	src, err := s.sourceFor(ctx, actor, ReadDrafts, source)
	if err != nil {
		return Source{}, nil, err
	}
	runs, err := runsOf(ctx, s.db, source)
	if src.cover(actor) {
		for i := range runs {
			runs[i].Trouble = coverAddresses(runs[i].Trouble)
			for j, note := range runs[i].Report.Notes {
				runs[i].Report.Notes[j] = coverAddresses(note)
			}
			for j := range runs[i].Report.Problems {
				runs[i].Report.Problems[j].Message = coverAddresses(runs[i].Report.Problems[j].Message)
			}
		}
	}
	return src, runs, err
}

// cover leaves of the address its host, unless the actor may change the source, and says whether it did.
func (s *Source) cover(actor authz.Actor) bool {
	if actor.May(EditOffers, s.UnitID) {
		return false
	}
	s.Address, s.Trouble = hostOf(s.Address), coverAddresses(s.Trouble)
	return true
}

// hostOf is the host of an address, or "".
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

var anAddress = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://[^\s“”]+`)

// coverAddresses leaves of the addresses in a sentence their hosts.
func coverAddresses(sentence string) string { return anAddress.ReplaceAllStringFunc(sentence, hostOf) }

// sourceFor returns a source with which the actor may do something. For whoever may not even see it there is none.
func (s *Service) sourceFor(ctx context.Context, actor authz.Actor, p authz.Permission, source id.ID) (Source, error) {
	src, err := sourceByID(ctx, s.db, source)
	if err != nil {
		return src, err
	}
	if err := actor.Require(p, src.UnitID); err != nil {
		if maySee(actor, src.UnitID) {
			return src, err
		}
		return src, errNoSource()
	}
	return src, nil
}

func errNoSource() error { return errs.New(errs.NotFound, "There is no such source.") }

// SourceRun returns one run of a source that the actor may see, its report whole.
func (s *Service) SourceRun(ctx context.Context, actor authz.Actor, source, run id.ID) (Source, SourceRun, error) {
	src, runs, err := s.Source(ctx, actor, source)
	if err != nil {
		return src, SourceRun{}, err
	}
	i := slices.IndexFunc(runs, func(r SourceRun) bool { return r.ID == run })
	if i < 0 {
		return src, SourceRun{}, errs.New(errs.NotFound, "There is no such run.")
	}
	return src, runs[i], nil
}
