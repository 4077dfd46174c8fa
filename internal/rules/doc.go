// Package rules is the one language for "what must be there": pathways, awards, certifications, renewals, state
// rules and purchasers' duties are written in it, and one evaluator answers where a person, a group or an
// organisation stands on a day.
//
// Words: a Rule has Versions; a Version has a Cycle and a tree of Needs; Facts are what the record says of somebody;
// a Result is the tree again with what counted, what did not and why, what is missing and when it falls due.
//
// Things to remember:
//   - Pure: no clock, no database. The same rule, facts and day give the same Result, in whatever order the entries come.
//   - Integers only. An amount is kept in the smallest parts of its unit (see unit.go); days are civil dates.
//   - An entry is shared out where it helps most, never twice unless the rule says so. That is a maximum flow
//     (flow.go) or, where a flow cannot say it, a linear program (program.go), so a better sharing is never missed; see
//     docs/adr/0031-one-language-for-rules.md.
//   - A version speaks from its first day on. Evaluating a day in the past never sees a version that came later, and
//     each cycle (chain.go) keeps the version, the length and the role of its own time.
package rules
