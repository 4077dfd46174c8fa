package measures

import (
	"cmp"
	"context"
	"iter"

	"learningcommons.dev/commons/internal/platform/id"
)

// standing is what somebody is to be counted as, encoded.
type standing struct {
	person id.ID
	text   string
}

// counted is one person as they stand in the last figures, and as they say that they stand now: classes by competency.
type counted struct {
	person  id.ID
	text    string
	was, is map[int]int
}

// flows are the ways the person would take, those of staying among them: one to each competency of today. Who stood in several that are one by now
// comes from that one itself, else from the one that was known first; so they are counted once, and everybody who comes from it comes from whole
// classes. From what was split or ended, everybody goes outside.
func (c *count) flows(p counted) iter.Seq[flow] {
	from := make(map[int]stand, len(p.was))
	for of, in := range p.was {
		to := cmp.Or(c.today[of], of)
		if had, ok := from[to]; !ok || had.of != to && (of == to || of < had.of) {
			from[to] = stand{of, in}
		}
	}
	return func(yield func(flow) bool) {
		for of, k := range from {
			if !yield(flow{of, k, p.is[of]}) {
				return
			}
		}
		for of, to := range p.is {
			if _, had := from[of]; !had && !yield(flow{of, nowhere, to}) {
				return
			}
		}
	}
}

// people streams everybody who is counted or says something, in the order of their ids.
func (c *count) people(ctx context.Context) iter.Seq2[counted, error] {
	return func(yield func(counted, error) bool) {
		old, stopOld := iter.Pull2(eachCounted(ctx, c.db))
		defer stopOld()
		now, stopNow := iter.Pull2(c.saying(ctx))
		defer stopNow()
		o, err1, hasOld := old()
		n, err2, hasNow := now()
		for hasOld || hasNow {
			if err1 != nil || err2 != nil {
				if err1 == nil {
					err1 = err2
				}
				yield(counted{}, err1)
				return
			}
			var p counted
			takeOld, takeNow := hasOld && (!hasNow || o.person <= n.person), hasNow && (!hasOld || n.person <= o.person)
			if takeNow {
				p = n
				n, err2, hasNow = now()
			}
			if takeOld {
				p.person, p.text = o.person, o.text
				o, err1, hasOld = old()
			}
			p.was = decode(p.text)
			if !yield(p, nil) {
				return
			}
		}
		if err1 != nil || err2 != nil {
			if err1 == nil {
				err1 = err2
			}
			yield(counted{}, err1)
		}
	}
}

// saying gathers what each person says now, of the competencies of today. Where somebody says two things of one competency, the gap counts.
func (c *count) saying(ctx context.Context) iter.Seq2[counted, error] {
	return func(yield func(counted, error) bool) {
		var list []Assessed
		tell := func() bool {
			if len(list) == 0 {
				return true
			}
			p, err := c.gather(ctx, list)
			return yield(p, err) && err == nil
		}
		for a, err := range c.assessments.Latest(ctx) {
			if err != nil {
				yield(counted{}, err)
				return
			}
			if len(list) > 0 && list[0].Person != a.Person {
				if !tell() {
					return
				}
				list = list[:0]
			}
			list = append(list, a)
		}
		tell()
	}
}

// gather makes one person of what they say.
func (c *count) gather(ctx context.Context, list []Assessed) (counted, error) {
	p := counted{person: list[0].Person, is: make(map[int]int, len(list))}
	numbers := make([]int, len(list))
	for i, a := range list {
		numbers[i] = c.words.number(string(a.Competency))
	}
	if err := c.follow(ctx, numbers); err != nil {
		return p, err
	}
	for i, a := range list {
		of := c.today[numbers[i]]
		if of == outside {
			continue
		}
		k := class{a.Audience, a.Said, a.Level}
		if k.said != SaidGap {
			k.level = ""
		}
		if had, ok := p.is[of]; !ok || k.said == SaidGap && classOf(c.words.list[had]).said != SaidGap {
			p.is[of] = c.words.number(k.word())
		}
	}
	return p, nil
}

// follow finds out what stands in the place of competencies today, of each once in a count: itself where it stayed, else the one that replaced it or into
// which it was merged. Nothing stands in the place of what was split or ended, of which people are to say something anew.
func (c *count) follow(ctx context.Context, competencies []int) error {
	var ids []id.ID
	for _, of := range competencies {
		if _, known := c.today[of]; !known {
			c.today[of] = of
			ids = append(ids, id.ID(c.words.list[of]))
		}
	}
	if c.standards == nil || len(ids) == 0 {
		return nil
	}
	fates, err := c.standards.Became(ctx, c.db, ids)
	if err != nil {
		return err
	}
	for from, fate := range fates {
		c.today[c.words.number(string(from))] = outside
		if to := fate.Successor(); to != "" {
			c.today[c.words.number(string(from))] = c.words.number(string(to))
		}
	}
	return nil
}
