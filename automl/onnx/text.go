package onnx

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"winnow/automl/graph"
)

// domainRuntime is the domain of ONNX Runtime's own operators. Standard ONNX cannot cut a
// text into words; its operator Tokenizer can, in every build of that runtime.
const domainRuntime = "com.microsoft"

// ReadsText reports whether the graph cuts texts into words, for which the file needs ONNX
// Runtime and no other runtime.
func ReadsText(n *graph.Node) bool {
	found := false
	graph.Walk(n, func(n *graph.Node) {
		switch n.Op.(type) {
		case *graph.TextTerms, *graph.TextVectors, *graph.TextLength, *graph.TextMarks:
			found = true
		}
	})
	return found
}

// cut is a column of texts taken apart.
type cut struct {
	words  string // [rows, words of the longest text + 1] as they are spelled, "" after the last
	unique string // the different words
	at     string // where in unique each word is, row by row
}

// text is an operator on texts.
func (b *builder) text(op graph.Op, x string) string {
	switch o := op.(type) {
	case *graph.TextTerms:
		return b.textTerms(o, x)
	case *graph.TextVectors:
		return b.textVectors(o, x)
	case *graph.TextMarks:
		return b.textMarks(x)
	}
	return b.textLength(x)
}

// words cuts a column of texts as graph.Words does, once for each column.
func (b *builder) words(x string) *cut {
	if c, ok := b.cuts[x]; ok {
		return c
	}
	c := &cut{}
	found := b.op("Squeeze", b.tokens(x, script().word), b.ints(1))
	// Why one more: a table of texts without any word would have no columns.
	c.words = b.concat([]string{found, b.blanks(b.op("Shape", x), 1)})
	u := b.opsWith("Unique", "", nil, 3, c.words)
	c.unique, c.at = u[0], u[2]
	b.cuts[x] = c
	return c
}

// tokens are the matches of a regular expression in each text, along a last axis.
func (b *builder) tokens(x, what string) string {
	return b.opsWith("Tokenizer", domainRuntime, []attribute{
		intAttr("mark", 0), intAttr("mincharnum", 1),
		{name: "pad_value", typ: attrString}, {name: "tokenexp", typ: attrString, s: what},
	}, 1, x)[0]
}

// blanks are empty words of a shape, width of them in a row.
func (b *builder) blanks(shape string, width int) string {
	none := make([]string, width)
	return b.op("Expand", b.constant(tensor{typ: typeString, dims: []int64{1, int64(width)}, strs: none}), shape)
}

// alphabet says how the characters of words are spelled.
type alphabet struct {
	word   string          // a regular expression for one word: its longest match
	uppers map[rune][]rune // letters and digits that a rune is the lower case of
	marks  [3]string       // regular expressions for what graph.TextMarks counts
}

// script is the alphabet of graph.Words. Its letters are spelled out one by one, so that it
// does not matter which edition of Unicode a runtime knows.
var script = sync.OnceValue(func() *alphabet {
	a := &alphabet{uppers: map[rune][]rune{}}
	var letters, joined, marks, single, capitals, digits, others runes
	for r := rune(0); r <= unicode.MaxRune; r++ {
		letter := unicode.IsLetter(r)
		if unicode.IsUpper(r) {
			capitals.add(r)
		}
		if unicode.IsDigit(r) {
			digits.add(r)
		}
		if !graph.Sign(r) {
			others.add(r)
		}
		switch {
		case letter && graph.Alone(r):
			single.add(r)
			a.uppers[r] = append(a.uppers[r], r)
			continue
		case letter:
			letters.add(r)
		case unicode.IsMark(r):
			marks.add(r)
			a.uppers[r] = append(a.uppers[r], r)
		}
		if letter || unicode.IsDigit(r) {
			joined.add(r)
			low := unicode.ToLower(r)
			a.uppers[low] = append(a.uppers[low], r)
		}
	}
	a.word = fmt.Sprintf(`[%s]|[%s](?:[%s%s]|['\x{2019}][%s])*`, single.text(), joined.text(), joined.text(), marks.text(), letters.text())
	a.marks = [3]string{fmt.Sprintf(`[%s]{2,}`, capitals.text()), fmt.Sprintf(`[%s]`, digits.text()), fmt.Sprintf(`[^%s]`, others.text())}
	a.uppers['\''] = []rune{'\'', '\u2019'}
	return a
})

// runes is a set of characters, as ranges.
type runes [][2]rune

// add puts a character after all others into the set.
func (s *runes) add(r rune) {
	if n := len(*s); n > 0 && (*s)[n-1][1] == r-1 {
		(*s)[n-1][1] = r
		return
	}
	*s = append(*s, [2]rune{r, r})
}

// text spells the set for a regular expression.
func (s *runes) text() string {
	var b strings.Builder
	for _, r := range *s {
		fmt.Fprintf(&b, `\x{%X}`, r[0])
		if r[1] > r[0] {
			fmt.Fprintf(&b, `-\x{%X}`, r[1])
		}
	}
	return b.String()
}

// foreign stands for a character that no word of a vocabulary has: no word has a space.
const foreign = " "

// lowerCase spells words of a vocabulary in lower case. What is no word of the vocabulary
// comes out as something else that is none. The standard operator for it, StringNormalizer,
// depends on the languages that a computer has installed.
func (b *builder) lowerCase(words string, vocabulary []string) string {
	longest := 0
	letters := map[rune]bool{}
	for _, w := range vocabulary {
		longest = max(longest, utf8.RuneCountInString(w))
		for _, r := range w {
			letters[r] = true
		}
	}
	keys, values := []string{""}, []string{""}
	for _, r := range slices.Sorted(maps.Keys(letters)) {
		for _, u := range script().uppers[r] {
			keys, values = append(keys, string(u)), append(values, string(r))
		}
	}
	// Why more than the longest: longer words must not end where one of these does.
	width := 2
	for width <= longest {
		width *= 2
	}
	blanks := b.blanks(b.op("Shape", b.op("Reshape", words, b.ints(-1, 1))), width)
	chars := b.pick(b.concat([]string{b.tokens(words, "(?s)."), blanks}), every(0, 1, width))
	x := b.ml("LabelEncoder", []attribute{
		{name: "keys_strings", typ: attrStrings, strs: keys},
		{name: "values_strings", typ: attrStrings, strs: values},
		{name: "default_string", typ: attrString, s: foreign},
	}, chars)
	for ; width > 1; width /= 2 {
		x = b.op("StringConcat", b.pick(x, every(0, 2, width)), b.pick(x, every(1, 2, width)))
	}
	return b.op("Reshape", x, b.ints(-1))
}

// every is the whole numbers from first on in steps below end.
func every(first, step, end int) []int64 {
	var out []int64
	for k := first; k < end; k += step {
		out = append(out, int64(k))
	}
	return out
}

// termCounts is how often each term stands in each text.
func (b *builder) termCounts(o *graph.TextTerms, x string) string {
	var vocabulary []string
	number := map[string]int64{}
	var one, two, oneAt, twoAt []int64
	for k, t := range o.Terms {
		var ids []int64
		for w := range strings.SplitSeq(t, " ") {
			if _, ok := number[w]; !ok {
				number[w] = int64(len(vocabulary))
				vocabulary = append(vocabulary, w)
			}
			ids = append(ids, number[w])
		}
		if len(ids) == 2 {
			two, twoAt = append(two, ids...), append(twoAt, int64(k))
		} else {
			one, oneAt = append(one, ids...), append(oneAt, int64(k))
		}
	}
	c := b.words(x)
	ids := b.ml("LabelEncoder", []attribute{
		{name: "keys_strings", typ: attrStrings, strs: vocabulary},
		intsAttr("values_int64s", every(0, 1, len(vocabulary))),
		intAttr("default_int64", -1),
	}, b.lowerCase(c.unique, vocabulary))
	rows := b.op("Reshape", b.look(ids, c.at), b.op("Shape", c.words))
	return b.cast(b.opWith("TfIdfVectorizer", []attribute{
		{name: "mode", typ: attrString, s: "TF"},
		intAttr("min_gram_length", 1), intAttr("max_gram_length", 2), intAttr("max_skip_count", 0),
		intsAttr("ngram_counts", []int64{0, int64(len(one))}),
		intsAttr("ngram_indexes", slices.Concat(oneAt, twoAt)),
		intsAttr("pool_int64s", slices.Concat(one, two)),
	}, rows), typeDouble)
}

// textTerms weighs the terms of each text.
func (b *builder) textTerms(o *graph.TextTerms, x string) string {
	count := b.termCounts(o, x)
	zero, one := b.num(0), b.num(1)
	there := b.op("Greater", count, zero)
	weight := b.mul(b.add(one, b.op("Log", b.where(there, count, one))), b.row(o.Idf))
	weight = b.where(there, weight, zero)
	length := b.op("Sqrt", b.sumAlong(b.mul(weight, weight), 1, true))
	return b.div(weight, b.where(b.op("Greater", length, zero), length, one))
}

// textVectors adds up the vectors of the terms of each text.
func (b *builder) textVectors(o *graph.TextVectors, x string) string {
	table := b.cast(b.constant(singles(o.Vectors, int64(len(o.Terms)), int64(len(o.Bias)))), typeDouble)
	return b.add(b.op("MatMul", b.textTerms(&o.TextTerms, x), table), b.row(o.Bias))
}

// textLength counts the words of each text.
func (b *builder) textLength(x string) string { return b.filled(b.words(x).words) }

// filled counts the places of each row that are not blank.
func (b *builder) filled(words string) string {
	none := b.constant(tensor{typ: typeString, dims: []int64{1, 1}, strs: []string{""}})
	blank := b.cast(b.op("Equal", words, none), typeDouble)
	return b.sumAlong(b.sub(b.num(1), blank), 1, true)
}

// textMarks counts what is to be seen in each text, and holds it against its words.
func (b *builder) textMarks(x string) string {
	var counts []string
	for _, what := range script().marks {
		found := b.op("Squeeze", b.tokens(x, what), b.ints(1))
		counts = append(counts, b.filled(b.concat([]string{found, b.blanks(b.op("Shape", x), 1)})))
	}
	count := b.concat(counts)
	words, one := b.textLength(x), b.num(1)
	return b.concat([]string{count, b.div(count, b.where(b.op("Greater", words, one), words, one))})
}
