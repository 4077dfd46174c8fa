// Package measures keeps the facts from which the plan's measures are computed:
// what people looked for and how much they found, the steps of a visit, what
// people say that they need, and what everybody's self-assessments lack against
// what the catalogue has. It reads widely and is read by nobody.
//
// # Words
//
// A suggestion is what somebody says that they need; it gets a decision, and its
// owner a reply. Demand is the gaps of everybody, supply the offers that can still
// be taken. In the figures of one competency each person stands in one class: an
// audience and what they said.
//
// # Things to remember
//
//   - Visits are first-party and pseudonymous. A visit is known by a hash of
//     address and browser under a secret of the day; the secrets are deleted, so
//     a visit of yesterday cannot be tied to one of today or to a person. There is
//     no cookie. Who sends Sec-GPC or DNT is not counted at all: the caller
//     decides that before calling.
//   - Facts of visits are gathered in memory and written together every few
//     seconds. A crash loses seconds of statistics and nothing else.
//   - A suggestion is read by its owner and by those who decide on it; they are
//     not told who said it. What is taken back is nobody's to read.
//   - A figure of demand is a sum of whole cells of a month, never anything else:
//     see demand_plan.go and docs/adr/0036-people-move-by-fives.md before adding a
//     filter, a figure or a point in time.
//   - The figures of a competency go on in those of what replaced it: people are
//     followed by standards.Became before they are counted (demand_people.go).
//
// # Tables
//
// visit_salts, visit_steps, searches, suggestions, suggestion_decisions,
// demand_words, demand_people, demand_counts, demand_months, demand_cells, demand_sums,
// demand_competencies, demand_searches, demand_search_months.
//
// # Events
//
// SuggestionDecided.
package measures
