package jobbar

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestBar(t *testing.T) {
	test.NewTempApp(t)
	stopped := 0
	b := New(func() { stopped++ })
	b.Still = true
	test.NewTempWindow(t, b).Resize(fyne.NewSize(800, 50))
	if b.Running() || b.stop.Visible() || b.progress.Visible() {
		t.Error("an idle bar offers to stop")
	}
	b.Run("Reading", Unknown)
	if !b.Running() || !b.stop.Visible() || b.progress.Visible() {
		t.Error("a job of unknown length shows a share, or cannot be stopped")
	}
	b.Run("Reading", 0.4)
	if !b.progress.Visible() || b.progress.share != 0.4 {
		t.Errorf("share = %v", b.progress.share)
	}
	test.Tap(b.stop)
	test.Tap(b.stop)
	if stopped != 1 || b.stop.Text != "Stopping…" {
		t.Errorf("Stop called %d times, button says %q", stopped, b.stop.Text)
	}
	b.Run("Stopping", 2)
	if b.progress.share != 1 || !b.stop.Disabled() {
		t.Error("a job that is being stopped can be stopped again")
	}
	b.Idle("Stopped, 3 models kept.")
	if b.Running() || b.Text() != "Stopped, 3 models kept." {
		t.Errorf("bar says %q", b.Text())
	}
	b.Run("Again", 0)
	if b.stop.Disabled() || b.stop.Text != "Stop" {
		t.Error("the next job cannot be stopped")
	}
}

func TestMemory(t *testing.T) {
	test.NewTempApp(t)
	b := New(nil)
	for _, c := range []struct {
		used, limit int64
		want        string
	}{
		{85_000_000, 0, "85 MB"}, {1_234_000_000, 8_000_000_000, "1.2 GB of 8.0 GB"},
		{7_900_000_000, 8_000_000_000, "7.9 GB of 8.0 GB – nearly full"}, {64_000_000_000, 0, "64 GB"}, {5_000, 0, "5 kB"},
	} {
		b.SetMemory(c.used, c.limit)
		if b.memory.Text != c.want {
			t.Errorf("SetMemory(%d, %d) shows %q, want %q", c.used, c.limit, b.memory.Text, c.want)
		}
	}
}
