package words

import "fmt"

// Words of the decision desk.
const (
	FlagFrom      = "Flag from"
	PresetF1      = "Best F1"
	PresetBal     = "Balanced"
	PresetHalf    = "50 %"
	PresetMoney   = "Most gained"
	FindAtLeast   = "Find at least"
	FlagAtMost    = "Flag at most"
	SetIt         = "Set"
	FlaggedWord   = "Flagged"
	NotFlagged    = "Not flagged"
	WorthLabel    = "worth each"
	CurrencyHint  = "currency"
	NumberHint    = "0"
	BadNumber     = "a number such as 100 or -20"
	BadShare      = "a share such as 80 %"
	BadCount      = "a whole number of rows"
	WorthMissing  = "Fill in what one row of each kind brings or costs to see the money."
	ThresholdKept = "The threshold is kept with the model: saved models, predictions and the command line use it."
	RowsOpen      = "Tap a number to see its rows."
	ChartProfit   = "profit"
)

// Really names the rows of one truth.
func Really(class string, yes bool) string {
	if yes {
		return "Really " + Shorten(class, 24)
	}
	return "Really not " + Shorten(class, 20)
}

// CellTitle names the rows of one cell of the confusion matrix.
func CellTitle(class string, truth, flagged bool) string {
	s := Really(class, truth)
	if flagged {
		return s + ", flagged"
	}
	return s + ", not flagged"
}

// FlaggedLine says what a flag is worth: "Of 100 flagged, 72 are right".
func FlaggedLine(right, flagged, actual int, class string) string {
	class = Shorten(class, 30)
	if flagged == 0 {
		return fmt.Sprintf("No row is flagged, so all %s that are really %s are missed.", Int(actual), class)
	}
	s := "Of 100 flagged, " + hundredths(right, flagged) + " right."
	if actual == 0 {
		return s + " No row is really " + class + "."
	}
	return s + " Of 100 that are really " + class + ", " + hundredths(right, actual) + " found."
}

// hundredths is a share as whole hundredths with its verb; a share that is only nearly all
// or none says so.
func hundredths(part, whole int) string {
	n := (200*part + whole) / (2 * whole)
	switch {
	case part == 0:
		return "none is"
	case part == whole:
		return "all are"
	case n == 0:
		return "fewer than 1 is"
	case n == 100:
		return "more than 99 are"
	case n == 1:
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// MoneyLine says what a threshold brings in all and per row.
func MoneyLine(total float64, rows int, currency string) string {
	return fmt.Sprintf("In all %s on %s, %s a row.", Money(total, currency), Rows(rows), Money(total/float64(max(rows, 1)), currency))
}

// Money spells an amount.
func Money(v float64, currency string) string {
	s := Number(v)
	if v > 0 {
		s = "+" + s
	}
	if currency != "" {
		s += " " + currency
	}
	return s
}

// FlagCount says how many rows are flagged: "743 rows flagged (10.5 %)".
func FlagCount(n, rows int) string { return Rows(n) + " flagged (" + Share(n, rows) + ")" }
