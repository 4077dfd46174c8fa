// Package recordtest builds valid entries for the tests of other packages.
package recordtest
