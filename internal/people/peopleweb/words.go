package peopleweb

import (
	"context"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/ui"
)

// className names a class of membership; a non-member has none.
func className(ctx context.Context, class string) string {
	switch class {
	case "":
		return i18n.T(ctx, "Not a member")
	case "regular":
		return i18n.T(ctx, "Regular member")
	case "student":
		return i18n.T(ctx, "Student member")
	case "support-staff":
		return i18n.T(ctx, "Support staff member")
	case "retired":
		return i18n.T(ctx, "Retired member")
	case "trustee":
		return i18n.T(ctx, "Trustee member")
	case "organisational":
		return i18n.T(ctx, "Organisational member")
	case "international":
		return i18n.T(ctx, "International member")
	case "life":
		return i18n.T(ctx, "Life member")
	}
	return class
}

func eventName(ctx context.Context, event string) string {
	switch event {
	case people.Joined:
		return i18n.T(ctx, "Joined")
	case people.Renewed:
		return i18n.T(ctx, "Renewed")
	case people.Lapsed:
		return i18n.T(ctx, "Lapsed")
	}
	return event
}

func libraryTypeName(ctx context.Context, code string) string {
	switch code {
	case "academic":
		return i18n.T(ctx, "Academic library")
	case "public":
		return i18n.T(ctx, "Public library")
	case "school":
		return i18n.T(ctx, "School library")
	case "special":
		return i18n.T(ctx, "Special library")
	case "system":
		return i18n.T(ctx, "Library system")
	case "consortium":
		return i18n.T(ctx, "Consortium")
	case "other":
		return i18n.T(ctx, "Another type")
	}
	return code
}

func workKindName(ctx context.Context, code string) string {
	switch code {
	case "reference":
		return i18n.T(ctx, "Reference and research help")
	case "children-teens":
		return i18n.T(ctx, "Children and teens")
	case "teaching":
		return i18n.T(ctx, "Teaching")
	case "collections":
		return i18n.T(ctx, "Collections and acquisitions")
	case "metadata":
		return i18n.T(ctx, "Cataloguing and metadata")
	case "technology":
		return i18n.T(ctx, "Technology and systems")
	case "archives":
		return i18n.T(ctx, "Archives and preservation")
	case "outreach":
		return i18n.T(ctx, "Outreach and programmes")
	case "access":
		return i18n.T(ctx, "Circulation and access")
	case "management":
		return i18n.T(ctx, "Management")
	case "board":
		return i18n.T(ctx, "Board or friends group")
	case "studying":
		return i18n.T(ctx, "Studying")
	case "other":
		return i18n.T(ctx, "Something else")
	}
	return code
}

func roleName(ctx context.Context, r authz.Role) string {
	switch r {
	case authz.Mentor:
		return i18n.T(ctx, "Mentor")
	case authz.UnitEditor:
		return i18n.T(ctx, "Unit editor")
	case authz.UnitManager:
		return i18n.T(ctx, "Unit manager")
	case authz.Reviewer:
		return i18n.T(ctx, "Reviewer")
	case authz.AccreditationStaff:
		return i18n.T(ctx, "Accreditation staff")
	case authz.CurriculumEditor:
		return i18n.T(ctx, "Curriculum editor")
	case authz.Coordinator:
		return i18n.T(ctx, "Coordinator")
	case authz.Admin:
		return i18n.T(ctx, "Administrator")
	case authz.Auditor:
		return i18n.T(ctx, "Auditor")
	}
	return string(r)
}

func unitKindName(ctx context.Context, kind string) string {
	switch kind {
	case "division":
		return i18n.T(ctx, "Division")
	case "round table":
		return i18n.T(ctx, "Round table")
	case "office":
		return i18n.T(ctx, "Office")
	case "affiliate":
		return i18n.T(ctx, "Affiliate")
	case "committee or assembly":
		return i18n.T(ctx, "Committee or assembly")
	case "allied organization":
		return i18n.T(ctx, "Allied organisation")
	}
	return kind
}

func unitKindPlural(ctx context.Context, kind string) string {
	switch kind {
	case "division":
		return i18n.T(ctx, "Divisions")
	case "round table":
		return i18n.T(ctx, "Round tables")
	case "office":
		return i18n.T(ctx, "Offices")
	case "affiliate":
		return i18n.T(ctx, "Affiliates")
	case "committee or assembly":
		return i18n.T(ctx, "Committees and assemblies")
	case "allied organization":
		return i18n.T(ctx, "Allied organisations")
	}
	return kind
}

func organisationKindName(ctx context.Context, kind string) string {
	switch kind {
	case "library":
		return i18n.T(ctx, "Library")
	case "system":
		return i18n.T(ctx, "Library system")
	case "state":
		return i18n.T(ctx, "State agency")
	case "chapter":
		return i18n.T(ctx, "Chapter")
	case "school":
		return i18n.T(ctx, "School")
	case "vendor":
		return i18n.T(ctx, "Vendor")
	}
	return kind
}

func scopeName(ctx context.Context, scope string) string {
	switch scope {
	case authz.ScopeCatalogueRead:
		return i18n.T(ctx, "Read the catalogue")
	case authz.ScopeCatalogueWrite:
		return i18n.T(ctx, "Write offers")
	case authz.ScopeCataloguePublish:
		return i18n.T(ctx, "Publish and archive offers")
	case authz.ScopeRegistrationsRead:
		return i18n.T(ctx, "Read registrations")
	case authz.ScopeRegistrationsWrite:
		return i18n.T(ctx, "Register and cancel")
	case authz.ScopeAttendanceWrite:
		return i18n.T(ctx, "Record attendance")
	case authz.ScopeRecordRead:
		return i18n.T(ctx, "Read my record and transcript")
	case authz.ScopeRecordWrite:
		return i18n.T(ctx, "Add to my record")
	case authz.ScopeTranscriptsRead:
		return i18n.T(ctx, "Read transcripts of other people, saying why")
	case authz.ScopeRecognitionRead:
		return i18n.T(ctx, "Read reviews and proposals")
	case authz.ScopeChoicesManage:
		return i18n.T(ctx, "Look after my saved searches, my shortlist and my suggestions")
	case authz.ScopePeopleRead:
		return i18n.T(ctx, "Look people up")
	case authz.ScopePeopleWrite:
		return i18n.T(ctx, "Change profiles")
	case authz.ScopeMembershipsWrite:
		return i18n.T(ctx, "Record memberships")
	case authz.ScopeUnitsWrite:
		return i18n.T(ctx, "Change units")
	case authz.ScopeOrganisationsRead:
		return i18n.T(ctx, "Look organisations up")
	case authz.ScopeOrganisationsWrite:
		return i18n.T(ctx, "Change organisations")
	case authz.ScopeStandardsRead:
		return i18n.T(ctx, "Read drafts of competency frameworks")
	case authz.ScopeStandardsWrite:
		return i18n.T(ctx, "Draft, publish and retire competency frameworks")
	case authz.ScopeDemandRead:
		return i18n.T(ctx, "See what people need")
	case authz.ScopeProfilesWrite:
		return i18n.T(ctx, "Say what roles ask for")
	case authz.ScopeCohortsManage:
		return i18n.T(ctx, "Make cohorts and read their numbers")
	case authz.ScopeAssessmentRead:
		return i18n.T(ctx, "Read where I stand in competencies, my goals and what others let me read")
	case authz.ScopeAssessmentWrite:
		return i18n.T(ctx, "Say where I stand in competencies, and ask others")
	case authz.ScopeDutiesWrite:
		return i18n.T(ctx, "Say what binds me, and since when")
	case authz.ScopeDutiesOversee:
		return i18n.T(ctx, "Read and keep the duties of the libraries that I look after")
	case authz.ScopeRulesWrite:
		return i18n.T(ctx, "Write drafts of rules")
	case authz.ScopeRulesPublish:
		return i18n.T(ctx, "Publish rules")
	case authz.ScopeSuggestionsDecide:
		return i18n.T(ctx, "Read suggestions and decide on them")
	}
	return scope
}

// options makes the choices of a list out of a vocabulary, after one that leaves it open.
func options(ctx context.Context, v people.Vocabulary, none string, label func(context.Context, string) string) []ui.Option {
	var out []ui.Option
	if none != "" {
		out = append(out, ui.Option{Value: "", Label: none})
	}
	for _, code := range v {
		out = append(out, ui.Option{Value: code, Label: label(ctx, code)})
	}
	return out
}

// lastDay writes the end of a membership, which may have none.
func lastDay(ctx context.Context, date string) string {
	if date == people.Forever {
		return i18n.T(ctx, "no end")
	}
	return i18n.CivilDate(ctx, date)
}
