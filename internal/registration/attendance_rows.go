package registration

import (
	"regexp"
	"slices"
	"strings"
)

// wordsForLeaving are what a list of actions writes when somebody goes; all else is coming.
var wordsForLeaving = []string{"left", "verlassen", "hat verlassen", "salió", "abandonó", "a quitté", "parti", "saiu"}

// paired makes visits of a list of actions: each time of leaving ends the latest stay of that person which has not ended, since a leave
// may be lost. What has no counterpart keeps its one time, and is refused for the other.
func paired(raw []rawVisit) []rawVisit {
	var out []rawVisit
	open := map[string][]int{} // places in out of stays that have not ended
	for _, v := range raw {
		if v.cells["action"] == "" || v.cells["moment"] == "" || v.cells["joined"]+v.cells["left"] != "" {
			out = append(out, v)
			continue
		}
		v.timed = true
		who := v.cells["email"] + "|" + v.name()
		if !said(v.cells["action"], wordsForLeaving...) {
			open[who] = append(open[who], len(out))
			v.cells["joined"] = v.cells["moment"]
		} else if stays := open[who]; len(stays) > 0 {
			last := len(stays) - 1
			out[stays[last]].cells["left"] = v.cells["moment"]
			open[who] = stays[:last]
			continue
		} else {
			v.cells["left"] = v.cells["moment"]
		}
		out = append(out, v)
	}
	return out
}

var cellBreak = regexp.MustCompile(`(?i)\s*(?:<br\s*/?>|\n)\s*`)

// apiece makes a visit of each of several joins that stand in one cell, where as many leaves stand beside them.
func apiece(raw []rawVisit) []rawVisit {
	var out []rawVisit
	for _, v := range raw {
		joins, lefts := cellBreak.Split(v.cells["joined"], -1), cellBreak.Split(v.cells["left"], -1)
		if len(joins) < 2 || len(joins) != len(lefts) || slices.Contains(joins, "") {
			out = append(out, v)
			continue
		}
		for i := range joins {
			one := v
			one.cells = map[string]string{"joined": joins[i], "left": lefts[i]}
			for field, c := range v.cells {
				if field == "email" || field == "name" || field == "first" || field == "last" {
					one.cells[field] = strings.TrimSpace(c)
				}
			}
			out = append(out, one)
		}
	}
	return out
}
