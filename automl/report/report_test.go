package report_test

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"winnow/automl"
	"winnow/automl/catalog"
	"winnow/automl/chart/charttest"
	"winnow/automl/report"
	"winnow/automl/table"
)

// modelOf is a model with the scored rows of r as its evidence, and columns of these names.
func modelOf(r *automl.Report, columns ...string) *automl.Model {
	row := r.Row
	row.ID, row.Name, row.State, row.Rank, row.Tied = "m1", "Gradient boosting", automl.Done, 1, false
	row.Scores = map[string]float64{r.Metric.ID: row.Score}
	base := automl.ModelRow{ID: "baseline", Name: "Baseline", State: automl.Done, Baseline: true, Score: 0.5, Folds: row.Folds}
	failed := automl.ModelRow{ID: "m2", Name: "Neural network", State: automl.Failed, Error: "it diverged"}
	job := r.Job
	job.Target, job.Task, job.Metric, job.Seed, job.Trials = "bought", r.Target.Task, r.Metric.ID, 7, 12
	m := &automl.Model{
		Version: 2, AppVersion: "1.2.3", Created: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Name: row.Name, Job: job, Fingerprint: "abc123",
		Rows: len(r.Target.Y), Row: row, Sureness: r.Sureness,
		Leaderboard: automl.Leaderboard{Metric: r.Metric.ID, Recommended: "m1", Reason: "It has the best score.", Rows: []automl.ModelRow{row, failed, base}},
		Schema:      automl.Schema{Target: "bought", Task: r.Target.Task, Classes: r.Target.Classes},
	}
	e := &automl.Evidence{TableRows: len(r.Target.Y), Split: "5 folds", Scored: len(r.Target.Y), Target: r.Target, Fold: r.Fold, Prediction: r.Prediction}
	e.Columns = append(e.Columns, automl.ColumnCard{Name: "bought", Kind: table.YesNo, Use: automl.UseTarget, Distinct: 2})
	for i, c := range columns {
		kind := table.Number
		var levels []string
		if i%2 == 1 {
			kind, levels = table.Category, []string{c + " level", "other"}
		}
		m.Schema.Columns = append(m.Schema.Columns, automl.SchemaColumn{Field: table.Field{Name: c, Kind: kind}, Levels: levels, Min: 1, Max: 9, Weight: 0.5})
		m.Importance = append(m.Importance, automl.Importance{Column: c, Drop: 0.2 / float64(i+1), Std: 0.01})
		e.Columns = append(e.Columns, automl.ColumnCard{Name: c, Kind: kind, Use: automl.UseInput, Missing: i, Distinct: 5})
	}
	for k, c := range r.Target.Classes {
		e.Classes = append(e.Classes, automl.ValueCount{Value: c, Count: 10 * (k + 1)})
	}
	m.Evidence = e
	return m
}

func build(t *testing.T, in report.Input) (*report.Document, []string) {
	t.Helper()
	in.Catalog = catalog.All()
	return report.Build(in)
}

func written(t *testing.T, path string, d *report.Document) string {
	t.Helper()
	write, err := report.Form(path)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func ids(d *report.Document) string {
	var out []string
	for _, s := range d.Sections {
		out = append(out, s.ID)
	}
	return strings.Join(out, " ")
}

const allSections = "summary goal data method leaderboard performance explanations fairness sureness limits card recipe"

func TestEveryTask(t *testing.T) {
	for _, r := range charttest.Reports() {
		t.Run(string(r.Target.Task), func(t *testing.T) {
			d, notes := build(t, report.Input{Model: modelOf(r, "size", "colour")})
			if got := ids(d); got != allSections {
				t.Errorf("sections %s, want %s", got, allSections)
			}
			if len(notes) > 0 {
				t.Errorf("notes %q", notes)
			}
			if n := d.Charts(); n < 6 {
				t.Errorf("only %d charts", n)
			}
			checkHTML(t, d, written(t, "x.html", d))
			md := written(t, "x.md", d)
			for _, s := range d.Sections {
				if !strings.Contains(md, "\n## "+s.Title+"\n") {
					t.Errorf("Markdown lacks the section %s", s.Title)
				}
			}
			pdf := written(t, "x.pdf", d)
			if !strings.HasPrefix(pdf, "%PDF-") || strings.Count(pdf, "/FontFile2") < 2 {
				t.Error("the PDF has no fonts in it")
			}
			if pdf != written(t, "x.pdf", d) {
				t.Error("the same document gives another PDF")
			}
		})
	}
}

var (
	figureTag = regexp.MustCompile(`(?s)<figure.*?</figure>`)
	labelled  = regexp.MustCompile(`role="img" aria-label="([^"]+)"`)
	tag       = regexp.MustCompile(`<([a-zA-Z][a-zA-Z0-9]*)([^>]*)>`)
	attribute = regexp.MustCompile(`([a-zA-Z:-]+)="([^"]*)"`)
	heads     = regexp.MustCompile(`<(h[1-6])[ >]`)
)

// elements are those of which pages are made.
const elements = " html head meta title style body a header p h1 h2 h3 dl dt dd div nav ul li main section span strong pre code table caption colgroup col thead tbody tr th td " +
	"figure figcaption details summary footer svg g path line text rect "

// checkHTML looks at what must hold of every report: nothing fetched, nothing run, a sentence
// for each picture, headings in order, heads of tables marked as such.
func checkHTML(t *testing.T, d *report.Document, page string) {
	t.Helper()
	for _, bad := range []string{"NaN", "+Inf", "@import", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, m := range tag.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(elements, " "+m[1]+" ") {
			t.Errorf("the page holds the element %.200s", m[0])
		}
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			if strings.HasPrefix(a[1], "on") || (strings.HasSuffix(a[1], "href") || a[1] == "src") && !strings.HasPrefix(a[2], "#") {
				t.Errorf("the page has the attribute %.200s", a[0])
			}
		}
	}
	figures := figureTag.FindAllString(page, -1)
	if len(figures) != d.Charts() {
		t.Errorf("%d figures for %d charts", len(figures), d.Charts())
	}
	for _, f := range figures {
		l := labelled.FindAllStringSubmatch(f, -1)
		if len(l) != 2 || l[0][1] != l[1][1] || strings.Count(f, "<svg") != 2 || strings.Count(f, "</svg>") != 2 {
			t.Fatalf("a figure has %d labels: %.300s", len(l), f)
		}
	}
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			for _, c := range b.Charts {
				if c.Fig.Sentence == "" || !strings.Contains(html.UnescapeString(page), c.Fig.Sentence) {
					t.Errorf("the chart %s does not say %q", c.ID, c.Fig.Sentence)
				}
			}
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%d first headings", n)
	}
	last := 0
	for _, h := range heads.FindAllStringSubmatch(page, -1) {
		level := int(h[1][1] - '0')
		if level > last+1 {
			t.Errorf("a heading %s after one of level %d", h[1], last)
		}
		last = level
	}
	if strings.Contains(page, "<th>") || !strings.Contains(page, `<th scope="row"`) {
		t.Error("heads of tables are not marked")
	}
	if open, shut := strings.Count(page, "<div"), strings.Count(page, "</div>"); open != shut {
		t.Errorf("%d divisions open, %d close", open, shut)
	}
}

var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</style></svg><script src="http://evil.example/x.js">`, "a|b`c`*d*_e_[f](javascript:alert(1))",
	"line\nbreak\ttab\x00null", "汉字 😀 \u202eright to left", strings.Repeat("endless", 60), `'; DROP TABLE x; --`, "&lt;script&gt;", "{{.}}",
}

func TestHostileNames(t *testing.T) {
	r := charttest.Multiclass(200)
	r.Target.Classes = append([]string{}, hostile[:len(r.Target.Classes)]...)
	m := modelOf(r, hostile...)
	m.Schema.Target, m.Job.Target, m.Name, m.Job.Drop = hostile[1], hostile[0], hostile[2], hostile[:3]
	m.Row.Name, m.AppVersion, m.Fingerprint = hostile[0], hostile[1], hostile[2]
	m.Leaderboard.Reason, m.Leaderboard.Rows[0].Name = hostile[0], hostile[2]
	m.Evidence.Notes, m.Evidence.Split = hostile, hostile[0]
	m.Findings = []automl.Finding{{ID: "leakage", Severity: automl.High, Columns: hostile, Title: hostile[0], Message: hostile[1], Fix: hostile[2], Drop: hostile[:1]}}
	d, _ := build(t, report.Input{Model: m, File: hostile[7] + ".winnow"})
	page := written(t, "x.html", d)
	checkHTML(t, d, page)
	if !strings.Contains(html.UnescapeString(page), "<script>alert(1)</script>") {
		t.Error("a column's name is not shown as it is")
	}
	md := written(t, "x.md", d)
	fenced := false
	for _, l := range strings.Split(md, "\n") {
		if strings.HasPrefix(l, "```") {
			fenced = !fenced
		}
		if !fenced && (strings.Contains(l, "<script") || strings.Contains(l, "<img")) {
			t.Fatalf("Markdown holds an element: %.200s", l)
		}
	}
	checkTables(t, md)
	if pdf := written(t, "x.pdf", d); !strings.HasPrefix(pdf, "%PDF-") {
		t.Error("no PDF")
	}
}

// checkTables tells whether each row of a Markdown table has as many cells as its head.
func checkTables(t *testing.T, md string) {
	t.Helper()
	want := 0
	for _, l := range strings.Split(md, "\n") {
		if !strings.HasPrefix(l, "| ") {
			want = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(l, `\|`, ""), "|")
		if want == 0 {
			want = n
		}
		if n != want {
			t.Errorf("a row of %d marks in a table of %d: %s", n, want, l)
		}
	}
}

// TestBareModel writes the report of a model as old files hold them, and of one about which
// nothing at all is known.
func TestBareModel(t *testing.T) {
	old := modelOf(charttest.Binary(100), "size", "colour")
	old.Evidence, old.Sureness = nil, nil
	bare := &automl.Model{Schema: automl.Schema{Target: "y", Task: automl.Regression}, Row: automl.ModelRow{Score: math.Inf(1)}}
	for name, m := range map[string]*automl.Model{"old": old, "bare": bare} {
		t.Run(name, func(t *testing.T) {
			d, notes := build(t, report.Input{Model: m})
			if len(notes) != 1 || !strings.Contains(notes[0], "does not keep") {
				t.Errorf("notes %q", notes)
			}
			for _, s := range d.Sections {
				if s.Title == "" || len(s.Blocks) == 0 {
					t.Errorf("the section %q is empty", s.ID)
				}
			}
			checkHTML(t, d, written(t, "x.html", d))
			written(t, "x.pdf", d)
			checkTables(t, written(t, "x.md", d))
		})
	}
}

func TestWhatWasDoneAboutFindings(t *testing.T) {
	m := modelOf(charttest.Binary(2000), "size", "colour")
	m.Findings = []automl.Finding{
		{ID: "leakage", Severity: automl.High, Columns: []string{"refund"}, Title: "a", Message: "b", Fix: "c", Drop: []string{"refund"}},
		{ID: "leakage", Severity: automl.High, Columns: []string{"size"}, Title: "a", Message: "it gives the answer away.", Fix: "Leave it out.", Drop: []string{"size"}},
	}
	d, _ := build(t, report.Input{Model: m})
	page := html.UnescapeString(written(t, "x.html", d))
	for _, want := range []string{"Done: “refund” is not used.", "Not done: “size” is used all the same. Advice: Leave it out.",
		"It uses “size”, which may not be known at the time of a prediction: it gives the answer away."} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if strings.Contains(page, "It uses “refund”") {
		t.Error("the report warns of a column that is not used")
	}
}

func TestLimits(t *testing.T) {
	r := charttest.Binary(120)
	m := modelOf(r, "size")
	m.Row.Low, m.Row.High = 0.4, 0.7
	m.Evidence.Classes = []automl.ValueCount{{Value: r.Target.Classes[0], Count: 115}, {Value: r.Target.Classes[1], Count: 5}}
	d, _ := build(t, report.Input{Model: m})
	page := written(t, "x.md", d)
	for _, want := range []string{"Few rows", "Rare classes", "(5 rows, 4.2 %)", "It may be no better than guessing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the limits do not say %q", want)
		}
	}
}

func TestRecipe(t *testing.T) {
	m := modelOf(charttest.Binary(100), "size")
	m.Job = automl.Job{Target: "it's bought", Task: automl.Binary, Metric: "auc", Positive: "yes", Drop: []string{"a,b", "c"}, Folds: 4, Sealed: 0.2,
		Prefer: automl.PreferSimplest, Budget: 90 * time.Second, Seed: 7}
	d, _ := build(t, report.Input{Model: m, File: "my model.winnow"})
	page := written(t, "x.md", d)
	want := "winnow train \\\n  '--target=it'\\''s bought' \\\n  --task=binary \\\n  --metric=auc \\\n  --positive=yes \\\n  '--drop=\"a,b\",c' \\\n" +
		"  --folds=4 \\\n  --final-test=0.2 \\\n  --prefer=simplest \\\n  --time=1m30s \\\n  --seed=7 \\\n  DATA.csv"
	if !strings.Contains(page, want) {
		t.Errorf("the recipe is not\n%s", want)
	}
	if !strings.Contains(page, "winnow predict 'my model.winnow' NEW.csv") {
		t.Error("the name of the file is not quoted")
	}
}

// TestSampledRows says so when charts are drawn from a part of the rows.
func TestSampledRows(t *testing.T) {
	m := modelOf(charttest.Binary(100), "size")
	m.Evidence.Scored = 50_000
	d, _ := build(t, report.Input{Model: m})
	if want := "drawn from 100 drawn at random of the 50,000"; !strings.Contains(written(t, "x.md", d), want) {
		t.Errorf("the report does not say %q", want)
	}
}

func TestFairnessAndShares(t *testing.T) {
	r := charttest.Binary(300)
	in := report.Input{Model: modelOf(r, "size", "colour"), Fairness: charttest.Fairness(r, 3), Explanation: &automl.Explanation{
		Columns: []string{"size", "colour"}, Outputs: []string{"yes"}, Task: automl.Binary, Scale: automl.ScaleLogOdds, How: "Worked out exactly.", Rows: []int32{0, 1},
		Base: []float64{0}, Values: [][][]float64{{{1, -3}, {-1, 3}}}, Prediction: [][]float64{{-2, 2}}, Answer: [][]float64{{0.1, 0.9}},
		Cells: [][]string{{"1", "red"}, {"2", "blue"}}, Places: []automl.Numbers{{1, 2}, {0, 1}}, Levels: [][]string{nil, {"red", "blue"}},
	}}
	d, _ := build(t, in)
	md := written(t, "x.md", d)
	for _, g := range in.Fairness.Groups {
		if !strings.Contains(md, "| "+g.Name+" |") && !strings.Contains(md, g.Name+" (too small to judge)") {
			t.Errorf("the group %s is absent", g.Name)
		}
	}
	page := written(t, "x.html", d)
	checkHTML(t, d, page)
	if got := chartIDs(d, "explanations"); got != "importance shares shares_swarm shares_dependence" {
		t.Errorf("what drives the model is shown by %s", got)
	}
	if !strings.Contains(md, "Worked out exactly.") {
		t.Error("it is not said how the shares were found")
	}
	swarm := page[strings.Index(page, `<figure id="chart-shares_swarm"`):]
	if strings.Contains(swarm[:strings.Index(swarm, "</figure>")], "<details>") {
		t.Error("the values of rows stand in a table")
	}
	without, _ := build(t, report.Input{Model: modelOf(r, "size", "colour")})
	for _, id := range []string{"performance", "sureness"} {
		if with, alone := chartIDs(d, id), chartIDs(without, id); with != alone {
			t.Errorf("with explanations the section %s has the charts %s, without them %s", id, with, alone)
		}
	}
}

// chartIDs are the charts of a section.
func chartIDs(d *report.Document, section string) string {
	var out []string
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			for _, c := range b.Charts {
				if s.ID == section {
					out = append(out, c.ID)
				}
			}
		}
	}
	return strings.Join(out, " ")
}

func TestForm(t *testing.T) {
	for _, path := range []string{"a.html", "a.HTM", "b.pdf", "c.md", "d.markdown"} {
		if _, err := report.Form(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{"", "a.docx", "html"} {
		if _, err := report.Form(path); automl.KindOf(err) != automl.BadUsage {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestManyColumns keeps the data card short and the PDF on its pages.
func TestManyColumns(t *testing.T) {
	var names []string
	for i := range 300 {
		names = append(names, fmt.Sprintf("column_%d", i))
	}
	d, _ := build(t, report.Input{Model: modelOf(charttest.Regression(100), names...)})
	if !strings.Contains(written(t, "x.md", d), "241 more columns") {
		t.Error("the data card does not count the columns that it leaves out")
	}
	written(t, "x.pdf", d)
}
