package dutiesweb

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/rules"
)

// reasonWord says a reason of the evaluator in the reader's language and for people, who add nothing "of kind certified".
func reasonWord(ctx context.Context, r rules.Reason) string {
	switch r {
	case rules.BeforeTime:
		return i18n.T(ctx, "It was before the time in which something counts.")
	case rules.AfterTime:
		return i18n.T(ctx, "It was after the time in which something counts.")
	case rules.AfterAsOf:
		return i18n.T(ctx, "It is later than the day you look at.")
	case rules.DoesNotFit:
		return i18n.T(ctx, "It is not of the kind that is asked for.")
	case rules.TooSmall:
		return i18n.T(ctx, "It is shorter than the least that one activity must have.")
	case rules.TooLarge:
		return i18n.T(ctx, "One activity brings no more than what counted of it.")
	case rules.ReportedLate:
		return i18n.T(ctx, "It was handed in too late.")
	case rules.HasNoneOf:
		return i18n.T(ctx, "It states nothing that can be counted here.")
	case rules.OverMost:
		return i18n.T(ctx, "The most that may count of its category is reached.")
	case rules.UsedElsewhere:
		return i18n.T(ctx, "It counts for another part of the rule.")
	case rules.UsedBefore:
		return i18n.T(ctx, "It counts for an earlier step.")
	case rules.TooWeak:
		return i18n.T(ctx, "Somebody else than yourself must stand behind it.")
	case rules.SameTitle:
		return i18n.T(ctx, "Another of the same title counts.")
	case rules.NoLevel:
		return i18n.T(ctx, "It says no level that the rule knows.")
	case rules.TooLow:
		return i18n.T(ctx, "Its level is lower than the one asked for.")
	case rules.RanOut:
		return i18n.T(ctx, "It was held, and has run out.")
	case rules.NotHeld:
		return i18n.T(ctx, "Nothing in your record, and nothing you said, shows it.")
	case rules.Forbidden:
		return i18n.T(ctx, "Something is there that must not be.")
	case rules.NotLongEnough:
		return i18n.T(ctx, "It was not for long enough yet.")
	case rules.YearMissed:
		return i18n.T(ctx, "A year of the cycle ended with less than each year must have.")
	case rules.NoMembers:
		return i18n.T(ctx, "Nobody who belongs to the group has agreed to be counted.")
	case rules.StepBefore:
		return i18n.T(ctx, "The step before it comes first.")
	case rules.NoStart:
		return i18n.T(ctx, "The day of your certificate is not known, so nothing falls due. Until you say it, what you did lately is looked at.")
	case rules.NoEnrolment:
		return i18n.T(ctx, "The day on which you enrolled is not known, so no time to finish runs.")
	case rules.NotInForceYet:
		return i18n.T(ctx, "The rule is not in force yet on that day.")
	case rules.NotInForceNow:
		return i18n.T(ctx, "The rule is not in force any more on that day.")
	case rules.OtherRole:
		return i18n.T(ctx, "It is not asked of this role.")
	case rules.NotBegun:
		return i18n.T(ctx, "The first cycle has not begun on that day.")
	case rules.DraftOnly:
		return i18n.T(ctx, "Nobody has verified this rule at its source.")
	case rules.MissedBefore:
		return i18n.T(ctx, "An earlier cycle ended without what it asked for.")
	case rules.NothingOwed:
		return i18n.T(ctx, "Nothing is owed in the first cycle.")
	case rules.CameLater:
		return i18n.T(ctx, "They began to serve in the middle of the cycle, and owe less.")
	case rules.FirstProrated:
		return i18n.T(ctx, "The first cycle is shorter, so less is owed.")
	case rules.LeaveCounted:
		return i18n.T(ctx, "Your leave was taken into account.")
	case rules.MadeUpInGrace:
		return i18n.T(ctx, "What was done until the cycle before was made up in its grace belongs to that cycle.")
	case rules.WasSplit:
		return i18n.T(ctx, "The competency was split in a later version of its framework, and the rule does not say yet which of the new ones it means.")
	case rules.OneByNow:
		return i18n.T(ctx, "It is one competency with another one of this choice by now, and counts once.")
	case rules.WasRetired:
		return i18n.T(ctx, "The competency was retired in a later version of its framework, and the rule does not say yet what takes its place.")
	case rules.NoMoreCycles:
		return i18n.T(ctx, "There is no further cycle after this one.")
	case rules.StaysMet:
		return i18n.T(ctx, "It was met in its time, and that stays so.")
	case rules.NotAllListed:
		return i18n.T(ctx, "There is so much that not all of what counted and what did not is listed.")
	case rules.TooMuch:
		return i18n.T(ctx, "The rule asks for more than can be worked out with what there is, so nothing counts.")
	case rules.RoleOfItsTime:
		return i18n.T(ctx, "The cycle that is shown has ended, and counts for the role that you had in it.")
	case rules.WasWaived:
		return i18n.T(ctx, "It was waived.")
	case rules.PartWaived:
		return i18n.T(ctx, "Less is needed, because a part was waived.")
	case rules.MoreTime:
		return i18n.T(ctx, "A decision gave more time.")
	case rules.NoMoreTime:
		return i18n.T(ctx, "A decision about more time moves no last day: nothing that it could be about was running on its day, or its day is no later than the last one.")
	case rules.WaivesNothing:
		return i18n.T(ctx, "A waiver changes nothing: this rule asks for nothing of that name, or not in that unit.")
	case rules.WaivedLate:
		return i18n.T(ctx, "A waiver changes nothing: what is done on its day does not count in the time that is shown.")
	case rules.NothingPending:
		return i18n.T(ctx, "There is nothing to do.")
	}
	return string(r)
}
