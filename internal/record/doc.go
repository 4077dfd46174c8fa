// Package record owns the record: what a person has learned and done, as
// entries that are only ever added.
//
// Words: an entry is one thing learned or done. A correction is a new entry
// that replaces or withdraws an earlier one; what it replaces stays. The
// effective entries are those that nobody corrects and that are not withdrawn.
// Assurance says who stands behind an entry; provenance says how it came in. A
// transcript is the effective entries of a period with their totals. A share is
// a link by which somebody without an account reads one transcript.
//
// What to remember:
//
//   - The database refuses to change or delete an entry, whoever asks.
//   - What others vouch for is corrected by two people, one who proposes (in area
//     recognition) and another who confirms, and never by its owner. The program
//     itself corrects alone. What a person claims, that person corrects.
//   - At most one correction follows each entry, so a chain never forks, and
//     only its newest entry can be corrected.
//   - A source never makes two entries: AppendTx is safe to repeat.
//   - CEU is counted in whole tenths and only where the association or a third
//     party vouches for it. What a person claims in some unit is kept as text:
//     "1 CEU" means ten hours here and one hour elsewhere.
//   - Totals of different assurance are never added together.
//   - A transcript says as of when it was drawn up, and can be drawn up again
//     for that moment: it comes out the same, whatever was corrected since.
//   - Person ids in entries are never rewritten. A person whose accounts were
//     joined reads the entries of all of them.
//   - A look at somebody else's transcript is written down before it is given,
//     and its owner can read who looked.
//
// Tables: entries, record_shares, record_views. Events: EntryAppended, EntryCorrected.
package record
