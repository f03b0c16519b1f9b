// Package num holds the few numeric helpers that every part of the engine shares:
// seeded random streams and ordered parallel loops.
package num

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// RNG returns a random stream that depends on the seed and the labels alone, so that
// two parts of a run never share a stream and no result depends on the order of work.
// Labels are formatted with %v.
func RNG(seed uint64, labels ...any) *rand.Rand {
	h := fnv.New64a()
	for _, l := range labels {
		fmt.Fprintf(h, "%v\x00", l)
	}
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// Seed derives a new seed from a seed and labels, for handing to a nested piece of work.
func Seed(seed uint64, labels ...any) uint64 { return RNG(seed, labels...).Uint64() }

// ForEach runs f for 0..n-1 on at most workers goroutines and waits for all of them.
// It stops handing out work after the first error or when ctx is done, and returns the
// error of the lowest index that failed. Workers below 1 counts as 1. Work with one
// worker runs on the calling goroutine, in order.
func ForEach(ctx context.Context, workers, n int, f func(i int) error) error {
	if workers > n {
		workers = n
	}
	if workers <= 1 {
		for i := range n {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(i); err != nil {
				return err
			}
		}
		return nil
	}
	var (
		next   atomic.Int64
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed = n
		first  error
	)
	var broken atomic.Bool
	for range workers {
		wg.Go(func() {
			for !broken.Load() && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := f(i); err != nil {
					mu.Lock()
					if i < failed {
						failed, first = i, err
					}
					mu.Unlock()
					broken.Store(true)
				}
			}
		})
	}
	wg.Wait()
	if first != nil {
		return first
	}
	return ctx.Err()
}

// Perm fills a slice with 0..n-1 in a random order drawn from rng.
func Perm(rng *rand.Rand, n int) []int32 {
	p := make([]int32, n)
	for i := range p {
		p[i] = int32(i)
	}
	rng.Shuffle(n, func(i, j int) { p[i], p[j] = p[j], p[i] })
	return p
}
