package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// collectAt is the share of what is in use, in percent, by which memory may grow before
	// unused memory is collected. Why less than Go's 100: nearly all of it is long arrays of
	// numbers, which cost nothing to look through, and a peak is a fifth lower.
	collectAt = 60

	// room is how many bytes it may grow by in any case where rows are answered. Why: a server
	// of a small model would else collect at every request.
	room = 64 << 20
)

// keepSmall makes memory be collected often. A person's GOGC goes before.
func keepSmall() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
}

// keepRoom lets memory grow by room before it is collected, and settles that anew after each
// collection. A person's GOGC goes before.
func keepRoom() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth(0))
		runtime.SetFinalizer(&collection{}, (*collection).done)
	}
}

// collection is found to be unused by each collection.
type collection struct{ _ [16]byte } // Why not empty: objects without size are never let go

func (c *collection) done() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if live[0].Value.Kind() == metrics.KindUint64 {
		debug.SetGCPercent(growth(live[0].Value.Uint64()))
	}
	runtime.SetFinalizer(c, (*collection).done)
}

// growth is the share, in percent, by which memory may grow of which so many bytes are in use.
func growth(live uint64) int {
	const least = 4 << 20 // Go takes no less to be in use
	return max(collectAt, int(100*room/max(live, least)))
}
