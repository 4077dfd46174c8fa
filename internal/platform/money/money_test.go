package money_test

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/money"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]int64{"49": 4900, "49.00": 4900, "49.5": 4950, "0": 0, "1,200.50": 120050} {
		got, err := money.Parse(in, "USD")
		if err != nil || got.Minor != want || got.Currency != "USD" {
			t.Errorf("Parse(%q) = %+v, %v", in, got, err)
		}
	}
	if got, err := money.Parse("1200", "JPY"); err != nil || got.Minor != 1200 {
		t.Errorf("yen have no decimals: %+v, %v", got, err)
	}
	for _, bad := range []string{"", "x", "-1", "25,00", "1,2,3", "1.005", "1e400", "NaN", "99999999999999999999"} {
		if got, err := money.Parse(bad, "USD"); err == nil {
			t.Errorf("Parse(%q) = %+v", bad, got)
		}
	}
	if _, err := money.Parse("1", "XXQ"); err == nil {
		t.Error("a currency that is none was taken")
	}
}

func TestFormatCarriesTheCurrency(t *testing.T) {
	if got := money.USD(120050).Format("en"); got != "USD\u00a01,200.50" {
		t.Errorf("got %q", got)
	}
	if !money.USD(0).IsZero() || money.USD(1).IsZero() || (money.Amount{Minor: -1, Currency: "USD"}).Valid() || !money.USD(1).Valid() {
		t.Error("zero or valid is wrong")
	}
}
