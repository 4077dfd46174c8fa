// Package standards owns the competency frameworks: what somebody of a field
// can do, level by level, written down so that offers, records and people can
// point at it.
//
// # Words
//
// A framework has versions: a draft at most, one that is published, and older
// ones that are retired and stay readable for ever. A version has levels and
// competencies in a tree of any depth. An indicator is a can-do statement of
// one competency at one level. A link says what a competency maps to elsewhere.
// A competency is the same one in every version that holds it. A change says
// what became of one from a version to the next: it is the same, was split,
// merged, replaced, or retired.
//
// # Things to remember
//
//   - A published version never changes: the database itself refuses. Who finds
//     a mistake publishes another version.
//   - A version is published when each competency of the one before stands in
//     it or somebody decided what became of it. From then on the map is a fact.
//   - What nobody looked up is unverified: it is shown as that, stays a draft,
//     and nobody can choose it.
//   - The id of a framework, a competency, an indicator is its identifier for
//     other programs too (CASE), so an import knows again what it brought.
//   - position is the place in the whole tree, each before what is under it.
//     So a subtree is a range, and a page of a large framework is one as well.
//
// # Tables
//
// frameworks, framework_versions, framework_levels, competencies,
// competency_versions, indicators, competency_links, framework_translations,
// competency_changes, framework_parts, framework_rubrics, framework_discards.
//
// # Events
//
// FrameworkPublished and FrameworkRetired.
package standards
