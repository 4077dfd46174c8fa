// Package duties knows what must be learned by whom, and where they stand: the
// rules of states and certifications, which of them bind a person or an
// organisation, what is met, what is missing and when it falls due.
//
// # Words
//
// A duty is a rule that binds somebody. A statement is what a person says of
// themselves, or who looks after an organisation says of it: that they are
// bound, since when they hold a certificate, what they serve as. A standing is
// where somebody stood with a rule when it was last worked out. An agreement is
// that a person lets those who look after an organisation see their standings.
//
// # Things to remember
//
//   - The rules that come with the program are files of package shipped; the
//     association's own are texts in the database. Both are written in one
//     language (docs/rules.md). A text is never changed, only followed by another.
//   - A published text keeps what was in force: what it demands of days that are
//     over stays word for word, unless it says that it corrects a mistake, and why.
//   - What a rule means by the name of a competency is written down when a version of it first uses the name, and carried on.
//   - A duty belongs to its person. Nobody else sees it, no role of the
//     association's either; the audit log says that something was said, not what.
//   - Statements are only ever added. A correction replaces one, ending a duty is
//     a correction that has a last day.
//   - A page works out where its reader stands from the record of the moment. The
//     kept standings are for lists of many: directors, counters, what falls due.
//   - A kept standing says from which day on it may be otherwise by itself, so a
//     day's work is those whose day has come and not everybody.
//   - Whoever works a standing out says when the reading began; an older reading
//     never overwrites a newer one, so two at once come out right.
//   - An agreement counts once who looks after the organisation has confirmed it. It
//     opens nothing to those above who were not above on the day of agreement.
//   - What is taken out for the command line is what is worked out here: one function makes the facts of a person.
//   - Before something falls due people are written to when they want it: once for each rule, step and what falls due,
//     while it can still be made up. The round claims, the letter looks again.
//   - Counters of groups under five people are not told.
//
// # Tables
//
// duty_rules, duty_rule_texts, duty_rule_publications, duty_rule_names,
// duty_statements, duty_standings, duty_runs, duty_agreements,
// duty_agreement_sights, duty_looks, duty_feeds, duty_organisation_feeds, duty_letter_wishes, duty_letters.
//
// # Events
//
// RulePublished and Stated. It listens to what changes a record, an award, what
// people have shown of competencies (assessment.Answered, catalogue.AlignmentsChanged),
// and to standards.FrameworkPublished.
package duties
