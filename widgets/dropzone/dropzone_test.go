package dropzone

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

func TestZone(t *testing.T) {
	test.NewTempApp(t)
	z := New("Drop a file here", "")
	var dropped []fyne.URI
	browsed := 0
	z.OnDropped = func(u []fyne.URI) { dropped = u }
	z.OnBrowse = func() { browsed++ }
	w := test.NewTempWindow(t, container.NewBorder(widget.NewLabel("top"), nil, nil, nil, z))
	w.Resize(fyne.NewSize(400, 300))
	files := []fyne.URI{storage.NewFileURI("/data/a.csv")}
	if z.Drop(fyne.NewPos(10, 5), files, false) || dropped != nil {
		t.Error("a drop beside the zone is taken")
	}
	if !z.Drop(fyne.NewPos(10, 5), files, true) || len(dropped) != 1 {
		t.Error("a drop anywhere is not taken")
	}
	dropped = nil
	if !z.Drop(fyne.NewPos(200, 200), files, false) || len(dropped) != 1 {
		t.Error("a drop inside is not taken")
	}
	if z.Drop(fyne.NewPos(200, 200), nil, false) {
		t.Error("a drop of nothing is taken")
	}
	test.Tap(z.surface)
	w.Canvas().Focus(z.surface)
	z.surface.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if browsed != 2 {
		t.Errorf("browsed %d times, want 2", browsed)
	}
	z.Hide()
	if z.Drop(fyne.NewPos(200, 200), files, true) {
		t.Error("a hidden zone takes a drop")
	}
}
