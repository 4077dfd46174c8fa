// Package search is an in-process search engine: weighted full text, facets
// with counts, sorting, keyset paging, "did you mean" and "more like this". It
// knows nothing about what is searched. It lives in memory and is rebuilt from
// the database, so that it answers alike whichever database holds the truth.
//
// # Shape
//
// An [Index] points at an immutable snapshot: a few segments of falling size and
// the marks that say which of their documents still live. Readers load the
// pointer once and never wait. Writers build new segments beside the old ones
// and swap the pointer, so that a change is visible when [Index.Apply] returns.
// A segment keeps its documents in columns: tokens (for phrases, related
// documents and merging), postings by word with a ready-made impact, facets both
// ways (a set for each value, the values of each document) and sort keys.
//
// # Words
//
// Documents and queries go through the same scanner: case and diacritics are
// folded, "e-books", "ebooks" and "e books" meet, "librarian's" is "librarian",
// "open-access" is found by "open access" and "openaccess", "C++" and "AI" stay
// whole. Each document is stemmed by its own language; a query word is tried in
// every language, and finds the documents of a language that hold a word of the
// same stem in it.
//
// # Ranking
//
// The impact of a word in a document depends on that document alone (how often
// and in which fields, dampened by their length) and the weight of a query word
// on how many live documents hold it. Both are integers, so every node ranks
// alike, however its index came to be; ties go by ID. A cursor carries the
// weights of the first page: the pages that follow rank by the same measure
// while the index changes under them.
//
// # Things to remember
//
//   - Whether a query is answered loosely (any word instead of all) is decided by
//     its text alone, never by filters, so that ticking a facet value always
//     gives as many hits as its count promised.
//   - Nothing computed at query time may depend on how documents are spread over
//     segments, or on words that only dead documents hold.
package search
