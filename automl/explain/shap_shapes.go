package explain

import (
	"context"

	"winnow/automl"
	"winnow/automl/graph"
)

// shapeGame shares out an additive model, exactly: a table of one column is a summand of
// that column; a table of two columns is a game of two players. What is not known is the
// mean over the training rows of each cell, or over the background's rows.
type shapeGame struct {
	op      *graph.Shapes
	in      *graph.Node
	coef    [][]float64
	columns int
	player  []int32 // by axis
	terms   []shapeTerm
	start   []float64 // base, by output of the whole
}

// shapeTerm is one table with its means.
type shapeTerm struct {
	values        []float64 // by cell and output
	width         int       // places of the second axis; 1 where there is none
	first, second []float64 // means by place of one axis and output, over the other
	mean          []float64 // over all, by output
}

func (p *parts) shapeSharer(t shapePart, back *graph.Frame, columns int, o ShapleyOptions) (*shapeGame, error) {
	g := &shapeGame{op: t.op, in: t.in, coef: t.coef, columns: columns, start: make([]float64, p.outputs)}
	for _, c := range t.op.Column {
		g.player = append(g.player, p.origin[t.in][c])
	}
	cover := make([]float64, len(t.op.Cover))
	for i, c := range t.op.Cover {
		cover[i] = float64(c)
	}
	if o.Method == automl.ExplainBackground || len(cover)*len(t.op.Base) != len(t.op.Values) {
		var err error
		if cover, err = g.count(back); err != nil {
			return nil, err
		}
	}
	cell := 0
	total := make([]float64, len(t.op.Base))
	copy(total, t.op.Base)
	for i := range t.op.First {
		n := g.cells(i)
		s := g.means(i, t.op.Values[cell*len(total):(cell+n)*len(total)], cover[cell:cell+n])
		for k, v := range s.mean {
			total[k] += v
		}
		g.terms = append(g.terms, s)
		cell += n
	}
	for k := range g.start {
		g.start[k] = dot(t.coef[k], total)
	}
	return g, nil
}

// cells is the number of cells of a term's table.
func (g *shapeGame) cells(t int) int {
	n := int(g.op.Places[g.op.First[t]])
	if b := g.op.Second[t]; b >= 0 {
		n *= int(g.op.Places[b])
	}
	return n
}

// cell is the place of a row in a term's table, and its places on the axes.
func (g *shapeGame) cell(t int, places []int32) (cell, first, second int) {
	first = int(places[g.op.First[t]])
	b := g.op.Second[t]
	if b < 0 {
		return first, first, 0
	}
	second = int(places[b])
	return first*int(g.op.Places[b]) + second, first, second
}

// locate finds the places of a row on every axis.
func (g *shapeGame) locate(row []float64, places []int32) {
	for a, c := range g.op.Column {
		places[a] = g.op.Place(a, row[c])
	}
}

// count counts the rows of a frame in the cells of every table.
func (g *shapeGame) count(frame *graph.Frame) ([]float64, error) {
	x := make([]float64, frame.Rows*g.op.Width)
	if err := evaluate(g.in, frame, everyRow(frame), x); err != nil {
		return nil, err
	}
	var out []float64
	places := make([]int32, len(g.op.Column))
	for t := range g.op.First {
		at := len(out)
		out = append(out, make([]float64, g.cells(t))...)
		for i := range frame.Rows {
			g.locate(x[i*g.op.Width:(i+1)*g.op.Width], places)
			cell, _, _ := g.cell(t, places)
			out[at+cell]++
		}
	}
	return out, nil
}

// means works out a term's means. Cover is the weight of each cell.
func (g *shapeGame) means(t int, values, cover []float64) shapeTerm {
	outputs := len(g.op.Base)
	s := shapeTerm{values: values, width: 1}
	if b := g.op.Second[t]; b >= 0 {
		s.width = int(g.op.Places[b])
	}
	rows := len(cover) / s.width
	p, q := make([]float64, rows), make([]float64, s.width)
	total := 0.0
	for _, c := range cover {
		total += c
	}
	if !(total > 0) { // no row was ever there: each cell counts alike
		total = float64(len(cover))
		cover = make([]float64, len(cover))
		for i := range cover {
			cover[i] = 1
		}
	}
	for i := range rows {
		for j := range s.width {
			c := cover[i*s.width+j] / total
			p[i] += c
			q[j] += c
		}
	}
	s.first, s.second, s.mean = make([]float64, rows*outputs), make([]float64, s.width*outputs), make([]float64, outputs)
	for i := range rows {
		for j := range s.width {
			c := cover[i*s.width+j] / total
			for k, v := range values[(i*s.width+j)*outputs:][:outputs] {
				s.first[i*outputs+k] += q[j] * v
				s.second[j*outputs+k] += p[i] * v
				s.mean[k] += c * v
			}
		}
	}
	return s
}

func (g *shapeGame) base() []float64 { return g.start }

func (g *shapeGame) add(ctx context.Context, frame *graph.Frame, rows []int32, dst []float64) error {
	x := make([]float64, len(rows)*g.op.Width)
	if err := evaluate(g.in, frame, rows, x); err != nil {
		return err
	}
	places := make([]int32, len(g.op.Column))
	own := make([]float64, len(g.op.Base)*g.columns)
	for i := range rows {
		if i%graph.BatchRows == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		g.locate(x[i*g.op.Width:(i+1)*g.op.Width], places)
		clear(own)
		for t := range g.terms {
			g.term(t, places, own)
		}
		for k, coef := range g.coef {
			to := dst[(i*len(g.coef)+k)*g.columns:][:g.columns]
			for j, c := range coef {
				for at, v := range own[j*g.columns:][:g.columns] {
					to[at] += c * v
				}
			}
		}
	}
	return nil
}

// term adds the shares of one table for a row, by output and column.
func (g *shapeGame) term(t int, places []int32, own []float64) {
	s, outputs := &g.terms[t], len(g.op.Base)
	cell, i, j := g.cell(t, places)
	a := int(g.player[g.op.First[t]])
	b := a
	if at := g.op.Second[t]; at >= 0 {
		b = int(g.player[at])
	}
	for k := range outputs {
		v, mean := s.values[cell*outputs+k], s.mean[k]
		if a == b {
			own[k*g.columns+a] += v - mean
			continue
		}
		alone, other := s.first[i*outputs+k], s.second[j*outputs+k]
		own[k*g.columns+a] += (alone - mean + v - other) / 2
		own[k*g.columns+b] += (other - mean + v - alone) / 2
	}
}
