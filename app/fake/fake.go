// Package fake is an automl.Service in memory for tests of the wizard: a made-up table of
// phone customers, a small catalogue and a training that plays a fixed script. It learns
// nothing.
package fake

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"winnow/automl"
	"winnow/automl/table"
)

// Service is the test double. The zero value is not ready; use New.
type Service struct {
	// RowCount is the number of rows of the table.
	RowCount int
	// Hold, when above 0, is the number of models after which a training waits until Stop
	// or Release.
	Hold int

	catalog *automl.Catalog

	mu       sync.Mutex
	next     int
	open     map[string]automl.ReadOptions
	runs     map[string]*run
	Saved    []string // paths given to Save
	Written  []automl.PredictRequest
	Exported []automl.ExportRequest
	Reported []automl.ReportRequest
	Asked    []automl.ServeRequest // given to Serve
	serving  *automl.Serving
	Mapped   []automl.MappingRequest // given to SaveMapping
	Watched  []automl.WatchRequest   // given to Watch
	// Decided holds the thresholds given to SetThreshold.
	Decided map[string]float64
}

// New is a service with a table of 7,043 rows.
func New() *Service {
	return &Service{RowCount: 7043, catalog: Catalog(), open: map[string]automl.ReadOptions{}, runs: map[string]*run{}}
}

var _ automl.Service = (*Service)(nil)

// Catalog is the fake's small catalogue.
func (s *Service) Catalog() *automl.Catalog { return s.catalog }

// fields are the columns of the table.
var fields = []table.Field{
	{Name: "customer_id", Kind: table.Text, Reason: "Every row has another value."},
	{Name: "gender", Kind: table.Category, Reason: "2 different values."},
	{Name: "senior", Kind: table.YesNo, Reason: "The values are 0 and 1."},
	{Name: "tenure_months", Kind: table.Number, Reason: "All values are numbers."},
	{Name: "contract", Kind: table.Category, Reason: "3 different values."},
	{Name: "payment_method", Kind: table.Category, Reason: "4 different values."},
	{Name: "monthly_charges", Kind: table.Number, Reason: "All values are numbers."},
	{Name: "total_charges", Kind: table.Number, Reason: "99.8 % of the values are numbers."},
	{Name: "signup_date", Kind: table.Time, Reason: "All values are dates like 2024-03-17."},
	{Name: "support_calls", Kind: table.Number, Reason: "All values are whole numbers."},
	{Name: "cancel_reason", Kind: table.Category, Reason: "6 different values."},
	{Name: "country", Kind: table.Category, Reason: "1 value."},
	{Name: "churn", Kind: table.YesNo, Reason: "The values are Yes and No."},
}

func cell(row, col int) string {
	h := (row*7919 + col*104729 + row*row*31) % 1000
	month := 1 + row*13%72
	charge := 19 + float64(row*37%1000)/10
	churned := h < 200 || month < 12 && h < 550
	pick := func(words ...string) string { return words[(row*31+col*17+h)%len(words)] }
	switch fields[col].Name {
	case "customer_id":
		return fmt.Sprintf("%04d-%s", (row*7919)%10000, strings.ToUpper(strconv.FormatInt(int64(row*48271+77777), 36)))
	case "gender":
		return pick("Female", "Male")
	case "senior":
		return pick("0", "0", "0", "0", "1")
	case "tenure_months":
		return strconv.Itoa(month)
	case "contract":
		return pick("Month-to-month", "One year", "Two year")
	case "payment_method":
		return pick("Electronic check", "Mailed check", "Bank transfer", "Credit card")
	case "monthly_charges":
		return strconv.FormatFloat(charge, 'f', 2, 64)
	case "total_charges":
		if row%640 == 13 {
			return ""
		}
		return strconv.FormatFloat(charge*float64(month), 'f', 2, 64)
	case "signup_date":
		return fmt.Sprintf("20%02d-%02d-%02d", 18+row%7, 1+row%12, 1+row%28)
	case "support_calls":
		return strconv.Itoa(h % 7)
	case "cancel_reason":
		if !churned {
			return ""
		}
		return pick("Price", "Moved away", "Competitor", "Service", "Other")
	case "country":
		return "Germany"
	case "churn":
		if churned {
			return "Yes"
		}
		return "No"
	}
	return ""
}

func (s *Service) cells(from, n int) [][]string {
	var out [][]string
	for r := from; r < min(from+n, s.RowCount); r++ {
		row := make([]string, len(fields))
		for c := range fields {
			row[c] = cell(r, c)
		}
		out = append(out, row)
	}
	return out
}

func (s *Service) data(path string, o automl.ReadOptions) (*automl.Data, error) {
	if strings.Contains(filepath.Base(path), "missing") {
		return nil, automl.Errorf("read", automl.NotFound, "There is no file %s.", filepath.Base(path)).
			WithHint("It may have been moved or renamed. Browse for it again.")
	}
	rows := s.RowCount
	if strings.Contains(filepath.Base(path), "tiny") {
		rows = 5
	}
	fs := append([]table.Field(nil), fields...)
	for i := range fs {
		if f, ok := o.Fields[fs[i].Name]; ok {
			fs[i].Kind, fs[i].Reason = f.Kind, "You chose this."
		}
	}
	rep := automl.ReadReport{Path: path, Size: 977501, Encoding: "utf-8", Delimiter: ",", Quote: `"`,
		Header: true, Decimal: ".", Rows: rows}
	if strings.Contains(filepath.Base(path), "messy") {
		rep.BadCount = 37
		rep.BadRows = []automl.BadRow{{Line: 812, Reason: "11 fields instead of 13", Text: "0812-XK,Female,0,12"}}
		rep.Notices = []string{"The column name “total” occurs twice; the second is called “total_2”."}
	}
	if o.Encoding != "" {
		rep.Encoding = o.Encoding
	}
	if o.Delimiter != "" {
		rep.Delimiter = o.Delimiter
	}
	if o.Decimal != "" {
		rep.Decimal = o.Decimal
	}
	if o.Header == "no" {
		rep.Header = false
	}
	return &automl.Data{Report: rep, Fields: fs, Rows: rows, Bytes: int64(rows) * 180}, nil
}

// Preview returns the table's beginning. A file whose name holds "missing" does not exist;
// "tiny" has 5 rows; "messy" has bad rows.
func (s *Service) Preview(ctx context.Context, path string, rows int, o automl.ReadOptions) (*automl.Data, [][]string, error) {
	d, err := s.data(path, o)
	if err != nil {
		return nil, nil, err
	}
	return d, s.cells(0, min(rows, d.Rows)), ctx.Err()
}

// Open gives the table an ID.
func (s *Service) Open(ctx context.Context, path string, o automl.ReadOptions) (*automl.Data, error) {
	d, err := s.data(path, o)
	if err != nil {
		return nil, err
	}
	if o.Progress != nil {
		o.Progress(d.Report.Size/2, d.Report.Size)
		o.Progress(d.Report.Size, d.Report.Size)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	d.ID = fmt.Sprintf("d%d", s.next)
	s.open[d.ID] = o
	return d, ctx.Err()
}

// Close forgets a table.
func (s *Service) Close(data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, data)
}

// Opened is the number of tables held.
func (s *Service) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// Rows returns cells of the table.
func (s *Service) Rows(ctx context.Context, _ string, from, n int) ([][]string, error) {
	return s.cells(from, n), ctx.Err()
}

// Profile describes the table as it is; the target decides task and findings.
func (s *Service) Profile(ctx context.Context, data, target string, task automl.Task) (*automl.Profile, error) {
	s.mu.Lock()
	o := s.open[data]
	s.mu.Unlock()
	p := &automl.Profile{Rows: s.RowCount, Target: target}
	for i, f := range fields {
		if k, ok := o.Fields[f.Name]; ok {
			f.Kind, f.Reason = k.Kind, "You chose this."
		}
		p.Columns = append(p.Columns, describe(s.RowCount, i, f))
	}
	if target == "" {
		return p, ctx.Err()
	}
	links := map[string]float64{"tenure_months": 0.46, "contract": 0.41, "monthly_charges": 0.31, "total_charges": 0.33,
		"support_calls": 0.22, "payment_method": 0.18, "cancel_reason": 1, "senior": 0.06, "gender": 0.01, "signup_date": 0.04}
	for i := range p.Columns {
		if l, ok := links[p.Columns[i].Name]; ok {
			p.Columns[i].Link = l
		}
	}
	p.Task, p.Classes = guess(s.RowCount, target, task)
	p.Findings = findings(target)
	p.Time = "signup_date"
	return p, ctx.Err()
}

func guess(rows int, target string, task automl.Task) (automl.Task, []automl.ValueCount) {
	switch {
	case task == automl.Regression || task == "" && (strings.HasSuffix(target, "charges") || strings.HasSuffix(target, "months")):
		return automl.Regression, nil
	case target == "churn" || target == "senior" || target == "gender":
		yes := rows * 26 / 100
		return automl.Binary, []automl.ValueCount{{Value: "No", Count: rows - yes}, {Value: "Yes", Count: yes}}
	}
	return automl.Multiclass, []automl.ValueCount{{Value: "Month-to-month", Count: rows / 2}, {Value: "One year", Count: rows / 4}, {Value: "Two year", Count: rows - rows/2 - rows/4}}
}

func findings(target string) []automl.Finding {
	all := []automl.Finding{
		{ID: "leakage", Severity: automl.High, Columns: []string{"cancel_reason"}, Drop: []string{"cancel_reason"},
			Title:   "“cancel_reason” gives the answer away",
			Message: "It is filled only for customers who left: on its own it tells churn apart perfectly (AUC 1.00).",
			Fix:     "Leave the column out: it would not be known when you predict."},
		{ID: "identifier", Severity: automl.Medium, Columns: []string{"customer_id"}, Drop: []string{"customer_id"},
			Title: "“customer_id” only names the row", Message: "All 7,043 values are different.",
			Fix: "Leave the column out: a name of a row cannot be learnt from."},
		{ID: "constant", Severity: automl.Medium, Columns: []string{"country"}, Drop: []string{"country"},
			Title: "“country” is the same everywhere", Message: "Every row says “Germany”.", Fix: "Leave the column out."},
		{ID: "missing", Severity: automl.Low, Columns: []string{"total_charges"},
			Title: "“total_charges” has a few empty cells", Message: "11 of 7,043 rows (0.2 %) are empty.",
			Fix: "Nothing to do: empty cells are handled inside each model."},
		{ID: "time_suggested", Severity: automl.Low, Columns: []string{"signup_date"},
			Title:   "signup_date says when a row was made",
			Message: "The rows have an order in time, by signup_date.",
			Fix:     "Split forward in time by signup_date if the future is to be predicted."},
		{ID: "imbalance", Severity: automl.Low, Columns: []string{target},
			Title: "One outcome is rarer", Message: "26 % of the rows are “Yes”.", Fix: "Nothing to do: the score takes it into account."},
	}
	var out []automl.Finding
	for _, f := range all {
		if f.Columns[0] != target || f.ID == "imbalance" && target == "churn" {
			out = append(out, f)
		}
	}
	return out
}

func describe(rows, col int, f table.Field) automl.ColumnProfile {
	c := automl.ColumnProfile{Name: f.Name, Kind: f.Kind, Reason: f.Reason, Link: -1}
	counts := map[string]int{}
	var nums []float64
	for r := range rows {
		v := cell(r, col)
		if v == "" {
			c.Missing++
			continue
		}
		counts[v]++
		if x, err := strconv.ParseFloat(v, 64); err == nil && f.Kind == table.Number {
			nums = append(nums, x)
		}
	}
	c.Distinct = len(counts)
	c.Identifier = f.Name == "customer_id"
	c.Constant = len(counts) < 2
	switch f.Kind {
	case table.Number:
		numeric(&c, nums)
	case table.Time:
		c.Min, c.Max, c.Median = 1514764800, 1735603200, 1625097600
		c.Histogram = []int{9, 10, 11, 10, 12, 11, 10, 9, 12, 13, 10, 9}
	default:
		c.Top = top(counts)
	}
	return c
}

func numeric(c *automl.ColumnProfile, v []float64) {
	if len(v) == 0 {
		return
	}
	sorted := sortedCopy(v)
	at := func(q float64) float64 { return sorted[int(q*float64(len(sorted)-1))] }
	c.Min, c.Q25, c.Median, c.Q75, c.Max = at(0), at(0.25), at(0.5), at(0.75), at(1)
	for _, x := range v {
		c.Mean += x / float64(len(v))
	}
	for _, x := range v {
		c.Std += (x - c.Mean) * (x - c.Mean) / float64(len(v))
	}
	c.Std = math.Sqrt(c.Std)
	c.Histogram = make([]int, 16)
	for _, x := range v {
		i := 0
		if c.Max > c.Min {
			i = min(int((x-c.Min)/(c.Max-c.Min)*16), 15)
		}
		c.Histogram[i]++
	}
}
