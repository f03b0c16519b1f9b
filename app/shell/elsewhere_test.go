package shell

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
)

// TestAModelIsTakenElsewhere saves a model in one of its forms, with an option, and copies
// the command that does the same.
func TestAModelIsTakenElsewhere(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabElsewhere)
	r.until("forms", func(*flow.State) bool { return len(all(r.sh.win.Content(), words.ExportSave)) == 2 })
	r.shot("use-elsewhere")
	var pick *widget.Select
	walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
		if s, ok := o.(*widget.Select); ok && s.Selected == "exact" {
			pick = s
		}
	})
	if pick == nil {
		t.Fatal("the option is not shown")
	}
	pick.SetSelected("compatible")
	r.sh.pick = func(p pickRequest) {
		if !p.save || p.dir || !strings.HasSuffix(p.name, ".onnx") {
			t.Errorf("asked for %+v", p)
		}
		p.done("/out/" + p.name)
	}
	test.Tap(all(r.sh.win.Content(), words.ExportSave)[1])
	r.until("written", func(*flow.State) bool { return len(r.svc.Exported) > 0 })
	last := r.svc.Exported[0]
	if last.Format != "onnx" || last.Options["profile"] != "compatible" || last.Out != "/out/churn.onnx" || last.Run == "" {
		t.Errorf("asked for %+v", last)
	}
	r.until("told", func(*flow.State) bool {
		said := false
		walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
			l, ok := o.(*widget.Label)
			said = said || ok && strings.Contains(l.Text, "Read back and asked")
		})
		return said
	})
	r.shot("use-elsewhere-done")
	test.Tap(all(r.sh.win.Content(), words.CopyCommand)[1])
	if got := r.sh.app.Clipboard().Content(); !strings.Contains(got, "--set=profile=compatible") {
		t.Errorf("copied %q", got)
	}
}

// all are the buttons with a label, in their order.
func all(in fyne.CanvasObject, label string) []*widget.Button {
	var out []*widget.Button
	walk(in, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Text == label {
			out = append(out, b)
		}
	})
	return out
}

func walk(in fyne.CanvasObject, visit func(o fyne.CanvasObject)) {
	for _, o := range test.LaidOutObjects(in) {
		visit(o)
	}
}
