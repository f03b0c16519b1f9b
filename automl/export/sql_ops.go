package export

import (
	"fmt"
	"math"
	"strings"

	"winnow/automl/graph"
	"winnow/automl/table"
)

// emit translates a node: the names of its columns.
func (w *sqlWriter) emit(n *graph.Node) ([]string, error) {
	if out, ok := w.done[n]; ok {
		return out, nil
	}
	var in [][]string
	for _, i := range n.In {
		x, err := w.emit(i)
		if err != nil {
			return nil, err
		}
		in = append(in, x)
	}
	out, err := w.translate(n, in)
	w.done[n] = out
	return out, err
}

// each makes a step of every column.
func (w *sqlWriter) each(x []string, f func(k int, v string) string) []string {
	out := make([]string, len(x))
	for k, v := range x {
		out[k] = w.put(f(k, v), v)
	}
	return out
}

func (w *sqlWriter) translate(n *graph.Node, in [][]string) ([]string, error) {
	num := sqlNumber
	switch o := n.Op.(type) {
	case *graph.Input:
		return w.input(o)
	case *graph.Gather:
		var out []string
		for k, from := range o.Input {
			out = append(out, in[from][o.Column[k]])
		}
		return out, nil
	case *graph.Constant:
		var out []string
		for _, v := range o.Values {
			out = append(out, w.put(num(v)))
		}
		return out, nil
	case *graph.Impute:
		return w.each(in[0], func(k int, v string) string { return fmt.Sprintf("COALESCE(%s, %s)", v, num(o.Fill[k])) }), nil
	case *graph.Indicator:
		return w.each(in[0], func(_ int, v string) string { return fmt.Sprintf("CASE WHEN %s IS NULL THEN 1.0 ELSE 0.0 END", v) }), nil
	case *graph.Scale:
		return w.each(in[0], func(k int, v string) string {
			return fmt.Sprintf("(%s - %s) / %s", v, num(o.Center[k]), num(o.Width[k]))
		}), nil
	case *graph.Clamp:
		return w.each(in[0], func(k int, v string) string {
			low, high := num(o.Low[k]), num(o.High[k])
			return fmt.Sprintf("CASE WHEN %s < %s THEN %s WHEN %s > %s THEN %s ELSE %s END", v, low, low, v, high, high, v)
		}), nil
	case *graph.Squash:
		return w.each(in[0], func(_ int, v string) string {
			l := num(o.Limit)
			return fmt.Sprintf("CASE WHEN %s > %s THEN %s WHEN %s < %s THEN %s ELSE %s / SQRT(1.0 + (%s / %s) * (%s / %s)) END",
				v, num(1e8*o.Limit), l, v, num(-1e8*o.Limit), num(-o.Limit), v, v, l, v, l)
		}), nil
	case *graph.YeoJohnson:
		return w.each(in[0], func(k int, v string) string { return yeoJohnsonSQL(v, o.Lambda[k]) }), nil
	case *graph.OneHot:
		return w.oneHot(o, in[0][0]), nil
	case *graph.TargetEncode:
		return w.targetEncode(o, in[0][0]), nil
	case *graph.Product:
		var out []string
		for k := range o.Left {
			a, b := in[0][o.Left[k]], in[0][o.Right[k]]
			out = append(out, w.put(a+" * "+b, a, b))
		}
		return out, nil
	case *graph.Linear:
		return w.linear(o, in[0]), nil
	case *graph.Sum:
		out := make([]string, len(in[0]))
		for k := range out {
			var parts, names []string
			for j := range in {
				parts, names = append(parts, num(o.Weights[j])+" * "+in[j][k]), append(names, in[j][k])
			}
			out[k] = w.add("", parts, names)
		}
		return out, nil
	case *graph.Link:
		return w.link(o, in[0]), nil
	case *graph.Trees:
		return w.trees(o, n, in[0])
	case *graph.Shapes:
		return w.shapes(o, in[0])
	}
	return nil, notInSQL(n.Op)
}

func notInSQL(op graph.Op) error {
	switch op.(type) {
	case *graph.Neighbours, *graph.Kernel, *graph.Dense, *graph.Sort:
		return fmt.Errorf("networks, neighbours and processes are too large for a statement; linear, additive and small tree models fit")
	case *graph.DateParts:
		return fmt.Errorf("it takes dates apart, which each database does in its own way")
	case *graph.TextTerms, *graph.TextVectors, *graph.TextLength, *graph.TextMarks:
		return fmt.Errorf("it reads text, and SQL has no words")
	}
	return fmt.Errorf("the step %q has no form in SQL", op.ID())
}

func (w *sqlWriter) input(o *graph.Input) ([]string, error) {
	c := &w.schema.Columns[o.Column]
	name := sqlName(c.Name)
	switch c.Kind {
	case table.Number:
		return []string{w.put("CAST(" + name + " AS DOUBLE PRECISION)")}, nil
	case table.Category, table.YesNo:
		word := "CAST(" + name + " AS VARCHAR(255))"
		var b strings.Builder
		fmt.Fprintf(&b, "CASE WHEN %s IS NULL OR %s = '' THEN NULL", name, word)
		if c.Kind == table.YesNo { // which may be spelt in any case
			word = "LOWER(" + word + ")"
		}
		for k, l := range c.Levels {
			if c.Kind == table.YesNo {
				l = strings.ToLower(l)
			}
			fmt.Fprintf(&b, " WHEN %s = %s THEN %d", word, sqlText(l), k)
		}
		fmt.Fprintf(&b, " ELSE %d END", len(c.Levels))
		w.terms += len(c.Levels)
		return []string{w.put(b.String())}, nil
	case table.Time:
		return nil, notInSQL(&graph.DateParts{})
	}
	return nil, notInSQL(&graph.TextTerms{})
}

// addends is how many terms one expression holds: databases bound its depth.
const addends = 50

// add adds parts up from left to right, after start unless it is empty.
func (w *sqlWriter) add(start string, parts, names []string) string {
	for from := 0; from < len(parts) || from == 0; from += addends {
		to := min(from+addends, len(parts))
		terms, looks := parts[from:to], names[from:to]
		if start != "" {
			terms, looks = append([]string{start}, terms...), append([]string{start}, looks...)
		}
		start = w.put(strings.Join(terms, " + "), looks...)
	}
	return start
}

func (w *sqlWriter) linear(o *graph.Linear, x []string) []string {
	out := make([]string, len(o.Bias))
	for k := range out {
		var parts, names []string
		for j, v := range x {
			if b := o.Weights[k*len(x)+j]; b != 0 {
				parts, names = append(parts, sqlNumber(b)+" * "+v), append(names, v)
			}
		}
		w.terms += len(parts)
		out[k] = w.add(sqlNumber(o.Bias[k]), parts, names)
	}
	return out
}

func (w *sqlWriter) link(o *graph.Link, x []string) []string {
	exp := func(v string) string { // which some databases refuse to overflow
		return fmt.Sprintf("EXP(CASE WHEN %s > 700.0 THEN 700.0 WHEN %s < -700.0 THEN -700.0 ELSE %s END)", v, v, v)
	}
	if o.Slope != 1 {
		x = w.each(x, func(_ int, v string) string { return sqlNumber(o.Slope) + " * " + v })
	}
	switch o.Func {
	case graph.Logistic:
		return w.each(x, func(_ int, v string) string { return "1.0 / (1.0 + " + exp("(-"+v+")") + ")" })
	case graph.Exp:
		return w.each(x, func(_ int, v string) string { return exp(v) })
	case graph.Softmax:
		top := x[0]
		for _, v := range x[1:] {
			top = w.put(fmt.Sprintf("CASE WHEN %s >= %s THEN %s ELSE %s END", top, v, top, v), top, v)
		}
		e := make([]string, len(x))
		for k, v := range x {
			e[k] = w.put(exp("("+v+" - "+top+")"), v, top)
		}
		sum := w.add("", e, e)
		out := make([]string, len(x))
		for k := range x {
			out[k] = w.put(e[k]+" / "+sum, e[k], sum)
		}
		return out
	}
	x = w.each(x, func(_ int, v string) string {
		low, high := sqlNumber(0x1p-52), sqlNumber(1-0x1p-52)
		return fmt.Sprintf("CASE WHEN %s < %s THEN %s WHEN %s > %s THEN %s ELSE %s END", v, low, low, v, high, high, v)
	})
	return w.each(x, func(_ int, v string) string {
		if o.Func == graph.Log {
			return "LN(" + v + ")"
		}
		return fmt.Sprintf("LN(%s) - LN(1.0 - %s)", v, v)
	})
}

// yeoJohnsonSQL is the power transform with exponent l of what is not below 0, with 2-l and
// the sign turned of what is.
func yeoJohnsonSQL(v string, l float64) string {
	if l == 1 {
		return v
	}
	half := func(v string, l float64) string {
		if math.Abs(l) < 1e-12 {
			return fmt.Sprintf("LN(1.0 + %s)", v)
		}
		return fmt.Sprintf("(EXP(%s * LN(1.0 + %s)) - 1.0) / %s", sqlNumber(l), v, sqlNumber(l))
	}
	return fmt.Sprintf("CASE WHEN %s < 0.0 THEN -(%s) ELSE %s END", v, half("(-"+v+")", 2-l), half(v, l))
}

func (w *sqlWriter) oneHot(o *graph.OneHot, code string) []string {
	out := make([]string, o.Width)
	for k := range out {
		var when []string
		for level, slot := range o.Slots {
			if int(slot) == k {
				when = append(when, fmt.Sprint(level))
			}
		}
		w.terms += len(when)
		var conds []string
		if len(when) > 0 {
			conds = append(conds, code+" IN ("+strings.Join(when, ", ")+")")
		}
		if o.Unseen == k {
			conds = append(conds, fmt.Sprintf("%s >= %d", code, len(o.Slots)))
		}
		if o.Missing == k {
			conds = append(conds, code+" IS NULL")
		}
		if len(conds) == 0 {
			conds = []string{"1 = 0"}
		}
		out[k] = w.put("CASE WHEN "+strings.Join(conds, " OR ")+" THEN 1.0 ELSE 0.0 END", code)
	}
	return out
}

func (w *sqlWriter) targetEncode(o *graph.TargetEncode, code string) []string {
	out := make([]string, len(o.Unseen))
	for k := range out {
		var b strings.Builder
		fmt.Fprintf(&b, "CASE WHEN %s IS NULL THEN %s", code, sqlValue(o.Missing[k]))
		for level := range len(o.Table) / len(out) {
			fmt.Fprintf(&b, " WHEN %s = %d THEN %s", code, level, sqlValue(o.Table[level*len(out)+k]))
			w.terms++
		}
		fmt.Fprintf(&b, " ELSE %s END", sqlValue(o.Unseen[k]))
		out[k] = w.put(b.String(), code)
	}
	return out
}

// sqlValue is a number that may be missing.
func sqlValue(v float64) string {
	if v != v {
		return "NULL"
	}
	return sqlNumber(v)
}
