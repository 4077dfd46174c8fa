package search

// Field is a text field of a document. A word found in a field of a higher
// weight counts for more, however often it is found in the others: with title 8
// and body 1, a title beats any body.
type Field struct {
	Name   string
	Weight int // 1 or more
}

// Schema says what documents have. Names in a document that the schema does not have are ignored.
type Schema struct {
	Fields []Field
	// Facets are the names of the facets: several strings for each document.
	Facets []string
	// Passing are those of the facets that say nothing of what a document is about: Related does not look at them.
	Passing []string
	// Sorts are the names of the sort keys: one int64 for each document, or none.
	Sorts []string
	// Default is the order of a query without text: the name of a sort key, after
	// "-" for descending; empty for the order of IDs.
	Default string
}

// Document is what can be found.
type Document struct {
	ID     string              // unique, stable, not empty
	Text   map[string]string   // plain text of each field
	Facets map[string][]string // values of each facet; empty and repeated ones are dropped
	// Sorts holds the sort keys; a document without one comes last in either
	// direction. The smallest and the largest int64 are taken for their neighbours.
	Sorts map[string]int64
	// Lang is the language tag of the text ("en", "es-MX"). English, Spanish and
	// French are stemmed, others are found by their exact words.
	Lang string
}

// Range keeps the documents whose sort key lies between Min and Max, both
// included. A document without the key is in no range.
type Range struct {
	Sort     string
	Min, Max *int64
}

// Query is a question to the index. The zero value asks for everything.
type Query struct {
	// Text is what a person typed. All words must be found: "quoted phrases" as
	// they stand, words with a star as beginnings (at least two characters), words
	// after a minus sign not at all. Only its first 256 characters and 16 words count.
	Text string
	// Filter holds the wanted values of each facet: one of them must be there, in
	// each of the facets that has any.
	Filter map[string][]string
	// Groups gathers the values of facets: such a facet is counted by group, in Result.Groups, and
	// Wanted holds the groups of it of which one must be there, as a set of bits; 0 is no wish.
	Groups map[string]Grouping
	Wanted map[string]uint64
	Range  []Range
	// Sort is the name of a sort key, after "-" for descending. Empty means by
	// relevance or, where no words are asked for, Schema.Default.
	Sort string
	// Prefer puts documents first by what they fulfil; Sort orders those that fulfil as much.
	Prefer Preference
	// After is Result.Next of the page before; Text, Sort and Prefer must be the same.
	After string
	// Limit is the size of the page, 1 to 100; 0 means 20.
	Limit int
	// Facets names the facets to count.
	Facets []string
}

// Count is how many documents have a facet's value.
type Count struct {
	Value string
	Count int
}

// Result is one page of what was found.
type Result struct {
	IDs   []string
	Total int // of all pages
	// Facets holds the values of each facet asked for that are there at least
	// once, most frequent first, then by value. The counts of a facet ignore what
	// is chosen in that facet and obey everything else.
	Facets map[string][]Count
	// Groups holds the counts of the facets that have a Grouping, by group; groups after the last
	// that is there are left out. A document counts once in each.
	Groups map[string][]int
	// Next is the cursor of the next page; empty at the end.
	Next string
	// Loose says that no document has all the words, and that these have some.
	Loose bool
	// DidYouMean is the query with its unknown words replaced by the nearest known
	// ones, where that finds something; empty otherwise, and after the first page.
	DidYouMean string
	// Terms holds the folded words that the query found in the index, for Highlight.
	Terms []string
}
