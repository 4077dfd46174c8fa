// Package demo makes the demonstration association: invented people and
// libraries, a year of offers around today written for it, and the rosters and
// records that follow. It also fills a database to a given size for trials.
//
// Both are set-based: rows are made in memory by one seeded source of chance and
// written in bulk, so this package writes the areas' tables directly, which
// nothing else may. A test holds what it writes to the areas' own checks.
package demo
