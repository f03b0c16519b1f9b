package num

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestTeam(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 5} {
		team := NewTeam(workers)
		if team.Size() != max(workers, 1) {
			t.Fatalf("a team of %d, want %d", team.Size(), workers)
		}
		for round := range 2000 {
			n := round % 9
			done := make([]int32, n)
			busy := make([]atomic.Bool, team.Size())
			err := team.Run(t.Context(), n, func(i, worker int) error {
				if busy[worker].Swap(true) {
					t.Errorf("worker %d does two tasks at a time", worker)
				}
				done[i]++
				busy[worker].Store(false)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range done {
				if c != 1 {
					t.Fatalf("%d workers, round %d: task %d was done %d times", workers, round, i, c)
				}
			}
		}
	}
}

func TestTeamFails(t *testing.T) {
	team := NewTeam(3)
	broken := errors.New("broken")
	err := team.Run(t.Context(), 100, func(i, _ int) error {
		if i == 5 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the task's error", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var count atomic.Int32
	err = team.Run(ctx, 1000, func(int, int) error {
		if count.Add(1) == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || count.Load() > 20 {
		t.Errorf("got %v after %d tasks, want the context's error after about 10", err, count.Load())
	}
	if err := team.Run(t.Context(), 4, func(int, int) error { return nil }); err != nil {
		t.Errorf("a run after a failed one: %v", err)
	}
}

// TestTeamRests holds a team to work without helpers for a while after one was halted, for
// longer when that happens again soon, and no longer than is bounded.
func TestTeamRests(t *testing.T) {
	team := NewTeam(2)
	for want := leastRest; want < 4*mostRest; want *= 2 {
		team.settle(true)
		if rest := min(want, mostRest); team.alone != rest {
			t.Fatalf("%d pieces alone, want %d", team.alone, rest)
		}
		for range team.alone {
			if err := team.Run(t.Context(), 8, func(_, worker int) error {
				if worker != 0 && team.alone > 0 {
					t.Error("a helper works while the team rests")
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range mostRest + 1 {
		team.settle(false)
	}
	if team.settle(true); team.alone != leastRest {
		t.Errorf("%d pieces alone after a long time without a halt, want %d", team.alone, leastRest)
	}
}

func BenchmarkTeam(b *testing.B) {
	team := NewTeam(2)
	for b.Loop() {
		if err := team.Run(b.Context(), 2, func(int, int) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
