package predict

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"winnow/automl"
	"winnow/automl/graph"
	"winnow/automl/modelfile"
	"winnow/automl/num"
	"winnow/automl/source"
	"winnow/automl/table"
)

// form is how a file of answers is spelt.
type form struct {
	delimiter rune
	decimal   string // "," where numbers are spelt so
	encoding  string
	mark      bool // UTF-8 begins with its mark
}

// formOf is the form of the file read, unless another one is asked for.
func formOf(req *automl.PredictRequest, read *automl.ReadReport) (form, error) {
	f := form{delimiter: ',', encoding: read.Encoding}
	asked := req.Delimiter
	if asked == "" {
		asked = read.Delimiter
	}
	if r, n := utf8.DecodeRuneInString(asked); n > 0 && n == len(asked) && r != utf8.RuneError && !strings.ContainsRune("\r\n\"", r) {
		f.delimiter = r
	} else if req.Delimiter != "" {
		return f, automl.Errorf("predict", automl.BadUsage, "Columns cannot be parted by %q.", req.Delimiter).WithHint("Give one character, such as ; or a tab.")
	}
	if req.Encoding != "" {
		f.encoding = req.Encoding
	} else {
		f.mark = source.Marked(req.Data)
	}
	if read.Decimal == "," && f.delimiter != ',' {
		f.decimal = ","
	}
	return f, nil
}

// output spells the rows of the answer.
type output struct {
	form
	schema  *automl.Schema
	pred    *automl.Prediction
	own     *table.Table // the file's own columns; nil when they are not kept
	sure    *sureness    // nil when it is not asked for or not known
	reasons [][]string   // by row; nil when they are not asked for

	noProbabilities, noInterval, noWarning bool
}

// header names the columns. A name that the file has already gets a number.
func (o *output) header() []string {
	var names []string
	if o.own != nil {
		names = slices.Clone(o.own.Names())
	}
	answers := modelfile.Header(o.schema)
	if o.noProbabilities {
		answers = answers[:1]
	}
	if o.sure != nil {
		answers = append(answers, o.sure.header(!o.noInterval, !o.noWarning)...)
	}
	if o.reasons != nil {
		answers = append(answers, "reasons")
	}
	for _, n := range answers {
		free := n
		for k := 2; slices.Contains(names, free); k++ {
			free = fmt.Sprintf("%s_%d", n, k)
		}
		names = append(names, free)
	}
	return names
}

// row appends the cells of row i to dst.
func (o *output) row(dst []string, i int) []string {
	if o.own != nil {
		for k := range o.own.Width() {
			dst = append(dst, o.own.Column(k).Text(i))
		}
	}
	from := len(dst)
	dst = modelfile.Cells(dst, o.schema, o.pred, i)
	if o.noProbabilities {
		dst = dst[:from+1]
	}
	first := from // of the cells that are numbers
	if o.schema.Task.IsClassification() {
		first++
	}
	o.local(dst[first:])
	if o.sure != nil {
		at := len(dst)
		dst = o.sure.cells(dst, i, !o.noInterval, !o.noWarning)
		if !o.schema.Task.IsClassification() && !o.noInterval {
			o.local(dst[at : at+2])
		}
	}
	if o.reasons != nil {
		dst = append(dst, strings.Join(o.reasons[i], "; "))
	}
	return dst
}

// local spells numbers with the decimal mark of the file.
func (o *output) local(cells []string) {
	if o.decimal != "," {
		return
	}
	for k, c := range cells {
		cells[k] = strings.Replace(c, ".", ",", 1)
	}
}

func (o *output) csv(w io.Writer) *csv.Writer {
	c := csv.NewWriter(w)
	if o.delimiter != 0 {
		c.Comma = o.delimiter
	}
	return c
}

// write writes the rows of a batch, spelt by all cores, in their order.
func (o *output) write(ctx context.Context, w io.Writer, head bool) error {
	if head {
		c := o.csv(w)
		if err := c.Write(o.header()); err != nil {
			return err
		}
		if c.Flush(); c.Error() != nil {
			return c.Error()
		}
	}
	const spelt = 4 * graph.BatchRows
	pieces := make([]bytes.Buffer, (o.pred.Rows()+spelt-1)/spelt)
	err := num.ForEach(ctx, runtime.GOMAXPROCS(0), len(pieces), func(k int) error {
		c := o.csv(&pieces[k])
		mine := *o
		if o.sure != nil {
			own := *o.sure // it holds room for the set of one row
			own.set, mine.sure = nil, &own
		}
		var cells []string
		for i := k * spelt; i < min((k+1)*spelt, o.pred.Rows()); i++ {
			cells = mine.row(cells[:0], i)
			if err := c.Write(cells); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	})
	if err != nil {
		return err
	}
	for k := range pieces {
		if _, err := pieces[k].WriteTo(w); err != nil {
			return err
		}
	}
	return nil
}
