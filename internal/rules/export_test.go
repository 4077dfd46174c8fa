package rules

import "context"

// Work evaluates with a bound of its own, and says how much was done.
func (p *Program) Work(person *Person, q Request, bound int) (res *Result, steps int, err error) {
	work := &effort{bound, bound / 3, context.Background()}
	res, err = p.bounded(person, q, work)
	return res, bound - work.left, err
}
