package catalogueweb

import (
	"learningcommons.dev/commons/internal/platform/money"
)

// decimal writes an amount as machines and forms have it: "49.00", without the currency.
func decimal(a money.Amount) string { return a.Plain() }
