// Package catalogue owns what can be learned: offers of every kind, their
// versions, worksheets and occurrences, the search over them, and the imports
// that bring them in.
//
// # Words
//
// An offer is one thing to learn, whatever its kind. What it says stands in
// versions: a version that was published is never changed again, a change is a
// new draft version. An occurrence is a time and place of an offer; a conference
// is an occurrence whose sessions are occurrences of other offers below it.
//
// # Invariants
//
//   - 0 <= taken <= capacity for every occurrence with a limit (capacity 0 means
//     none). A seat is taken by one conditional UPDATE, and the database refuses
//     anything else by a CHECK.
//   - A published offer has a published version; a published version never changes.
//   - earns is set by a review alone (GrantTx), from the publication of the version that it
//     was about. CEU is shown only while the
//     published version has an approved worksheet: a new version needs a new one.
//   - Nobody approves a worksheet of their own.
//   - What an offer teaches is what was said of it last: alignments holds what
//     holds by the facts, of which none is ever changed.
//   - An offer keeps the name its unit had on the day it was made, and is found
//     under the unit of today as well.
//
// # Tables
//
// content_areas, sources, offers, offer_versions, offer_presenters, offer_parts,
// worksheets, version_grants, occurrences, occurrence_days, alignment_facts,
// alignments, alignment_decisions, streams, stream_versions, stream_offers,
// stream_competencies.
//
// # Events
//
// OfferPublished, OfferArchived, AlignmentsChanged, OccurrenceAdded, OccurrenceChanged, OccurrenceCancelled.
//
// # Things to remember
//
//   - Every change that the public can see ends with touchTx, last in its
//     transaction: it raises the one counter row that keeps all servers' indexes
//     fresh, and that row stays locked until the commit.
//   - The index lives in memory beside the cards, which hold all that a row of
//     the catalogue shows; only the seats are asked of the database.
//   - Whatever changes what an offer teaches goes through keepAlignments: it
//     writes the fact, what holds by it, and the audit row. A new version of a
//     framework is followed by a job (alignment_carry.go).
//   - Times are UTC, durations whole minutes, CEU tenths, money minor units.
package catalogue
