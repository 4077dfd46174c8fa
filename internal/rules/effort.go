package rules

import "context"

// maxWork bounds what one evaluation does, in steps of about a nanosecond; maxPrograms what of it linear programs may do,
// after which entries are shared out one by one.
const (
	maxWork     = 1_500_000_000
	maxPrograms = maxWork / 3
)

// effort is what is left of the work of one evaluation. Whoever looks at many things says how many, roughly and before or after
// it; nothing new is begun when all is used up, and the result is then that it is too much.
type effort struct {
	left, programs int
	ctx            context.Context
}

// effortFor is the work that may be done for one question; a context that nobody gave never ends.
func effortFor(ctx context.Context) *effort {
	if ctx == nil {
		ctx = context.Background()
	}
	return &effort{maxWork, maxPrograms, ctx}
}

func (e *effort) spend(steps int) { e.left -= steps }

// over reports whether all is used up, or nobody waits for the answer any more.
func (e *effort) over() bool { return e.left < 0 || e.ctx.Err() != nil }

// bounded evaluates, and says so when it is too much.
func (p *Program) bounded(person *Person, q Request, work *effort) (*Result, error) {
	res, err := p.evaluate(person, q, work)
	if err == nil && work.over() {
		if err := work.ctx.Err(); err != nil {
			return nil, err
		}
		res.Status, res.Notes, res.Tree = NotYet, []Reason{TooMuch}, Node{Status: NotYet, Reason: TooMuch}
	}
	return res, err
}
