package shell

import "testing"

// TestDialogsOpen asks for files and folders as a person is asked.
func TestDialogsOpen(t *testing.T) {
	r := newRig(t)
	for _, p := range []pickRequest{{title: "Open"}, {title: "Open", model: true}, {title: "Save", save: true, name: "a.csv"}, {title: "Folder", save: true, dir: true, name: "a"}} {
		r.sh.pickByDialog(p)
		top := r.sh.win.Canvas().Overlays().Top()
		if top == nil {
			t.Fatalf("%+v: nothing is asked", p)
		}
		r.sh.win.Canvas().Overlays().Remove(top)
	}
}
