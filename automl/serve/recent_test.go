package serve

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestRecent holds the quantiles against those of the sorted durations.
func TestRecent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r recent
		took := rapid.SliceOfN(rapid.Int64Range(int64(20*time.Microsecond), int64(30*time.Second)), 1, 200).Draw(t, "took")
		now := time.Unix(1_000_000, 0)
		r.add(now.Add(-2*time.Minute), time.Hour) // of the same second of an earlier minute
		r.add(now.Add(-time.Minute), time.Hour)   // just forgotten
		for i, d := range took {
			r.add(now.Add(-time.Duration(i%recentLength)*time.Second), time.Duration(d))
		}
		got := r.last(now)
		slices.Sort(took)
		for _, c := range []struct {
			share float64
			got   time.Duration
		}{{0.5, got.P50}, {0.99, got.P99}} {
			k := int(c.share*float64(len(took))+0.999999) - 1
			want := float64(took[k])
			if float64(c.got) < want*0.999999 || float64(c.got) > want*classGrowth*1.000001 {
				t.Errorf("quantile %g is %v, the durations' %v", c.share, c.got, time.Duration(took[k]))
			}
		}
		sum := 0
		for _, n := range got.Seconds {
			sum += n
		}
		if sum != len(took) || got.Seconds[recentLength-1] < 1 {
			t.Errorf("%v hold not %d", got.Seconds, len(took))
		}
	})
	var none recent
	if got := none.last(time.Now()); got.P50 != 0 || got.P99 != 0 || len(got.Seconds) != recentLength {
		t.Errorf("%+v", got)
	}
}
