// Package rulefile reads rules that people write, as YAML or JSON, and entries as JSON lines. It says everything that
// is wrong at once, with line and column and what to write instead, and it writes a rule back.
//
// The language is taught by docs/rules.md, and described for programs by schema.json.
package rulefile
