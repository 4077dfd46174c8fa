// Package cataloguetest builds valid offers and occurrences for other packages' tests.
package cataloguetest
