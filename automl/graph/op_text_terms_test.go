package graph

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTextTerms holds the values against TfidfVectorizer(sublinear_tf=True,
// ngram_range=(1, 2), token_pattern="[\w']+") of scikit-learn 1.9.1.
func TestTextTerms(t *testing.T) {
	const low, high = 1.5108256237659907, 1.916290731874155
	op := &TextTerms{Terms: strings.Split("all,and,and the,at,at all,bad,bad bad,bad service,food,food is,good,good at,good food,good good,good not,is,is bad,it's,it's slow,not,not good,service,slow,slow and,the,the food", ",")}
	for _, term := range op.Terms {
		idf := high
		if term == "bad" || term == "food" || term == "good" {
			idf = low
		}
		op.Idf = append(op.Idf, idf)
	}
	texts := []string{"not good, not good at all", "Good GOOD food!", "it’s slow and the food is bad", "bad bad bad service", ""}
	want := []map[string]float64{
		{"all": 0.2826681463289464, "at": 0.2826681463289464, "at all": 0.2826681463289464, "good": 0.3773327714486092, "good at": 0.2826681463289464, "good not": 0.2826681463289464, "not": 0.47859877499096165, "not good": 0.47859877499096165},
		{"food": 0.3757092431528167, "good": 0.6361310457545025, "good food": 0.47653953521025977, "good good": 0.47653953521025977},
		{"and": 0.2857937901066633, "and the": 0.2857937901066633, "bad": 0.22532310678351802, "food": 0.22532310678351802, "food is": 0.2857937901066633, "is": 0.2857937901066633, "is bad": 0.2857937901066633, "it's": 0.2857937901066633, "it's slow": 0.2857937901066633, "slow": 0.2857937901066633, "slow and": 0.2857937901066633, "the": 0.2857937901066633, "the food": 0.2857937901066633},
		{"bad": 0.6000039694114208, "bad bad": 0.6139933690815048, "bad service": 0.36263437469059795, "service": 0.36263437469059795},
		{},
	}
	got := rowsOf(t, Apply(op, Apply(&Input{Text: true})), &Frame{Rows: len(texts), Cols: []FrameColumn{{Strs: texts}}})
	for i, row := range got {
		for k, v := range row {
			if w := want[i][op.Terms[k]]; math.Abs(v-w) > 1e-12 {
				t.Errorf("text %d, %q: %v, want %v", i, op.Terms[k], v, w)
			}
		}
	}
}

// rowsOf evaluates a graph over all rows.
func rowsOf(t *testing.T, n *Node, f *Frame) [][]float64 {
	t.Helper()
	p, err := NewPlan(n, f)
	if err != nil {
		t.Fatal(err)
	}
	flat := make([]float64, f.Rows*p.Width())
	p.Range(0, f.Rows, flat)
	return slices.Collect(slices.Chunk(flat, p.Width()))
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"  ...!":                  "",
		"Don't STOP-me now":       "don't|stop|me|now",
		"'quoted' word's":         "quoted|word's",
		"naïve Ünïcode":           "naïve|ünïcode",
		"cafe\u0301 x":            "cafe\u0301|x",
		"price 12,50€":            "price|12|50",
		"好吃 ok":                   "好|吃|ok",
		"a\xffb":                  "a|b",
		"हिन्दी शब्द":             "हिन्दी|शब्द",
		"\u0301 mark":             "mark",
		"end'":                    "end",
		strings.Repeat("x", 5000): strings.Repeat("x", 5000),
	} {
		var w Words
		w.Set("left over")
		w.Set(text)
		var got []string
		for i := range w.Len() {
			got = append(got, string(w.Gram(i, 1)))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("words of %q are %q, want %q", text, s, want)
		}
		if n := w.Len(); n > 1 {
			if pair := string(w.Gram(n-2, 2)); pair != got[n-2]+" "+got[n-1] {
				t.Errorf("the last pair of %q is %q", text, pair)
			}
		}
	}
}

// FuzzWords holds that any bytes are cut into words without spaces, each found again at
// its place.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "not good", "it's", "\xff\xfe", "好吃", "e\u0301'x’", "İstanbul ẞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var w Words
		w.Set(s)
		for i := range w.Len() {
			g := string(w.Gram(i, 1))
			if g == "" || strings.ContainsAny(g, " \n") {
				t.Fatalf("word %d of %q is %q", i, s, g)
			}
		}
	})
}

// TestTextTermsEntries holds that the numbers given one by one are those laid out.
func TestTextTermsEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		op := &TextTerms{Terms: []string{"a", "a b", "c", "d d"}, Idf: []float64{1, 2, 1.5, 3}}
		text := strings.Join(rapid.SliceOfN(word, 0, 9).Draw(t, "words"), " ")
		var s Scratch
		want := Block{N: 1, Nums: [][]float64{{9}, {9}, {9}, {9}}}
		op.Eval(&s, []Block{{N: 1, Strs: [][]string{{text}}}}, want)
		got := make([]float64, len(op.Terms))
		columns, values := op.Entries(&s, text)
		if !slices.IsSorted(columns) || slices.Contains(values, 0) {
			t.Fatalf("columns %v hold %v", columns, values)
		}
		for i, k := range columns {
			got[k] = values[i]
		}
		for k, col := range want.Nums {
			if got[k] != col[0] {
				t.Fatalf("%q: column %d is %v, and %v laid out", text, k, got[k], col[0])
			}
		}
	})
}
