package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// maxPages is how many pages of one answer are read, and pagesFor how long that may take; together they are no larger than maxFeed.
const (
	maxPages = 50
	pagesFor = 5 * time.Minute
)

// readPages reads the pages with which an answer goes on, at the same server. left says why it was not read to its end, "" when it was.
func (s *Service) readPages(ctx context.Context, first outbound.Response, header map[string]string) (further [][]byte, left string) {
	home, err := url.Parse(first.URL)
	if err != nil {
		return nil, ""
	}
	last := s.clock.Now().Add(pagesFor) // whoever runs this has the same again to take what was read
	if end, ok := ctx.Deadline(); ok {
		if half := s.clock.Now().Add(end.Sub(s.clock.Now()) / 2); half.Before(last) {
			last = half
		}
	}
	seen := map[string]bool{first.URL: true}
	size := int64(len(first.Body))
	for at := first; ; {
		next, pages := offerfile.Next(at.Body, at.URL)
		if next = cmp.Or(next, at.Next); next == "" {
			return further, ""
		}
		to, err := url.Parse(next)
		switch {
		case !pages:
			return further, "Pages of this kind are not put together."
		case err != nil || !strings.EqualFold(to.Host, home.Host):
			return further, "It goes on at another server, which is not asked."
		}
		if home.Scheme == "https" {
			to.Scheme = home.Scheme
		}
		switch next = to.String(); {
		case seen[next]:
			return further, "Its pages lead back to one that was read."
		case len(further)+1 == maxPages:
			return further, fmt.Sprintf("At most %d pages are read.", maxPages)
		case !s.clock.Now().Before(last):
			return further, "There was no time for the rest."
		case size >= maxFeed:
			return further, fmt.Sprintf("At most %d MB are read.", maxFeed>>20)
		}
		seen[next] = true
		answer, err := s.calls.Do(ctx, outbound.Request{URL: next, MaxBytes: maxFeed - size, Timeout: 20 * time.Second, Header: header})
		if err == nil {
			err = refusal(answer)
		}
		if err != nil {
			return further, tabular.ProblemsOf(err)[0].Message
		}
		further, size, at = append(further, answer.Body), size+int64(len(answer.Body)), answer
	}
}
