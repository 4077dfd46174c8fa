package catalogueweb

import (
	"strconv"

	"github.com/bojanz/currency"

	"learningcommons.dev/commons/internal/platform/money"
)

// decimal writes an amount as machines and forms have it: "49.00", without the currency.
func decimal(a money.Amount) string {
	c, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return strconv.FormatInt(a.Minor, 10)
	}
	return c.Number()
}
