// Package recognitionweb shows a person's certificates, lets anybody verify one,
// and gives reviewers and unit editors the pages on which it is decided what an
// offer may earn.
package recognitionweb
