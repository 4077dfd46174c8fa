// Package document makes things for paper: PDF files and QR codes.
//
// A PDF is a convenience. The accessible HTML page is the record; a PDF made
// here has a title, a language and text that can be selected and searched, but
// no tags for screen readers, because the library beneath cannot write them.
//
// The same input gives the same bytes: nothing here looks at the clock, and the
// date that a PDF bears is given by the caller. Texts come from the caller in
// the reader's language; whatever they hold, they are drawn as text: control
// and direction characters are dropped, and what is too long shrinks or ends in
// an ellipsis. Hebrew and Arabic run from right to left, without their vowel
// signs, and Arabic letters are joined; Chinese, Japanese and Korean have a face
// of their own. Letters that no font here has (Indic and other scripts that need
// more than that, pictures) are shown as a box.
//
// The package knows pages, headings, tables and one framed certificate. It does
// not know what is certified.
package document
