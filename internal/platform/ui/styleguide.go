package ui

import "strings"

// guideErrors are the complaints that the style guide's form comes back with.
var guideErrors = FormErrors{
	{Field: "email", Message: "Enter an e-mail address like name@example.org."},
	{Field: "format", Message: "Choose how people take part."},
}

// guideAreaName makes a name from a content area's id, which is enough for a sample.
func guideAreaName(id string) string {
	words := strings.ReplaceAll(id, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

const guideMarkdown = `Running text is set at a readable measure, with **strong** and *emphasised* words and [a link](https://example.org/) that shows its line.

### A heading in text

- Lists keep their distance.
- A second point, with a bare address: https://example.org/reading

1. First this.
2. Then that.

> What somebody else said, set apart.
`
