package export

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/table"
)

var (
	//go:embed files/ops.go.txt
	goOps []byte
	//go:embed files/main.go.txt
	goMain []byte
)

// goNumbers is how many numbers a source file may hold together: compilers take minutes for
// more.
const goNumbers = 400_000

// GoSource is the model as a program in Go.
func GoSource() automl.Exporter {
	return automl.Exporter{
		ID: "go", Name: "Go source",
		Help:     "A folder with a small program in Go that needs nothing else, for programmers who want to read the model or build it into their own.",
		Foresee:  foreseeGo,
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return goSupports(m) },
		Write: func(_ context.Context, m *automl.Model, _ automl.ExportOptions, to automl.ExportSink) error {
			source, err := goModel(m)
			if err != nil {
				return err
			}
			sample, err := modelfile.SampleCSV(m)
			if err != nil {
				return err
			}
			answers, err := modelfile.ExpectedCSV(m)
			if err != nil {
				return err
			}
			for _, f := range []struct {
				name    string
				content []byte
			}{
				{"go.mod", []byte("module model\n\ngo 1.23\n")}, {"main.go", goMain}, {"ops.go", goOps}, {"model.go", source},
				{"sample_input.csv", sample}, {"expected_output.csv", answers},
			} {
				if err := to.File(f.name, 0o644, whole(f.content)); err != nil {
					return err
				}
			}
			return nil
		},
		Verify: func(_ context.Context, _ *automl.Model, _ automl.ExportOptions, path string) (string, error) {
			for _, name := range []string{"main.go", "ops.go", "model.go"} {
				raw, err := os.ReadFile(filepath.Join(path, name))
				if err != nil {
					return "", diskError(path, err)
				}
				if _, err := parser.ParseFile(token.NewFileSet(), name, raw, parser.SkipObjectResolution); err != nil {
					return "", err
				}
			}
			return "Read back: the three files are Go. They were not compiled, which needs Go: sample_input.csv and expected_output.csv are there to compare.", nil
		},
		Readme: func(m *automl.Model, _ automl.ExportOptions, path string) string {
			return strings.Replace(folderReadme(m, path, "    go run . new.csv > predictions.csv\n\n`go run . sample_input.csv` answers as expected_output.csv does. model.go holds the model: predict\ntakes a row of numbers and texts, columns[i].read makes numbers of cells; ops.go has the steps.\n"), "model.onnx", "model.go", 1)
		},
		HowTo: func(_ *automl.Model, _ automl.ExportOptions, path string) string {
			return fmt.Sprintf("In the folder %s, with Go installed:\n  go run . new.csv > predictions.csv", filepath.Base(path))
		},
	}
}

func foreseeGo(_ []table.Field, algorithms []string) error {
	points := func(a string) bool { return a == "nearest_neighbours" || a == "gaussian_process" }
	if len(algorithms) > 0 && !slices.ContainsFunc(algorithms, func(a string) bool { return !points(a) }) {
		return fmt.Errorf("neighbours and processes keep training points, which are data, not source; the executable holds them")
	}
	return nil
}

func goSupports(m *automl.Model) error {
	var err error
	graph.Walk(m.Graph, func(n *graph.Node) {
		switch n.Op.(type) {
		case *graph.Neighbours, *graph.Kernel:
			err = fmt.Errorf("it keeps training points, which are data, not source; the executable holds them")
		}
	})
	if err == nil && graph.Bytes(m.Graph) > 8*goNumbers {
		return fmt.Errorf("it holds more than the %d numbers that a compiler takes in good time; the executable holds them", goNumbers)
	}
	return err
}

// goWriter writes a graph as statements over one row.
type goWriter struct {
	vars, body strings.Builder
	done       map[*graph.Node]string
	consts     map[string]string
}

// goModel is model.go.
func goModel(m *automl.Model) ([]byte, error) {
	if err := goSupports(m); err != nil {
		return nil, err
	}
	w := &goWriter{done: map[*graph.Node]string{}, consts: map[string]string{}}
	out, err := w.emit(m.Graph)
	if err != nil {
		return nil, err
	}
	s := &m.Schema
	var b bytes.Buffer
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("// Made by Winnow %s. %s", m.AppVersion, strings.ReplaceAll(purpose(m), "\n", " "))
	p("\npackage main\n")
	p("var classes = %s\n", goStrings(s.Classes))
	p("// threshold is the probability from which the second of two classes is predicted.\nconst threshold = %s\n", goNumber(decision(s)))
	p("var columns = []column{")
	for _, c := range s.Columns {
		f := c.Format
		p("{name: %q, kind: %q, decimal: %q, thousands: %q, prefix: %q, suffix: %q, layout: %q, levels: %s},", c.Name, c.Kind, f.Decimal, f.Thousands, f.Prefix, f.Suffix, f.Layout, goStrings(c.Levels))
	}
	p("}\n")
	p("// predict answers a row of the columns above, x holding its numbers and texts its texts, each at\n// its column's place: the number, the probability of the second class, or one for each class.")
	p("func predict(x []float64, texts []string) []float64 {\n%sreturn %s\n}\n", w.body.String(), out)
	b.WriteString(w.vars.String())
	return format.Source(b.Bytes())
}

func (w *goWriter) emit(n *graph.Node) (string, error) {
	if name, ok := w.done[n]; ok {
		return name, nil
	}
	var in []string
	if _, ok := n.Op.(*graph.Constant); !ok {
		for _, i := range n.In {
			x, err := w.emit(i)
			if err != nil {
				return "", err
			}
			in = append(in, x)
		}
	}
	expr, err := w.expression(n, in)
	if err != nil {
		return "", err
	}
	name, ok := w.consts["= "+expr]
	if !ok {
		name = fmt.Sprintf("v%d", len(w.consts)+1)
		w.consts["= "+expr] = name
		fmt.Fprintf(&w.body, "%s := %s\n", name, expr)
	}
	w.done[n] = name
	return name, nil
}

func (w *goWriter) expression(n *graph.Node, in []string) (string, error) {
	call := func(f string, args ...string) (string, error) { return f + "(" + strings.Join(args, ", ") + ")", nil }
	switch o := n.Op.(type) {
	case *graph.Input:
		if o.Text {
			return fmt.Sprintf("texts[%d]", o.Column), nil
		}
		return call("pick", "x", fmt.Sprint(o.Column))
	case *graph.TextTerms, *graph.TextVectors, *graph.TextLength:
		return w.text(o, in[0]), nil
	case *graph.Gather:
		return w.gather(o, n, in), nil
	case *graph.Constant:
		return w.floats(o.Values), nil
	case *graph.Impute:
		return call("impute", in[0], w.floats(o.Fill))
	case *graph.Indicator:
		return call("indicator", in[0])
	case *graph.Scale:
		return call("scale", in[0], w.floats(o.Center), w.floats(o.Width))
	case *graph.Clamp:
		return call("clamp", in[0], w.floats(o.Low), w.floats(o.High))
	case *graph.Squash:
		return call("squash", in[0], goNumber(o.Limit))
	case *graph.YeoJohnson:
		return call("yeoJohnson", in[0], w.floats(o.Lambda))
	case *graph.OneHot:
		return call("oneHot", in[0]+"[0]", goInts(w, o.Slots), fmt.Sprint(o.Unseen), fmt.Sprint(o.Missing), fmt.Sprint(o.Width))
	case *graph.TargetEncode:
		return call("encode", in[0]+"[0]", w.floats(o.Table), w.floats(o.Unseen), w.floats(o.Missing))
	case *graph.DateParts:
		parts := make([]string, len(o.Parts))
		for i, p := range o.Parts {
			parts[i] = fmt.Sprintf("%q", p)
		}
		return call("dateParts", append([]string{in[0] + "[0]"}, parts...)...)
	case *graph.Product:
		return call("product", in[0], goInts(w, o.Left), goInts(w, o.Right))
	case *graph.Linear:
		return call("linear", in[0], w.floats(o.Weights), w.floats(o.Bias))
	case *graph.Dense:
		return call("dense", in[0], w.floats(wide64(o.Weights)), w.floats(o.Bias), fmt.Sprintf("%q", o.Func))
	case *graph.Link:
		return call("link", in[0], fmt.Sprintf("%q", o.Func), goNumber(o.Slope))
	case *graph.Sum:
		return call("weighted", append([]string{w.floats(o.Weights)}, in...)...)
	case *graph.Sort:
		return call("ascending", in[0])
	case *graph.Trees:
		return w.trees(o) + ".answer(" + in[0] + ")", nil
	case *graph.Shapes:
		return call("shapes", in[0], w.floats(o.Base), w.axes(o), goInts(w, o.First), goInts(w, o.Second), w.floats(o.Values))
	}
	return "", fmt.Errorf("the step %q has no form in Go source", n.Op.ID())
}

// text is an operator on texts.
func (w *goWriter) text(op graph.Op, x string) string {
	switch o := op.(type) {
	case *graph.TextTerms:
		return w.vocabulary(o) + ".weigh(" + x + ")"
	case *graph.TextVectors:
		return "textVectors(" + strings.Join([]string{w.vocabulary(&o.TextTerms), x, w.floats(o.Bias), w.floats(wide64(o.Vectors))}, ", ") + ")"
	}
	return "textLength(" + x + ")"
}

// vocabulary is the variable that holds the terms of a text column.
func (w *goWriter) vocabulary(o *graph.TextTerms) string {
	return w.variable("newVocabulary(" + goStrings(o.Terms) + ", " + w.floats(o.Idf) + ")")
}

func (w *goWriter) gather(o *graph.Gather, n *graph.Node, in []string) string {
	starts, at := make([]int, len(in)), 0
	for i := range in {
		starts[i] = at
		at += n.In[i].Shape().Width
	}
	picks := make([]string, len(o.Input))
	inOrder := len(picks) == at
	for k := range picks {
		c := starts[o.Input[k]] + int(o.Column[k])
		picks[k] = fmt.Sprint(c)
		inOrder = inOrder && c == k
	}
	all := in[0]
	if len(in) > 1 {
		all = "concat(" + strings.Join(in, ", ") + ")"
	}
	if inOrder {
		return all
	}
	return "pick(" + all + ", " + strings.Join(picks, ", ") + ")"
}

// variable is the name of a list that is declared once.
func (w *goWriter) variable(literal string) string {
	name, ok := w.consts[literal]
	if !ok {
		name = fmt.Sprintf("c%d", len(w.consts)+1)
		w.consts[literal] = name
		fmt.Fprintf(&w.vars, "var %s = %s\n\n", name, literal)
	}
	return name
}

func (w *goWriter) floats(v []float64) string {
	return w.variable(goList("[]float64", len(v), func(i int) string { return goNumber(v[i]) }))
}

func goInts[T int32 | uint8](w *goWriter, v []T) string {
	return w.variable(goList("[]int", len(v), func(i int) string { return fmt.Sprint(v[i]) }))
}

// goList spells a list, twelve to a line.
func goList(typ string, n int, item func(i int) string) string {
	var b strings.Builder
	b.WriteString(typ + "{")
	for i := range n {
		if n > 12 && i%12 == 0 {
			b.WriteString("\n")
		}
		b.WriteString(item(i))
		if i < n-1 || n > 12 {
			b.WriteString(", ")
		}
	}
	if n > 12 {
		b.WriteString("\n")
	}
	return b.String() + "}"
}

func goNumber(v float64) string {
	if v != v {
		return "missing"
	}
	if v < -math.MaxFloat64 {
		return "-infinity"
	}
	if v > math.MaxFloat64 {
		return "infinity"
	}
	return fmt.Sprint(v)
}

func goStrings(v []string) string {
	return goList("[]string", len(v), func(i int) string { return fmt.Sprintf("%q", v[i]) })
}

func wide64(v []float32) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func (w *goWriter) trees(o *graph.Trees) string {
	width, output := 1, "nil"
	if o.Vector {
		width = len(o.Base)
	} else {
		output = goInts(w, o.Output)
	}
	sets := goList("[][]uint64", len(o.SetEnds), func(s int) string {
		start := int32(0)
		if s > 0 {
			start = o.SetEnds[s-1]
		}
		words := o.Sets[start:o.SetEnds[s]]
		return goList("", len(words), func(i int) string { return fmt.Sprintf("%#x", words[i]) })
	})
	return w.variable(fmt.Sprintf("&ensemble{width: %d, roots: %s, output: %s, base: %s, scale: %s,\nfeature: %s, left: %s, right: %s, set: %s, missingLeft: %s,\nthreshold: %s, values: %s, sets: %s}",
		width, goInts(w, o.Roots), output, w.floats(o.Base), goNumber(o.Scale), goInts(w, o.Feature), goInts(w, o.Left), goInts(w, o.Right), goInts(w, o.Set), goInts(w, o.MissingLeft),
		w.floats(o.Threshold), w.floats(wide64(o.Values)), sets))
}

func (w *goWriter) axes(o *graph.Shapes) string {
	return w.variable(goList("[]axis", len(o.Column), func(a int) string {
		return fmt.Sprintf("{column: %d, places: %d, words: %v, bounds: %s, levels: %s}", o.Column[a], o.Places[a], o.IsLevels[a] == 1, w.floats(o.AxisBounds(a)), goInts(w, o.AxisLevels(a)))
	}))
}
