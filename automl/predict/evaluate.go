package predict

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/num"
)

// What a worker takes at a time: at most so many batches, and at least so many rows, which take
// longer than a goroutine's start.
const (
	chunkBatches = 16
	leastChunk   = 16
)

// workersFor is how many goroutines are worth having for a number of rows.
func workersFor(rows int) int { return max(1, min(runtime.GOMAXPROCS(0), rows/leastChunk)) }

// chunkOf is how many rows a worker takes at a time: of many rows whole batches, of few an equal
// part, so that no worker is long without where others have rows left.
func chunkOf(rows, workers int) int {
	if batches := rows / (2 * workers * graph.BatchRows); batches > 0 {
		return graph.BatchRows * min(chunkBatches, batches)
	}
	return max(1, (rows+workers-1)/workers)
}

// evaluate answers every row of the frame, row by row, on as many goroutines as there are
// cores. Each row's answer depends on that row alone, so the number of workers shows in
// nothing but the time.
func evaluate(ctx context.Context, m *automl.Model, frame *graph.Frame, progress func(done, total int)) (*automl.Prediction, error) {
	width := m.Schema.Task.PredictionWidth(len(m.Schema.Classes))
	values, err := evaluateNode(ctx, m.Graph, width, frame, progress)
	return &automl.Prediction{Width: width, Values: values}, err
}

// evaluateNode evaluates one of a model's pipelines, which answers width columns.
func evaluateNode(ctx context.Context, node *graph.Node, width int, frame *graph.Frame, progress func(done, total int)) ([]float64, error) {
	workers := workersFor(frame.Rows)
	chunkRows := chunkOf(frame.Rows, workers)
	chunks := (frame.Rows + chunkRows - 1) / chunkRows
	plans := make(chan *graph.Plan, workers)
	p, err := graph.NewPlan(node, frame)
	if err != nil {
		e := automl.Errorf("predict", automl.BadModel, "The model does not fit its own description of the data.")
		e.Err = err
		return nil, e
	}
	plans <- p
	for range workers - 1 {
		plans <- p.Copy()
	}
	out := make([]float64, frame.Rows*width)
	var done atomic.Int64
	err = num.ForEach(ctx, workers, chunks, func(i int) (err error) {
		p := <-plans
		defer func() {
			plans <- p
			if r := recover(); r != nil {
				e := automl.Errorf("predict", automl.BadModel, "The model could not be evaluated.")
				e.Err = fmt.Errorf("panic: %v", r)
				err = e.WithHint("Its file may be damaged; take another copy of it.")
			}
		}()
		from, to := i*chunkRows, min(frame.Rows, (i+1)*chunkRows)
		p.Range(from, to, out[from*width:to*width])
		if progress != nil {
			progress(int(done.Add(int64(to-from))), frame.Rows)
		}
		return nil
	})
	return out, err
}
