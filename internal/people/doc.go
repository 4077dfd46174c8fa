// Package people knows who is who: persons with their addresses, memberships
// and roles, the units and organisations they belong to, and how they sign in.
//
// Its words: a person is a human being with an account or a record; a member is
// a person with a membership period that covers today; a unit is a part of the
// association that offers learning; an organisation is where people work; a role
// is always bound to a unit, an organisation or the association as a whole.
//
// Things to remember:
//
//   - Ids of persons are never rewritten. A merge makes one person an alias of
//     another: ask IDs for every id a person's rows may carry, and Surviving for
//     the one to write.
//   - Addresses are compared by FoldEmail, never as typed. An address belongs to
//     one person, and only one whose owner has opened a letter is verified.
//   - An address that nobody confirmed came from a list. It opens an account (AskSignIn,
//     AskPassword) only where the person has no confirmed one.
//   - A link that confirms an address works for its person alone, signed in: a letter to a mistyped
//     address must not give a stranger a way in.
//   - What is decided from a person's rows (memberships, numbers, merges) is decided under
//     lockSurvivors, because PostgreSQL lets two read at once.
//   - Membership periods are append-only. One that was replaced no longer counts;
//     a lapse replaces a period by a shorter one. Whether somebody is a member is
//     asked for a day (ClassOn), never kept.
//   - Roles, memberships and closing take effect at the next request, because
//     Authenticate reads them every time, in one query.
//   - An account at a sign-in provider is known by issuer and subject, letter by letter, and by nothing
//     else: never by an address (FinishWith). What its rules give is marked with the provider's name,
//     ends with the claim or with the rule, and never touches what a person gave.
//   - Nothing that a stranger can see or measure tells whether an address has an
//     account: what depends on it happens in a job, and the answer is a letter.
//   - Organisations form a tree: moving one is decided under lockOrganisationPaths.
//   - Units are few and kept in memory; the row "units" of change_counters tells
//     every server when to read them again.
//
// # Events
//
// Merged and Parted.
package people
