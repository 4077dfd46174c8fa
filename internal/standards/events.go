package standards

import "learningcommons.dev/commons/internal/platform/id"

// FrameworkPublished says that a version is published. BeforeID is the version that it took the place of, empty for the first.
type FrameworkPublished struct {
	FrameworkID id.ID
	VersionID   id.ID
	BeforeID    id.ID
	Number      int
}

// EventName implements events.Event.
func (FrameworkPublished) EventName() string { return "standards.framework-published" }

// FrameworkRetired says that a framework has no published version any more.
type FrameworkRetired struct {
	FrameworkID id.ID
	VersionID   id.ID
}

// EventName implements events.Event.
func (FrameworkRetired) EventName() string { return "standards.framework-retired" }
