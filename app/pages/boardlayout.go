package pages

import (
	"fyne.io/fyne/v2"
)

// A boardColumn is a column of the leaderboard: how wide it is at zoom 1, and when it goes
// as room gets scarce: the highest first, 0 never.
type boardColumn struct {
	width float32
	rank  int
}

// The columns of the leaderboard, in order.
const (
	colBracket = iota
	colPick
	colStar
	colName
	colBar
	colScore
	colTest
	colFit
	colPredict
	colSize
	colReading
	colMore
	boardWidth
)

var boardColumns = [boardWidth]boardColumn{
	colBracket: {8, 0}, colPick: {32, 3}, colStar: {30, 2}, colName: {200, 0}, colBar: {124, 1}, colScore: {104, 0},
	colTest: {68, 4}, colFit: {62, 7}, colPredict: {70, 6}, colSize: {66, 9}, colReading: {64, 8}, colMore: {34, 0},
}

// boardLayout lays a row of the leaderboard out: the name takes what the others leave, and
// columns that have no room are not shown. Header and rows share it, so that they line up.
type boardLayout struct{ noTest bool }

// shown says which columns fit into a width.
func (l *boardLayout) shown(width float32) [boardWidth]bool {
	var on [boardWidth]bool
	need := float32(0)
	for i := range boardColumns {
		if on[i] = i != colTest || !l.noTest; on[i] {
			need += l.width(i)
		}
	}
	for rank := 9; rank > 0 && need > width; rank-- {
		for i, c := range boardColumns {
			if c.rank == rank && on[i] {
				on[i] = false
				need -= l.width(i)
			}
		}
	}
	return on
}

// width is a column's width. The score bar does not grow with the text.
func (l *boardLayout) width(i int) float32 {
	if i == colBar || i == colBracket {
		return boardColumns[i].width
	}
	return boardColumns[i].width * zoom()
}

// MinSize is for Fyne.
func (l *boardLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, h := float32(0), float32(0)
	for i, o := range objects {
		if boardColumns[i].rank == 0 {
			w += l.width(i)
		}
		if i != colBracket {
			h = max(h, o.MinSize().Height)
		}
	}
	return fyne.NewSize(w, h)
}

// Layout is for Fyne.
func (l *boardLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	on := l.shown(size.Width)
	free := size.Width
	for i := range objects {
		if on[i] && i != colName {
			free -= l.width(i)
		}
	}
	x := float32(0)
	for i, o := range objects {
		if !on[i] {
			o.Hide()
			continue
		}
		o.Show()
		w := l.width(i)
		if i == colName {
			w = free
		}
		h := o.MinSize().Height
		if i == colBracket {
			h = size.Height
		}
		o.Move(fyne.NewPos(x, (size.Height-h)/2))
		o.Resize(fyne.NewSize(w, h))
		x += w
	}
}
