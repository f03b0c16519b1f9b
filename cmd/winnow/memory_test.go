package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestGrowth(t *testing.T) {
	for _, c := range []struct {
		live uint64
		want int
	}{{0, 1600}, {1 << 22, 1600}, {64 << 20, 100}, {128 << 20, 60}, {8 << 30, 60}} {
		if got := growth(c.live); got != c.want {
			t.Errorf("growth(%d) = %d, want %d", c.live, got, c.want)
		}
	}
}

// TestKeepRoom sees that the share follows what is in use, down and up again.
func TestKeepRoom(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	keepRoom()
	some := make([]byte, 8<<20)
	if !settles(func(share int) bool { return share > collectAt && share < growth(0) }) {
		t.Error("the share does not follow 8 MiB in use")
	}
	more := make([]byte, 4*room)
	if !settles(func(share int) bool { return share == collectAt }) {
		t.Errorf("with %d bytes in use the share is not %d %%", len(more), collectAt)
	}
	runtime.KeepAlive(more)
	if !settles(func(share int) bool { return share > collectAt }) {
		t.Error("the share stays when less is in use")
	}
	runtime.KeepAlive(some)
}

// settles collects until the share by which memory may grow is as wanted: it is set beside.
func settles(wanted func(share int) bool) bool {
	for range 1000 {
		runtime.GC()
		share := debug.SetGCPercent(100)
		debug.SetGCPercent(share)
		if wanted(share) {
			return true
		}
	}
	return false
}
