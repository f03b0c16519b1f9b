package export

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
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
	//go:embed files/numbers.go.txt
	goReader []byte
)

const (
	// goNumbers is how many numbers a source file may hold together: compilers take minutes
	// for more.
	goNumbers = 400_000
	// goLine is how many numbers a list of a model with more has at most in the source.
	goLine = 1000
)

// GoSource is the model as a program in Go. Where the model holds more numbers than a compiler
// takes in good time, as forests do, long lists stand in a file that the program embeds.
func GoSource() automl.Exporter { return goSource(goNumbers, goLine) }

func goSource(most, line int) automl.Exporter {
	return automl.Exporter{
		ID: "go", Name: "Go source",
		Help:     "A folder with a small program in Go that needs nothing else, for programmers who want to read the model or build it into their own.",
		Foresee:  foreseeGo,
		Supports: func(m *automl.Model, _ automl.ExportOptions) error { return goSupports(m) },
		Write: func(_ context.Context, m *automl.Model, _ automl.ExportOptions, to automl.ExportSink) error {
			if err := goSupports(m); err != nil {
				return err
			}
			w := &goWriter{done: map[*graph.Node]string{}, consts: map[string]string{}, line: math.MaxInt}
			if graph.Bytes(m.Graph) > int64(8*most) {
				w.line = line
			}
			source, err := w.model(m)
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
			type file struct {
				name    string
				content []byte
			}
			files := []file{{"go.mod", []byte("module model\n\ngo 1.23\n")}, {"main.go", goMain}, {"ops.go", goOps}, {"model.go", source},
				{"sample_input.csv", sample}, {"expected_output.csv", answers}}
			if len(w.raw) > 0 {
				files = append(files, file{"numbers.go", goReader}, file{"numbers.bin", w.raw})
			}
			for _, f := range files {
				if err := to.File(f.name, 0o644, whole(f.content)); err != nil {
					return err
				}
			}
			return nil
		},
		Verify: func(_ context.Context, _ *automl.Model, _ automl.ExportOptions, path string) (string, error) {
			names, err := filepath.Glob(filepath.Join(path, "*.go"))
			if err != nil {
				return "", err
			}
			for _, name := range names {
				raw, err := os.ReadFile(name)
				if err != nil {
					return "", diskError(path, err)
				}
				if _, err := parser.ParseFile(token.NewFileSet(), name, raw, parser.SkipObjectResolution); err != nil {
					return "", err
				}
			}
			return "Read back: the files are Go. They were not compiled, which needs Go: sample_input.csv and expected_output.csv are there to compare.", nil
		},
		Readme: func(m *automl.Model, _ automl.ExportOptions, path string) string {
			return strings.Replace(folderReadme(m, path, "    go run . new.csv > predictions.csv\n\n`go run . sample_input.csv` answers as expected_output.csv does. model.go holds the model: predict\ntakes a row of numbers and texts, columns[i].read makes numbers of cells; ops.go has the steps.\nLists too long for a compiler stand in numbers.bin, where there are any.\n"), "model.onnx", "model.go", 1)
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
	return err
}

// goWriter writes a graph as statements over one row.
type goWriter struct {
	vars, body strings.Builder
	done       map[*graph.Node]string
	consts     map[string]string
	line       int    // the most numbers of a list in the source
	raw        []byte // longer lists
}

// model is model.go.
func (w *goWriter) model(m *automl.Model) ([]byte, error) {
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
	case *graph.TextTerms, *graph.TextVectors, *graph.TextLength, *graph.TextMarks:
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
	if _, ok := op.(*graph.TextMarks); ok {
		return "textMarks(" + x + ")"
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
	if len(v) > w.line {
		return w.beside("floatsAt", len(v), func(to []byte, i int) []byte {
			return binary.LittleEndian.AppendUint64(to, math.Float64bits(v[i]))
		})
	}
	return w.variable(goList("[]float64", len(v), func(i int) string { return goNumber(v[i]) }))
}

func goInts[T int32 | uint8](w *goWriter, v []T) string {
	if len(v) > w.line {
		return w.beside("intsAt", len(v), func(to []byte, i int) []byte {
			return binary.LittleEndian.AppendUint32(to, uint32(int32(v[i])))
		})
	}
	return w.variable(goList("[]int", len(v), func(i int) string { return fmt.Sprint(v[i]) }))
}

// beside puts a list into the file beside the source, once.
func (w *goWriter) beside(read string, n int, item func(to []byte, i int) []byte) string {
	var list []byte
	for i := range n {
		list = item(list, i)
	}
	name, ok := w.consts[read+string(list)]
	if !ok {
		name = w.variable(fmt.Sprintf("%s(%d, %d)", read, len(w.raw), n))
		w.consts[read+string(list)] = name
		w.raw = append(w.raw, list...)
	}
	return name
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
