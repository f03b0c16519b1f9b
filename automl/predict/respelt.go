package predict

import (
	"fmt"
	"strings"
)

// respelt maps values to the level from which each differs only in case or in space around it. A
// value that two levels are like in this way is left out. Nil when there is none.
func respelt(levels, values []string) map[string]string {
	if len(values) == 0 {
		return nil
	}
	plain := func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
	by := map[string]string{}
	twice := map[string]bool{}
	for _, l := range levels {
		key := plain(l)
		_, known := by[key]
		by[key], twice[key] = l, twice[key] || known
	}
	var out map[string]string
	for _, v := range values {
		key := plain(v)
		if l, ok := by[key]; ok && !twice[key] {
			if out == nil {
				out = map[string]string{}
			}
			out[v] = l
		}
	}
	return out
}

// respeltWords says what to write for what: at most so many of the values, in their order.
func respeltWords(values []string, to map[string]string, most int) string {
	var said []string
	for _, v := range values {
		if l, ok := to[v]; ok {
			said = append(said, `"`+l+`" for "`+v+`"`)
		}
	}
	if more := len(said) - most; more > 0 {
		return strings.Join(said[:most], ", ") + fmt.Sprintf(" and so on (%d more)", more)
	}
	return strings.Join(said, ", ")
}
