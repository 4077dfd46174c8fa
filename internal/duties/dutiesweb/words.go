package dutiesweb

import (
	"context"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
	"learningcommons.dev/commons/internal/rules"
)

// statusWord says where somebody stands. The mark beside it is statusKind.
func statusWord(ctx context.Context, s string) string {
	switch s {
	case string(rules.Met):
		return i18n.T(ctx, "Met")
	case string(rules.Partly):
		return i18n.T(ctx, "Partly met")
	case string(rules.NotYet):
		return i18n.T(ctx, "Not yet")
	case string(rules.Expired):
		return i18n.T(ctx, "Expired")
	case string(rules.DoesNotApply):
		return i18n.T(ctx, "Does not apply")
	case duties.StatusEnded:
		return i18n.T(ctx, "Ended")
	}
	return i18n.T(ctx, "Needs an answer from you")
}

// dutyStatusWord says where somebody stands with a duty of theirs.
func dutyStatusWord(ctx context.Context, d duties.Duty) string {
	if d.Rule.Unreadable != nil {
		return i18n.T(ctx, "Cannot be worked out now")
	}
	return statusWord(ctx, string(d.Status()))
}

// unreadableWord says why a duty is not worked out.
func unreadableWord(ctx context.Context) string {
	return i18n.T(ctx, "The text of this rule cannot be read just now, so nobody can say where you stand. Whoever looks after rules sees why, and can mend it. Nothing of what you learned and said is lost.")
}

func statusKind(s string) ui.Kind {
	switch s {
	case string(rules.Met):
		return ui.Good
	case string(rules.Partly):
		return ui.Accent
	case string(rules.Expired):
		return ui.Bad
	case "", duties.StatusUnknown:
		return ui.Warn
	}
	return ui.Neutral
}

// nodeUnit is the unit of a requirement as people read it.
func nodeUnit(ctx context.Context, n *rules.Node) string {
	return duties.UnitWord(ctx, duties.UnitOf(n))
}

// kindWord names a kind of statement.
func kindWord(ctx context.Context, k duties.Kind) string {
	switch k {
	case duties.KindBound:
		return i18n.T(ctx, "Taken on as a duty")
	case duties.KindCertified:
		return i18n.T(ctx, "Certificate or renewal")
	case duties.KindEnrolled:
		return i18n.T(ctx, "Enrolled")
	case duties.KindRole:
		return i18n.T(ctx, "Role")
	case duties.KindLeave:
		return i18n.T(ctx, "Leave")
	case duties.KindAward:
		return i18n.T(ctx, "Award or qualification")
	case duties.KindExam:
		return i18n.T(ctx, "Examination passed")
	case duties.KindPortfolio:
		return i18n.T(ctx, "Portfolio accepted")
	case duties.KindAgreement:
		return i18n.T(ctx, "Agreement")
	case duties.KindWork:
		return i18n.T(ctx, "Work experience")
	case duties.KindCourse:
		return i18n.T(ctx, "Approved course")
	case duties.KindDocument:
		return i18n.T(ctx, "Plan or policy")
	case duties.KindActivity:
		return i18n.T(ctx, "Learned together")
	case duties.KindExtended:
		return i18n.T(ctx, "More time, by decision")
	case duties.KindWaived:
		return i18n.T(ctx, "Waiver")
	}
	return string(k)
}

// entryWord names a kind of entry as rules know it.
func entryWord(ctx context.Context, kind string) string {
	switch kind {
	case rules.Learning:
		return i18n.T(ctx, "Learning")
	case rules.Presenting:
		return i18n.T(ctx, "Presenting")
	case rules.Work:
		return i18n.T(ctx, "Work experience")
	case rules.Service:
		return i18n.T(ctx, "Service")
	case rules.Document:
		return i18n.T(ctx, "Plan or policy")
	case rules.HeldAward:
		return i18n.T(ctx, "Award or qualification")
	case rules.HeldRole:
		return i18n.T(ctx, "Role")
	case rules.Competency:
		return i18n.T(ctx, "Competency")
	case rules.Portfolio:
		return i18n.T(ctx, "Portfolio accepted")
	case rules.Agreement:
		return i18n.T(ctx, "Agreement")
	case rules.Examination:
		return i18n.T(ctx, "Examination passed")
	case rules.Extended:
		return i18n.T(ctx, "More time, by decision")
	case rules.Waived:
		return i18n.T(ctx, "Waiver")
	}
	return kind
}

// bindsWord says whom a rule is for.
func bindsWord(ctx context.Context, binds string) string {
	switch binds {
	case "group":
		return i18n.T(ctx, "For a board or another group together")
	case "organisation":
		return i18n.T(ctx, "For a library or another organisation")
	}
	return i18n.T(ctx, "For people, each for themselves")
}

// dutyWord says how strictly a rule binds.
func dutyWord(ctx context.Context, duty string) string {
	switch duty {
	case "recommended":
		return i18n.T(ctx, "Recommended")
	case "voluntary":
		return i18n.T(ctx, "Voluntary")
	}
	return i18n.T(ctx, "Required")
}

func dayWord(ctx context.Context, d rules.Day) string { return i18n.CivilDate(ctx, d.String()) }
