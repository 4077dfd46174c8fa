// Package money is amounts of money: whole minor units of a named currency.
// There are no fractions and no arithmetic across currencies.
package money

import (
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/bojanz/currency"
)

// Amount is a sum in minor units (cents) of an ISO 4217 currency.
type Amount struct {
	Minor    int64
	Currency string
}

// USD returns an amount in US cents.
func USD(cents int64) Amount { return Amount{Minor: cents, Currency: "USD"} }

// IsZero reports whether nothing is to be paid, in whatever currency.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Valid reports whether the currency is one that ISO 4217 knows and the amount is not negative.
func (a Amount) Valid() bool { return a.Minor >= 0 && currency.IsValid(a.Currency) }

// Format writes the amount for people in a language ("en", "es", "fr"), with its currency.
func (a Amount) Format(lang string) string {
	c, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return fmt.Sprintf("%d %s (minor units)", a.Minor, a.Currency)
	}
	return formatter(lang).Format(c)
}

// Plain writes the amount for programs, "49.00", without the currency; Parse reads it.
func (a Amount) Plain() string {
	c, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return strconv.FormatInt(a.Minor, 10)
	}
	return c.Number()
}

// formatters keeps one formatter for each language: finding its rules costs more than using them.
var formatters sync.Map

func formatter(lang string) *currency.Formatter {
	if f, ok := formatters.Load(lang); ok {
		return f.(*currency.Formatter)
	}
	f := currency.NewFormatter(currency.NewLocale(lang))
	f.CurrencyDisplay = currency.DisplayCode
	kept, _ := formatters.LoadOrStore(lang, f)
	return kept.(*currency.Formatter)
}

// written is how an amount is written: digits, in threes or not. A comma anywhere else may
// be a decimal sign ("25,00") and must not be passed over.
var written = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$`)

// Parse reads an amount that a person or a file gives ("49", "49.00", "1,200.50"),
// in a currency, and fails on anything that is not exactly a sum of minor units.
func Parse(s, code string) (Amount, error) {
	if !written.MatchString(s) {
		return Amount{}, fmt.Errorf("money: %q is not an amount of %s", s, code)
	}
	f := currency.NewFormatter(currency.NewLocale("en"))
	c, err := f.Parse(s, code)
	if err != nil {
		return Amount{}, fmt.Errorf("money: %q is not an amount of %s", s, code)
	}
	digits, ok := currency.GetDigits(code)
	if !ok {
		return Amount{}, fmt.Errorf("money: %q is not a currency", code)
	}
	r := c.RoundTo(digits, currency.RoundHalfUp)
	if eq, err := r.Equal(c), error(nil); err != nil || !eq {
		return Amount{}, fmt.Errorf("money: %q has more decimals than %s has", s, code)
	}
	n, err := r.Int64()
	if err != nil || n < 0 {
		return Amount{}, fmt.Errorf("money: %q is out of range", s)
	}
	return Amount{Minor: n, Currency: code}, nil
}
