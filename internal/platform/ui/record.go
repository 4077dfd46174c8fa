package ui

import (
	"context"

	"learningcommons.dev/commons/internal/platform/i18n"
)

// The views of a person's own record, as RecordTabs shows them.
const (
	RecordLearning     = "/my"
	RecordEntries      = "/my/record"
	RecordDuties       = "/my/duties"
	RecordTranscript   = "/my/transcript"
	RecordCertificates = "/my/awards"
	RecordShares       = "/my/shares"
	RecordViews        = "/my/record/views"
)

// recordTabs is the menu of the record. Its pages belong to several areas, as those of the main
// navigation do.
func recordTabs(ctx context.Context, active string) []Tab {
	all := []Tab{
		{Label: i18n.T(ctx, "My learning"), Href: RecordLearning},
		{Label: i18n.T(ctx, "Entries"), Href: RecordEntries},
		{Label: i18n.T(ctx, "My duties"), Href: RecordDuties},
		{Label: i18n.T(ctx, "Transcript"), Href: RecordTranscript},
		{Label: i18n.T(ctx, "Certificates"), Href: RecordCertificates},
		{Label: i18n.T(ctx, "Shared links"), Href: RecordShares},
		{Label: i18n.T(ctx, "Who looked"), Href: RecordViews},
	}
	for i := range all {
		all[i].Active = all[i].Href == active
	}
	return all
}
