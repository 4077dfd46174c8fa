package bench

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
)

const (
	changesSeen  = 5                // how many changes are followed
	seenPatience = 10 * time.Second // how long one may take
)

// seen changes the catalogue from a process that is none of the nodes, and returns how many milliseconds after the commit
// the last node shows it, at the worst of several changes.
func (l *load) seen(ctx context.Context) (float64, error) {
	a, err := open(ctx, l.options, "")
	if err != nil {
		return 0, err
	}
	defer a.Close()
	worst, followed := time.Duration(0), 0
	for _, key := range l.world.keys {
		if followed == changesSeen {
			break
		}
		system := authz.System("bench")
		o, err := a.Catalogue.OfferByKey(ctx, system, key)
		if err != nil {
			return 0, err
		}
		for _, s := range l.nodes { // so that it is remembered
			if _, err := l.status(ctx, s.address+"/offers/"+key); err != nil {
				return 0, err
			}
		}
		switch err := a.Catalogue.Archive(ctx, system, o.ID, "bench"); {
		case errs.Is(err, errs.Conflict): // it has dates to come
			continue
		case err != nil:
			return 0, err
		}
		committed := time.Now()
		followed++
		for _, s := range l.nodes {
			for {
				status, err := l.status(ctx, s.address+"/offers/"+key)
				if err != nil {
					return 0, err
				}
				if status == http.StatusGone {
					break
				}
				if time.Since(committed) > seenPatience {
					return 0, fmt.Errorf("bench: %s was archived %v ago and %s does not know", key, seenPatience, s.address)
				}
				select {
				case <-ctx.Done():
					return 0, ctx.Err()
				case <-time.After(5 * time.Millisecond):
				}
			}
		}
		worst = max(worst, time.Since(committed))
	}
	return float64(worst.Microseconds()) / 1000, nil
}

func (l *load) status(ctx context.Context, address string) (int, error) {
	resp, err := l.client.Do(get(address).WithContext(ctx))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}
