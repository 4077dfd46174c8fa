package catalogue

import (
	"container/heap"
	"context"
	"iter"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// applyTime makes those entries anew that the time of day has changed.
func (s *Service) applyTime(ctx context.Context, d *directory) error {
	for ids := range s.index.passed(d.now) {
		if err := s.reindex(ctx, d, ids); err != nil {
			return err
		}
	}
	return nil
}

// timer says when time changes an entry. Old ones of the same offer do no harm.
type timer struct {
	at    int64
	offer id.ID
}

// timers is a heap, the next one first.
type timers []timer

func (t timers) Len() int           { return len(t) }
func (t timers) Less(i, j int) bool { return t[i].at < t[j].at }
func (t timers) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *timers) Push(v any)        { *t = append(*t, v.(timer)) }
func (t *timers) Pop() any {
	last := (*t)[len(*t)-1]
	*t = (*t)[:len(*t)-1]
	return last
}

func (t *timers) add(offer id.ID, at time.Time) {
	if !at.IsZero() {
		*t = append(*t, timer{at.UnixMicro(), offer})
	}
}

func (x *index) setTimers(t timers) {
	x.timers = t
	next := int64(0)
	if len(t) > 0 {
		next = t[0].at
	}
	x.due.Store(next)
}

// passed takes the offers out whose time has come, in chunks.
func (x *index) passed(now time.Time) iter.Seq[[]id.ID] {
	return func(yield func([]id.ID) bool) {
		for {
			var ids []id.ID
			for len(x.timers) > 0 && x.timers[0].at <= now.UnixMicro() && len(ids) < indexChunk {
				ids = append(ids, heap.Pop(&x.timers).(timer).offer)
			}
			x.setTimers(x.timers)
			if len(ids) == 0 || !yield(ids) {
				return
			}
		}
	}
}
