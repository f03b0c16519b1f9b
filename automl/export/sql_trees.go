package export

import (
	"fmt"
	"strings"

	"winnow/automl/graph"
)

// sqlDeep is how deep an expression for a tree is: the parser of SQLite before 3.46 keeps a
// hundred words on its stack, of which each level takes six. What is deeper is a step of its own.
const sqlDeep = 12

func (w *sqlWriter) trees(o *graph.Trees, n *graph.Node, x []string) ([]string, error) {
	width := 1
	if o.Vector {
		width = len(o.Base)
	}
	if w.terms += len(o.Feature) * width; w.terms > sqlTerms {
		return nil, fmt.Errorf("its trees have more nodes and values than the %d that fit into a statement", sqlTerms)
	}
	out := make([]string, len(o.Base))
	for k := range out {
		var parts, names []string
		for t, r := range o.Roots {
			at := 0
			switch {
			case o.Vector:
				at = k
			case o.Output[t] != int32(k):
				continue
			}
			tree := sqlTree{w: w, o: o, x: x, levels: func(f int32) int { return w.levelsOf(n.In[0], int(f)) }, value: at, width: width}
			name := tree.step(r)
			parts, names = append(parts, name), append(names, name)
		}
		if len(parts) == 0 {
			out[k] = w.put(sqlNumber(o.Base[k]))
			continue
		}
		sum := w.add("", parts, names)
		out[k] = w.put(fmt.Sprintf("%s + %s * %s", sqlNumber(o.Base[k]), sqlNumber(o.Scale), sum), sum)
	}
	return out, nil
}

// levelsOf is the number of levels of the category that a column comes from; 0 when it is none.
func (w *sqlWriter) levelsOf(n *graph.Node, column int) int {
	switch o := n.Op.(type) {
	case *graph.Input:
		return len(w.schema.Columns[o.Column].Levels)
	case *graph.Gather:
		return w.levelsOf(n.In[o.Input[column]], int(o.Column[column]))
	}
	return 0
}

type sqlTree struct {
	w            *sqlWriter
	o            *graph.Trees
	x            []string
	levels       func(feature int32) int
	value, width int
	below        []string // steps that the expression in the making looks at
}

// step makes a step of the tree from node i on.
func (t *sqlTree) step(i int32) string {
	sub := *t
	sub.below = nil
	expr := sub.write(i, 0)
	return t.w.put(expr, append(sub.below, t.x...)...)
}

func (t *sqlTree) write(i int32, depth int) string {
	o := t.o
	if o.Feature[i] == -1 {
		return sqlNumber(float64(o.Values[int(o.Left[i])*t.width+t.value]))
	}
	if depth == sqlDeep {
		name := t.step(i)
		t.below = append(t.below, name)
		return name
	}
	return fmt.Sprintf("CASE WHEN %s THEN %s ELSE %s END", t.condition(i), t.write(o.Left[i], depth+1), t.write(o.Right[i], depth+1))
}

func (t *sqlTree) condition(i int32) string {
	o, v := t.o, t.x[t.o.Feature[i]]
	var any []string
	if o.Set[i] < 0 {
		any = append(any, v+" <= "+sqlNumber(o.Threshold[i]))
	} else {
		var codes []string
		for c := range t.levels(o.Feature[i]) + 1 { // the last stands for unseen levels
			if o.Next(i, float64(c)) == o.Left[i] {
				codes = append(codes, fmt.Sprint(c))
			}
		}
		if len(codes) > 0 {
			any = append(any, v+" IN ("+strings.Join(codes, ", ")+")")
		}
	}
	if o.MissingLeft[i] != 0 {
		any = append(any, v+" IS NULL")
	}
	if len(any) == 0 {
		return "1 = 0"
	}
	return strings.Join(any, " OR ")
}

// shapes looks each term up by nested cases.
func (w *sqlWriter) shapes(o *graph.Shapes, x []string) ([]string, error) {
	if w.terms += len(o.Values); w.terms > sqlTerms {
		return nil, fmt.Errorf("its tables have more cells than the %d that fit into a statement", sqlTerms)
	}
	out := make([]string, len(o.Base))
	for k := range out {
		var parts, names []string
		cell := 0
		for t, a := range o.First {
			value := func(p int) string { return sqlNumber(o.Values[(cell+p)*len(o.Base)+k]) }
			size, second := int(o.Places[a]), o.Second[t]
			expr := ""
			if second < 0 {
				expr = shapeCase(o, int(a), x, value)
			} else {
				width := int(o.Places[second])
				size *= width
				expr = shapeCase(o, int(a), x, func(p int) string {
					return shapeCase(o, int(second), x, func(q int) string { return value(p*width + q) })
				})
			}
			cell += size
			name := w.put(expr, x...)
			parts, names = append(parts, name), append(names, name)
		}
		out[k] = w.add(sqlNumber(o.Base[k]), parts, names)
	}
	return out, nil
}

// shapeCase tells the places of an axis apart.
func shapeCase(o *graph.Shapes, a int, x []string, value func(place int) string) string {
	v := x[o.Column[a]]
	var b strings.Builder
	if o.IsLevels[a] == 1 {
		b.WriteString("CASE")
		for code, p := range o.AxisLevels(a) {
			fmt.Fprintf(&b, " WHEN %s = %d THEN %s", v, code, value(int(p)))
		}
		if len(o.AxisLevels(a)) == 0 {
			return value(0)
		}
		fmt.Fprintf(&b, " ELSE %s END", value(0))
		return b.String()
	}
	fmt.Fprintf(&b, "CASE WHEN %s IS NULL THEN %s", v, value(0))
	bounds := o.AxisBounds(a)
	for k, limit := range bounds {
		fmt.Fprintf(&b, " WHEN %s <= %s THEN %s", v, sqlNumber(limit), value(k+1))
	}
	fmt.Fprintf(&b, " ELSE %s END", value(len(bounds)+1))
	return b.String()
}
