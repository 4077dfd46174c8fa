// Package ui is how the product looks: the layout that every page stands in, the
// components that pages are built from, charts, safe Markdown, and the vendored
// style sheets, fonts, icons and scripts, embedded in the binary.
//
// Things to remember:
//   - Components take values that are ready to show: callers translate through
//     package i18n; text that a component itself adds is translated here.
//   - Everything works without script. What commons.js adds is marked in the
//     markup by data-lc-* attributes and is invisible or harmless without it.
//   - The content security policy forbids inline style and script, so there are
//     no style attributes; a variable size is an SVG attribute.
//   - Colour never says anything alone: a word or a mark stands beside it.
//   - StyleGuide shows every component in every state and is what the automatic
//     accessibility check looks at.
package ui
