package shell

import (
	"testing"

	"winnow/app/flow"
	"winnow/app/pages"
	look "winnow/app/theme"
	"winnow/app/words"
)

func lookMode(s string) look.Mode { return look.Mode(s) }

// TestUseKeepsItsTab changes the look while a tab of the last step is open.
func TestUseKeepsItsTab(t *testing.T) {
	r := newRig(t)
	r.open("/data/churn.csv")
	r.goal("churn")
	r.train()
	r.sh.Do(flow.GoTo{Step: flow.Use})
	r.sh.page(flow.Use).(*pages.Use).SelectTab(words.TabWatch)
	r.sh.setLook(look.Dark, r.sh.look.Zoom)
	if got := r.sh.page(flow.Use).(*pages.Use).OpenTabs(); got[len(got)-1] != words.TabWatch {
		t.Errorf("after a change of look the tab %q is open, want %q", got[len(got)-1], words.TabWatch)
	}
}
