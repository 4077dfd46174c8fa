// Package assessment helps people to know where they stand: against the role
// they want, a certification, or an advert that somebody wrote.
//
// # Words
//
// A profile says what a role asks for, competency by competency, at a level; it
// has versions. A target is what one person wants to reach: it keeps the
// profile's version, the framework's version or the words it was made from. A
// round is one time through the questions of a target. An answer is what
// somebody said of one competency of one person. A voice is whose answer it is:
// the person's own, a peer's, a mentor's, a supervisor's. A proof is what the
// record shows by itself. A standing is the highest of all that, with its basis.
// A gap is a competency of which the target asks more than the standing. A
// snapshot is how a target stood at one moment. A cohort is a group of people
// whose before and after staff see as numbers: named ones, or an offer's
// participants.
//
// # Things to remember
//
//   - Answers are facts: the database refuses to change or delete one. Who sees
//     it otherwise later answers again, and the later answer counts.
//   - A standing is computed, never stored. What is stored of it, a snapshot, is
//     history.
//   - Only the owner reads an assessment, and whom they let. No role may, not
//     even the administrator's. Staff read numbers of cohorts, in full fives, and count in none.
//   - An invitation is asked anew at every request. So what is taken back is gone
//     at once. Every look is written down before it is given.
//   - Whoever answers by a link alone may be anybody, the person themselves too. So
//     only who answered signed in as somebody else stands behind what they said.
//   - A voice answers before it sees what others said, if it ever does.
//   - An estimate is no answer: it is shown as what it is, and nobody's standing
//     rests on it.
//   - When a framework gets a new version, answers stay as they were said, and
//     follow what became of their competency. What was split is asked again, what
//     ended is nobody's gap.
//   - A proof may be contested: it then does not count for the standing, until
//     the person says otherwise or the record proves it anew.
//
// # Tables
//
// profiles, profile_versions, profile_items, targets, target_items,
// assessment_rounds, assessment_answers, assessment_proofs, snapshots,
// snapshot_lines, invitations, invitation_tokens, assessment_looks, goals,
// reflections, cohorts, cohort_members.
//
// # Events
//
// Finished says that a round of questions is finished, Answered that something
// was said of a person.
package assessment
