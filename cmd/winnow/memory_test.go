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

// TestKeepRoom sees that a collection is followed by another share when more is in use.
func TestKeepRoom(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	keepRoom()
	held := make([]byte, 4*room)
	runtime.GC()
	share := -1
	for range 1000 { // finalizers run beside
		runtime.GC()
		share = debug.SetGCPercent(before)
		if share == collectAt {
			break
		}
		debug.SetGCPercent(share)
	}
	runtime.KeepAlive(held)
	debug.SetGCPercent(before)
	if share != collectAt {
		t.Errorf("with %d bytes in use memory may grow by %d %%, want %d", len(held), share, collectAt)
	}
}
