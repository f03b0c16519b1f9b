package serve

import (
	"math"
	"sync"
	"time"
)

// The durations of recent answers fall into classes whose ends grow by a tenth, from 10 µs to
// a little over a minute: a quantile read from them is at most a tenth too large.
const (
	firstClass   = 10 * time.Microsecond
	classGrowth  = 1.1
	classes      = 166
	recentLength = 60 // seconds
)

// recent keeps how long the answers of the last minute took.
type recent struct {
	mu      sync.Mutex
	seconds [recentLength]second
}

// second is what was answered in one second.
type second struct {
	at    int64 // Unix time
	count int
	took  [classes]uint32
}

// classOf is the class of a duration.
func classOf(took time.Duration) int {
	if took <= firstClass {
		return 0
	}
	return min(int(math.Ceil(math.Log(float64(took)/float64(firstClass))/math.Log(classGrowth))), classes-1)
}

// endOf is the longest duration of a class.
func endOf(class int) time.Duration {
	return time.Duration(float64(firstClass) * math.Pow(classGrowth, float64(class)))
}

func (r *recent) add(now time.Time, took time.Duration) {
	at, class := now.Unix(), classOf(took)
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.seconds[at%recentLength]
	if s.at != at {
		*s = second{at: at}
	}
	s.count++
	s.took[class]++
}

// Recent is what a server did in the last minute.
type Recent struct {
	Seconds  []int         // requests of each second, the oldest first
	P50, P99 time.Duration // half, and 99 of 100, of the answers took no longer; 0 without any
}

// last sums the minute up that ends at now.
func (r *recent) last(now time.Time) Recent {
	out := Recent{Seconds: make([]int, recentLength)}
	var took [classes]int
	total := 0
	r.mu.Lock()
	for i := range out.Seconds {
		at := now.Unix() - int64(recentLength-1-i)
		s := &r.seconds[((at%recentLength)+recentLength)%recentLength]
		if s.at != at {
			continue
		}
		out.Seconds[i] = s.count
		total += s.count
		for k, n := range s.took {
			took[k] += int(n)
		}
	}
	r.mu.Unlock()
	quantile := func(share float64) time.Duration {
		need, sum := int(math.Ceil(share*float64(total))), 0
		for k, n := range took {
			if sum += n; sum >= need {
				return endOf(k)
			}
		}
		return 0
	}
	if total > 0 {
		out.P50, out.P99 = quantile(0.5), quantile(0.99)
	}
	return out
}
