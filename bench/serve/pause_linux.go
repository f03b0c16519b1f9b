package main

import (
	"syscall"
	"time"
)

// pause waits by the system's clock. Why: the runtime's timers wait for whole milliseconds
// when nothing else runs.
func pause(d time.Duration) {
	if d > 0 {
		at := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&at, nil) // Why: woken early, the next request is early by as much and counts from then
	}
}
