package pages

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// TestRowsGrowNarrower gives rows less width than they had before, and asks how high they are.
func TestRowsGrowNarrower(t *testing.T) {
	test.NewTempApp(t)
	box := container.New(&rowsLayout{gap: 10})
	for range 3 {
		r := canvas.NewRectangle(nil)
		r.SetMinSize(fyne.NewSize(100, 20))
		box.Add(r)
	}
	for _, c := range []struct{ width, height float32 }{{400, 20}, {320, 20}, {319, 50}, {100, 80}, {320, 20}} {
		box.Resize(fyne.NewSize(c.width, 20))
		if got, want := box.MinSize(), fyne.NewSize(100, c.height); got != want {
			t.Errorf("%v wide: asks for %v, want %v", c.width, got, want)
		}
	}
	if at := box.Objects[2].Position(); at != fyne.NewPos(220, 0) {
		t.Errorf("the third lies at %v", at)
	}
}
