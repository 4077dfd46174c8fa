// Package i18n turns the product's English sentences into the reader's
// language, and dates, times, numbers and money into the reader's writing.
//
// It works the way gettext does: the English sentence is the key. English needs
// no file; every other language is one file, locales/<lang>.json, that maps the
// English text to the translation, or to one text for each plural form:
//
//	"Find learning": "Buscar formación",
//	"%d seat left": {"one": "Queda %d plaza", "other": "Quedan %d plazas"}
//
// A sentence without a translation is shown in English rather than not at all.
//
// The reader's language and time zone travel in the context, because every page,
// mail and document needs them and no rule may depend on them.
package i18n
