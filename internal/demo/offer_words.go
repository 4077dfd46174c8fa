package demo

import (
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/money"
)

func (s *seeder) prices(text offerText) []catalogue.Price {
	var out []catalogue.Price
	for _, class := range []string{"member", "non-member", "student"} {
		if cents, ok := text.Prices[class]; ok {
			out = append(out, catalogue.Price{Class: class, Amount: money.USD(int64(cents))})
		}
	}
	return out
}

// accessibility reads the features out of the sentence that the unit wrote.
func accessibility(statement string) catalogue.Accessibility {
	a := catalogue.Accessibility{Statement: statement}
	lower := strings.ToLower(statement)
	for _, f := range []struct {
		feature catalogue.Feature
		words   []string
	}{
		{catalogue.Captions, []string{"caption", "subtítulo", "sous-titr"}},
		{catalogue.Transcript, []string{"transcript", "transcripción", "transcription"}},
		{catalogue.SignLanguage, []string{"asl", "sign language", "interpret"}},
		{catalogue.StepFree, []string{"step-free", "ramp", "lift", "wheelchair", "elevator"}},
		{catalogue.HearingLoop, []string{"hearing loop", "induction loop"}},
		{catalogue.LargePrint, []string{"large print", "large-print"}},
		{catalogue.ScreenReader, []string{"screen reader", "screen-reader", "tagged"}},
		{catalogue.AudioDescription, []string{"audio description", "audio-described", "described"}},
		{catalogue.PlainLanguage, []string{"plain language", "plain-language"}},
		{catalogue.Keyboard, []string{"keyboard"}},
	} {
		if slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(lower, w) }) {
			a.Features = append(a.Features, f.feature)
		}
	}
	return a
}

func (s *seeder) peer(text offerText, published time.Time) catalogue.Peer {
	if text.Peer == "" {
		return catalogue.Peer{}
	}
	return catalogue.Peer{What: text.Peer, ReviewedBy: "Hamid Farrokhzad-Lee", ReviewedOn: day(published.AddDate(0, 0, -7))}
}

func completion(text offerText) catalogue.Completion {
	switch {
	case !text.Live:
		return catalogue.Completion{Rule: catalogue.BySelf}
	case text.Minutes > 120:
		return catalogue.Completion{Rule: catalogue.ByShare, Percent: 80}
	}
	return catalogue.Completion{Rule: catalogue.ByMinutes, Minutes: max(1, text.Minutes*4/5)}
}
