package run

import (
	"sync"
	"time"
)

// clock is the one clock of a run: when training must end so that the rest still fits the
// budget, and the channel that asks fits to end early.
type clock struct {
	start  time.Time
	budget time.Duration // 0: no limit

	mu      sync.Mutex
	reserve time.Duration // kept for what comes after training
	soft    chan struct{} // closes when training should end
	closed  bool
	stopped bool // by the person
	timer   *time.Timer
}

func newClock(start time.Time, budget time.Duration) *clock {
	c := &clock{start: start, budget: budget, soft: make(chan struct{})}
	if budget > 0 {
		c.setReserve(firstReserve(budget))
	}
	return c
}

// firstReserve is what is kept for the end of the run before anything is known about it.
func firstReserve(budget time.Duration) time.Duration {
	return min(max(budget/14, 100*time.Millisecond), 20*time.Second)
}

// setReserve says how long the rest of the run will take after training.
func (c *clock) setReserve(d time.Duration) {
	if c.budget == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reserve = min(max(d, firstReserve(c.budget)), c.budget/2)
	if c.closed {
		return
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	c.timer = time.AfterFunc(c.budget-c.reserve-time.Since(c.start), c.closeSoft)
}

func (c *clock) closeSoft() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.closed = true
		close(c.soft)
	}
}

// stop is the person's wish to end training now.
func (c *clock) stop() {
	c.mu.Lock()
	c.stopped = true
	c.mu.Unlock()
	c.closeSoft()
}

// endTraining stops the timer when training is over.
func (c *clock) endTraining() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
	}
}

// softStop closes when training should end.
func (c *clock) softStop() <-chan struct{} { return c.soft }

// over reports whether training should have ended.
func (c *clock) over() bool {
	select {
	case <-c.soft:
		return true
	default:
		return false
	}
}

// wasStopped reports whether the person asked to stop.
func (c *clock) wasStopped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped
}

// left is the time left for training; false without a limit.
func (c *clock) left() (time.Duration, bool) {
	if c.budget == 0 {
		return 0, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.budget - c.reserve - time.Since(c.start), true
}

// total is the time left until the end of the whole budget; false without a limit.
func (c *clock) total() (time.Duration, bool) {
	if c.budget == 0 {
		return 0, false
	}
	return c.budget - time.Since(c.start), true
}

// grace is how long predictions of the fold in work may go on when training should have ended.
// Why: the time kept for the end of the run has as much to spare.
func (c *clock) grace() time.Duration { return max(c.budget/60, 100*time.Millisecond) }
