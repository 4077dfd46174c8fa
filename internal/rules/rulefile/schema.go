package rulefile

import _ "embed"

// Schema is the JSON Schema of a rule, for editors. The reader checks more than a schema can say.
//
//go:embed schema.json
var Schema []byte
