package shell

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/app/words"
)

// TestAFolderIsWatched starts a watch, sees what became of two files, and ends it.
func TestAFolderIsWatched(t *testing.T) {
	r := newRig(t)
	r.sh.later = func(_ time.Duration, f func()) func() {
		time.AfterFunc(10*time.Millisecond, func() { r.sh.post(f) })
		return func() {}
	}
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabWatch)
	r.sh.pick = func(p pickRequest) { p.done("/inbox") }
	r.until("tab", func(*flow.State) bool { return len(all(r.sh.win.Content(), words.WatchStart)) == 1 })
	r.tapOn(words.CopyCommand)
	if got := r.sh.app.Clipboard().Content(); got != "winnow watch --keep FOLDER churn.winnow" {
		t.Errorf("copied %q", got)
	}
	walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok && c.Text == words.WatchHeed {
			test.Tap(c)
		}
	})
	test.Tap(all(r.sh.win.Content(), words.WatchStart)[0])
	said := func(part string) func(*flow.State) bool {
		return func(*flow.State) bool {
			found := false
			walk(r.sh.win.Content(), func(o fyne.CanvasObject) {
				l, ok := o.(*widget.Label)
				found = found || ok && strings.Contains(l.Text, part)
			})
			return found
		}
	}
	r.until("done", said("march.csv: 1,480 rows predicted"))
	r.until("refused", said("notes.txt: in quarantine."))
	r.shot("use-watch")
	if len(r.svc.Watched) != 1 || !r.svc.Watched[0].NoMapping {
		t.Errorf("watched with %+v", r.svc.Watched)
	}
	r.tapOn(words.CopyCommand)
	if got := r.sh.app.Clipboard().Content(); got != "winnow watch --keep --no-mapping /inbox churn.winnow" {
		t.Errorf("copied %q", got)
	}
	r.sh.setLook(look.Dark, 1) // the pages are made anew; the watch goes on
	r.sh.page(flow.Use).(interface{ SelectTab(string) }).SelectTab(words.TabWatch)
	r.until("shown again", said("march.csv: 1,480 rows predicted"))
	test.Tap(all(r.sh.win.Content(), words.WatchStop)[0])
	r.until("ended", func(*flow.State) bool { return len(all(r.sh.win.Content(), words.WatchStart)) == 1 })
}
