// Package golearn offers the decision trees of github.com/sjwhitworth/golearn as small-data
// candidates: CART and ID3. They look at the data in another way than our own learners do,
// and are a second opinion that those are checked against.
//
// The library decides the shape of the tree and nothing else. Values are copied in as bin
// codes, which bounds its time; the grown tree is copied out into our own operator, with
// probabilities from our own counts at the leaves. Calls into it run one at a time, off
// the calling goroutine, since they can neither be interrupted nor be trusted not to
// panic.
//
// The library's nearest neighbours are not offered: they need C, and their Fit keeps the
// rows and no more, so that a pipeline made from them is the one that package knn makes. A
// test holds the two to agree.
package golearn

import (
	"context"
	"sync"

	"winnow/automl"
)

// maxRows and maxCells keep a fit within about a second.
const (
	maxRows  = 2000
	maxCells = 60_000
)

// Algorithms are the catalogue's entries.
func Algorithms() []automl.Algorithm {
	needs := automl.Needs{MaxRows: maxRows, MaxCells: maxCells}
	return []automl.Algorithm{
		{
			ID:       "golearn_cart",
			Name:     "Decision tree (CART)",
			Help:     "One tree of yes/no questions about single columns, grown by the golearn library; for small tables.",
			Tasks:    automl.AnyTask,
			Needs:    needs,
			Cost:     cartCost,
			New:      func() automl.Learner { return newCART() },
			Readable: 3,
		},
		{
			ID:       "golearn_id3",
			Name:     "Decision tree (ID3)",
			Help:     "One tree that splits a column into several ranges at once, grown by the golearn library; for small tables.",
			Tasks:    automl.AnyClasses,
			Needs:    needs,
			Cost:     id3Cost,
			New:      func() automl.Learner { return newID3() },
			Readable: 3,
		},
	}
}

// alone guards the library, which keeps state in package variables.
var alone sync.Mutex

// grown is what a call into the library ends with.
type grown struct {
	root *node
	err  error
}

// call runs f, which calls the library, on a goroutine of its own and waits for it. When
// ctx ends first it returns ctx's error at once; f is then left to finish by itself.
// A panic of the library becomes an error.
func call(ctx context.Context, f func() (*node, error)) (*node, error) {
	done := make(chan grown, 1)
	go func() {
		var g grown
		defer func() { done <- g }()
		defer func() {
			if r := recover(); r != nil {
				g.err = automl.Errorf("train", automl.Internal, "The golearn library failed: %v.", r)
			}
		}()
		alone.Lock()
		defer alone.Unlock()
		if g.err = ctx.Err(); g.err == nil {
			g.root, g.err = f()
		}
	}()
	select {
	case g := <-done:
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return g.root, g.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
