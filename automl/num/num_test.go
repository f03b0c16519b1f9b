package num

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestForEachDoesAllWorkOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "n")
		done := make([]int, n)
		err := ForEach(context.Background(), rapid.IntRange(-1, 9).Draw(t, "workers"), n, func(i int) error {
			done[i]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range done {
			if k != 1 {
				t.Fatalf("%d was done %d times", i, k)
			}
		}
	})
}

func TestForEachReturnsAnErrorAndStops(t *testing.T) {
	for _, workers := range []int{1, 4} {
		var calls [1000]bool
		err := ForEach(context.Background(), workers, len(calls), func(i int) error {
			calls[i] = true
			if i >= 3 {
				return fmt.Errorf("no %d", i)
			}
			return nil
		})
		if err == nil || workers == 1 && err.Error() != "no 3" {
			t.Errorf("%d workers: error %v", workers, err)
		}
		if calls[len(calls)-1] {
			t.Errorf("%d workers went on to the end after an error", workers)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := ForEach(ctx, 2, 5, func(int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}

func TestStreamsDependOnSeedAndLabelsAlone(t *testing.T) {
	a, b := RNG(1, "fold", 2).Uint64(), RNG(1, "fold", 2).Uint64()
	if a != b {
		t.Error("the same stream differs")
	}
	others := []uint64{RNG(2, "fold", 2).Uint64(), RNG(1, "fold", 3).Uint64(), RNG(1, "fold2").Uint64(), RNG(1, "fol", "d2").Uint64()}
	if slices.Contains(others, a) {
		t.Error("different labels give the same stream")
	}
}

func TestPermIsAPermutation(t *testing.T) {
	p := Perm(RNG(1, "perm"), 100)
	if slices.IsSorted(p) {
		t.Error("nothing was mixed")
	}
	slices.Sort(p)
	for i, v := range p {
		if int(v) != i {
			t.Fatalf("place %d holds %d", i, v)
		}
	}
}
