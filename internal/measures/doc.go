// Package measures keeps the facts from which the plan's measures are computed:
// what people looked for and how much they found, what they missed, and the
// steps of a visit. It reads widely and is read by nobody.
//
// Things to remember:
//
//   - Everything is first-party and pseudonymous. A visit is known by a hash of
//     address and browser under a secret of the day; the secrets are deleted, so
//     a visit of yesterday cannot be tied to one of today or to a person. There is
//     no cookie.
//   - Who sends Sec-GPC or DNT is not counted at all. The caller decides that
//     before calling.
//   - Facts are gathered in memory and written together every few seconds. A
//     crash loses seconds of statistics and nothing else.
//
// Tables: visit_salts, visit_steps, searches, missed.
package measures
