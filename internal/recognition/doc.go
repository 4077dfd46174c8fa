// Package recognition says what an offer may earn, gives awards for entries of
// the record, and lets anybody verify them.
//
// # Words
//
// A review is the question of what an offer may earn, with its answer. An award
// is given to one person for one entry; the attendance certificate is its first
// kind. A code is how somebody else verifies an award. A proposal is what needs a
// second person: to revoke an award, or to correct an entry of the record that
// others vouch for.
//
// # Things to remember
//
//   - Only a review sets what an offer earns. Nobody decides on what they asked
//     for themselves, nor on an offer whose worksheet they wrote. Granting CEU
//     approves the version's worksheet in the same transaction.
//   - An award is bound to the exact entry it was given for, states the facts of
//     the day it was issued and never changes. An entry has at most one of a
//     kind, however often and in how many places the job runs.
//   - When the entry is corrected, a new award is issued for the correction, and
//     the old one says so. Where an award stands is worked out from the record
//     whenever it is shown, never stored. A revocation is a row of its own.
//   - One person proposes, with a reason; another confirms or declines, and it is
//     the record of neither. Until then nothing changes, and nobody outside is told.
//   - Codes have 100 random bits and are the only way to an award from outside.
//     A code that was never issued gets the same answer as one mistyped.
//   - CEU on an award is copied from its entry: what a completion is worth was
//     decided when the entry was appended.
//
// # Tables
//
// offer_reviews, proposals, awards, award_revocations, verification_counts.
//
// # Events
//
// AwardIssued and AwardRevoked. It listens to registration.Completed and record.EntryCorrected.
package recognition
