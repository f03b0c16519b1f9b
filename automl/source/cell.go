package source

import (
	"math"
	"strings"

	"winnow/automl/table"
)

// knownMissing are the spellings of a missing value that nobody has to name.
var knownMissing = newMissing(nil)

// Cell reads single cells as Open reads those of a column of the given kind, Number or Time,
// and spelling. A missing cell is NaN; false is said of one that cannot be read.
func Cell(kind table.Kind, f table.Format) func(text string) (float64, bool) {
	form := formOf(f)
	return func(text string) (float64, bool) {
		text = strings.TrimSpace(text)
		if knownMissing.is([]byte(text)) {
			return math.NaN(), true
		}
		if kind == table.Time {
			return moment(text, f.Layout)
		}
		v, r := form.read([]byte(text))
		return v, r == isNumber
	}
}

// Missing reports whether a cell is spelt as one without a value.
func Missing(text string) bool { return knownMissing.is([]byte(strings.TrimSpace(text))) }
