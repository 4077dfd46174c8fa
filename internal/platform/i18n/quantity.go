package i18n

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"learningcommons.dev/commons/internal/platform/money"
)

// Number writes a whole number with the reader's digit groups: "1,204".
func Number(ctx context.Context, n int) string {
	lang := From(ctx).Lang
	if lang == English && n > -1000 && n < 1000 {
		return strconv.Itoa(n)
	}
	return message.NewPrinter(language.Make(lang)).Sprint(number.Decimal(n))
}

// hundredths writes n/100 with the reader's decimal sign and no trailing zeros: "1.5".
func hundredths(ctx context.Context, n int) string {
	p := message.NewPrinter(language.Make(From(ctx).Lang))
	return p.Sprint(number.Decimal(float64(n)/100, number.MaxFractionDigits(2)))
}

// Duration writes a span given in whole minutes: "45 min", "1 h", "1 h 30 min".
func Duration(ctx context.Context, minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return T(ctx, "%d min", m)
	case m == 0:
		return T(ctx, "%d h", h)
	default:
		return T(ctx, "%d h %d min", h, m)
	}
}

// Hours writes whole minutes as hours, to the hundredth: "1 hour", "1.5 hours", "0.83 hours".
func Hours(ctx context.Context, minutes int) string {
	if minutes == 60 {
		return T(ctx, "1 hour")
	}
	return T(ctx, "%s hours", hundredths(ctx, (minutes*100+30)/60))
}

// CEU writes continuing education units given in tenths, always with one decimal: "0.2 CEU".
func CEU(ctx context.Context, tenths int) string {
	if From(ctx).Lang == English {
		return strconv.FormatFloat(float64(tenths)/10, 'f', 1, 64) + " CEU"
	}
	p := message.NewPrinter(language.Make(From(ctx).Lang))
	return p.Sprint(number.Decimal(float64(tenths)/10, number.Scale(1))) + " CEU"
}

// Money writes an amount with its currency. That nothing to pay is called "Free" is the caller's choice.
func Money(ctx context.Context, a money.Amount) string {
	return a.Format(From(ctx).Lang)
}

// Percent writes part of whole as a whole percentage: "40%". Nothing of nothing is 0%.
func Percent(ctx context.Context, part, whole int) string {
	if whole == 0 {
		part, whole = 0, 1
	}
	return T(ctx, "%d%%", part*100/whole)
}

// List writes several things as one: "a", "a and b", "a, b and c".
func List(ctx context.Context, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return T(ctx, "%s and %s", strings.Join(items[:last], ", "), items[last])
}
