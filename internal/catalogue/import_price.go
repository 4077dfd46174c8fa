package catalogue

import (
	"regexp"
	"strings"
	"unicode"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// pricesIn reads the prices of a row. What one column says for everybody holds for members and
// others alike; the columns of their own come first.
func pricesIn(row tabular.Row, f *errs.Fields) []Price {
	var prices []Price
	set := func(class string, amount money.Amount) {
		for _, p := range prices {
			if p.Class == class {
				return
			}
		}
		prices = append(prices, Price{class, amount})
	}
	for _, p := range []struct{ column, class string }{{"price_member", PriceMember}, {"price_non_member", PriceNonMember}, {"price_student", PriceStudent}} {
		if cell := row.Get(p.column); cell != "" {
			amount, err := amountIn(cell)
			tabular.NameField(f, p.column, err)
			set(p.class, amount)
		}
	}
	cell := row.Get("price")
	if _, open := wordOr(nil, openPriceWords, cell); cell == "" || open {
		return prices
	}
	if labelled := labelledPrices(cell); len(labelled) > 0 {
		for _, p := range labelled {
			set(p.Class, p.Amount)
		}
		return prices
	}
	amount, err := amountIn(cell)
	tabular.NameField(f, "price", err)
	set(PriceMember, amount)
	set(PriceNonMember, amount)
	return prices
}

var (
	dollars     = regexp.MustCompile(`(?i)^(?:US ?\$|USD ?\$?|\$)?\s*([\d.,]+)\s*(?:USD|US dollars|dollars|\$)?(?:\s*(?:/|per|each)\s*(?:person|participant|attendee|registrant|seat|each)?)?$`)
	commaCents  = regexp.MustCompile(`^(\d+),(\d{2})$`)
	betweenEach = regexp.MustCompile(`[;/|\n]|,\s`)
	amountFirst = regexp.MustCompile(`(?i)^(\S*\d\S*|free)\s*(?:for\s+|to\s+|\()?([a-z][a-z -]*?)(?:\s+only)?\)?$`)
	labelFirst  = regexp.MustCompile(`^([A-Za-z][A-Za-z -]*?)\s*:?\s+(\$?\d\S*|[Ff]ree)$`)
)

// freeWith is the word that something costs nothing with what stands behind it, and forAll are the words there that leave it free for everybody: (registration required),
// with advance registration. Any other may name those for whom alone it is.
var (
	freeWith = regexp.MustCompile(`(?i)^(?:free|gratis|gratuito|gratuit|no charge)\b(.+)$`)
	forAll   = meanings(map[string]string{none: "a, admission, advance, advanced, all, and, anyone, avance, avec, but, charge, con, cost, de, en, encouraged, entrada, entree, entry, event, evento, everybody, everyone, for, inscripcion, inscription, is, la, libre, " +
		"limited, must, necessary, needed, obligatoire, obligatoria, of, on, online, open, para, please, pour, pre, pre-registration, preregistration, previa, program, public, publico, recommended, register, registration, registro, requerida, requested, required, requise, " +
		"reservation, reservations, rsvp, seating, seats, session, space, sur, the, to, todos, tous, via, webinar, with, workshop"})
)

// free reports whether a price is nothing, and some whether it may be so for some alone.
func free(cell string) (yes, some bool) {
	if _, yes = wordOr(nil, freeWords, cell); yes {
		return true, false
	}
	m := freeWith.FindStringSubmatch(cell)
	if m == nil {
		return false, false
	}
	for _, word := range strings.FieldsFunc(m[1], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()[],;:.!–—-", r) }) {
		if _, ok := wordOr(nil, forAll, word); !ok {
			return false, true
		}
	}
	return true, false
}

// amountIn reads "$25", "25.00", "25 USD", "1,200.50", "25,00" and "free".
func amountIn(cell string) (money.Amount, error) {
	nothing, some := free(line(cell))
	if nothing {
		return money.USD(0), nil
	}
	if m := dollars.FindStringSubmatch(line(cell)); m != nil {
		if amount, err := money.Parse(commaCents.ReplaceAllString(m[1], "$1.$2"), "USD"); err == nil {
			return amount, nil
		}
	}
	if some {
		return money.Amount{}, errs.New(errs.Invalid, "“%s” may be free for some alone. Write “free”, or give each class of person a column of its own, such as Member price.", cutWords(cell, 60))
	}
	if betweenEach.MatchString(cell) {
		return money.Amount{}, errs.New(errs.Invalid, "“%s” may be several prices. Say for whom each is, or give each class of person a column of its own, such as Member price.", cutWords(cell, 60))
	}
	return money.Amount{}, errs.New(errs.Invalid, "“%s” is not an amount of US dollars.", cutWords(cell, 60))
}

// labelledPrices reads "Members $25, non-members $50" and "$25 member / $50 non-member"; nil when a piece does not say for whom it is.
func labelledPrices(cell string) []Price {
	var prices []Price
	for _, piece := range betweenEach.Split(cell, -1) {
		piece = line(piece)
		label, amount := "", ""
		if m := labelFirst.FindStringSubmatch(piece); m != nil {
			label, amount = m[1], m[2]
		} else if m := amountFirst.FindStringSubmatch(piece); m != nil {
			amount, label = m[1], m[2]
		}
		class := priceLabels[people.Fold(label)]
		if amount == "" {
			amount = piece // it does not say for whom it is
		}
		a, err := amountIn(amount)
		if class == "" && label != "" || err != nil {
			return nil
		}
		prices = append(prices, Price{class, a})
	}
	// Of two prices, the one that does not say for whom it is is for the others.
	others := map[string]string{PriceMember: PriceNonMember, PriceNonMember: PriceMember}
	for i, p := range prices {
		if p.Class != "" {
			continue
		}
		if len(prices) != 2 || others[prices[1-i].Class] == "" {
			return nil
		}
		prices[i].Class = others[prices[1-i].Class]
	}
	return prices
}

var priceLabels = meanings(map[string]string{
	PriceMember:    "member, members, member price, member rate",
	PriceNonMember: "non-member, non-members, nonmember, nonmembers, non-member price, non-member rate, non members, public",
	PriceStudent:   "student, students, student member, student members, student price",
})
