package shell

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
)

func (r *rig) says(what string) bool {
	found := false
	walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			found = found || strings.Contains(o.Text, what)
		case *canvas.Text:
			found = found || strings.Contains(o.Text, what)
		}
	})
	return found
}

func (r *rig) tapOn(label string) {
	r.t.Helper()
	b := all(r.sh.win.Content(), label)
	if len(b) == 0 {
		r.t.Fatalf("there is no button %q", label)
	}
	test.Tap(b[0])
}

// TestAModelIsServed serves the model to others, looks at what is shown, serves another
// model in its place and stops.
func TestAModelIsServed(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	var again func()
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabServe)
	r.shot("use-serve")
	walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
		if g, ok := o.(*widget.RadioGroup); ok {
			again = func() { g.SetSelected(words.ServeOthers) }
		}
	})
	again()
	if !r.says(words.ServeWarning) {
		t.Error("there is no warning")
	}
	r.tapOn(words.CopyCommand)
	if got := r.sh.app.Clipboard().Content(); got != "winnow serve --new-key --addr=0.0.0.0:8080 churn.winnow" {
		t.Errorf("copied %q", got)
	}
	r.tapOn(words.ServeStart)
	r.until("counts", func(*flow.State) bool { return r.says("192.168.0.7") && r.says("1.3 ms") })
	r.shot("use-serve-active")
	r.tapOn(words.ServeCurl)
	if got := r.sh.app.Clipboard().Content(); !strings.HasPrefix(got, "curl ") || !strings.HasSuffix(got, "http://192.168.0.7:8080/predict") || !strings.Contains(got, "'X-API-Key: Q4Z") {
		t.Errorf("copied %q", got)
	}
	first := r.svc.Asked[0]
	if !first.Others || first.Port != 8080 || first.Run == "" {
		t.Errorf("asked for %+v", first)
	}
	board, _ := r.sh.State().Board()
	i := slices.IndexFunc(board, func(m automl.ModelRow) bool { return m.ID != r.sh.State().ModelNow().ID })
	r.sh.Do(flow.PickModel{ID: board[i].ID})
	r.tapOn(words.ServeInstead)
	r.until("the other model", func(*flow.State) bool {
		return len(r.svc.Asked) == 2 && len(all(r.sh.win.Content(), words.ServeInstead)) == 0
	})
	if second := r.svc.Asked[1]; second.Row != board[i].ID {
		t.Errorf("asked for %+v", second)
	}
	r.sh.setLook("dark", 1.5) // makes the pages anew
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabServe)
	r.until("the server again", func(*flow.State) bool {
		return r.says("192.168.0.7") && len(all(r.sh.win.Content(), words.ServeInstead)) == 0
	})
	r.shot("use-serve-large")
	r.tapOn(words.ServeStop)
	r.until("stopped", func(*flow.State) bool { return len(all(r.sh.win.Content(), words.ServeStart)) == 1 })
	if r.svc.Served() != nil {
		t.Error("it still answers")
	}
}

// TestAPortThatIsTaken tells why the model cannot be served there.
func TestAPortThatIsTaken(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabServe)
	var port *widget.Entry
	walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.Entry); ok && e.Text == "8080" {
			port = e
		}
	})
	port.SetText("many")
	if b := all(r.sh.win.Content(), words.ServeStart)[0]; !b.Disabled() {
		t.Error("a port that is none can be served at")
	}
	port.SetText("80")
	r.tapOn(words.ServeStart)
	r.until("told", func(*flow.State) bool { return r.says("cannot listen") && r.says("Choose another address") })
}
