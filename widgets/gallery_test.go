package widgets_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	apptheme "winnow/app/theme"
	"winnow/automl"
	"winnow/automl/chart"
	"winnow/automl/chart/charttest"
	"winnow/automl/figure"
	"winnow/widgets/card"
	"winnow/widgets/chartview"
	"winnow/widgets/datagrid"
	"winnow/widgets/dropzone"
	"winnow/widgets/emptystate"
	"winnow/widgets/jobbar"
	"winnow/widgets/kit"
	"winnow/widgets/minihist"
	"winnow/widgets/scorebar"
	"winnow/widgets/steprail"
	"winnow/widgets/thresholdslider"
	"winnow/widgets/toast"
)

var gallery = flag.String("gallery", "", "folder to write a picture of every widget to")

type piece struct {
	name string
	size fyne.Size
	make func(w fyne.Window) fyne.CanvasObject
	then func(o fyne.CanvasObject, w fyne.Window) // after it is shown
}

func figureOf(id string, r *automl.Report) *figure.Figure {
	for _, c := range chart.All() {
		if c.ID == id {
			f, err := c.Draw(r, automl.ChartOptions{})
			if err != nil {
				panic(err)
			}
			return f
		}
	}
	panic("no chart " + id)
}

func view(f *figure.Figure) *chartview.View {
	v := chartview.New()
	v.Async = kit.Inline
	v.OnCopy, v.OnSave = func(*figure.Figure) {}, func(*figure.Figure, string) {}
	v.SetFigure(f)
	return v
}

// source is a made-up table of a million rows.
type source struct{}

func (source) Rows() int { return 1_000_000 }

func (source) Columns() []datagrid.Column {
	return []datagrid.Column{
		{Name: "Customer", Icon: theme.AccountIcon(), Kind: "ID", Top: "all different"},
		{Name: "Monthly charges", Icon: theme.GridIcon(), Kind: "Number", Right: true, Missing: 0.034, Bins: []float64{3, 8, 15, 30, 22, 14, 9, 5, 2, 1, 0, 1}},
		{Name: "Contract", Icon: theme.ListIcon(), Kind: "Category", Top: "monthly 55 %, yearly 30 %, two years 15 %"},
		{Name: "Comment of the customer at the last call", Icon: theme.DocumentIcon(), Kind: "Text", Missing: 0.62, Top: "mostly different"},
		{Name: "Churn", Icon: theme.ConfirmIcon(), Kind: "Yes/No", Bins: []float64{74, 26}},
	}
}

func (source) Cell(row, col int) string {
	switch col {
	case 0:
		return fmt.Sprintf("C-%06d", row*7919%1_000_000)
	case 1:
		if row%29 == 3 {
			return ""
		}
		return fmt.Sprintf("%.2f", 20+80*math.Abs(math.Sin(float64(row))))
	case 2:
		return []string{"monthly", "yearly", "two years"}[row%3]
	case 3:
		if row%3 != 0 {
			return ""
		}
		return "The line was down for a day and nobody called back, so I am thinking about leaving for another provider soon."
	}
	return []string{"no", "yes", "no"}[row%3]
}

func pieces() []piece {
	binary := charttest.Binary(1200)
	return []piece{
		{"chartview", fyne.NewSize(640, 460), func(fyne.Window) fyne.CanvasObject { return view(figureOf("roc", binary)) }, func(_ fyne.CanvasObject, w fyne.Window) {
			test.MoveMouse(w.Canvas(), fyne.NewPos(94, 182))
		}},
		{"chartview_table", fyne.NewSize(640, 460), func(fyne.Window) fyne.CanvasObject {
			v := view(figureOf("calibration", binary))
			v.ShowTable(true)
			return v
		}, nil},
		{"chartview_empty", fyne.NewSize(480, 320), func(fyne.Window) fyne.CanvasObject {
			return view(&figure.Figure{Title: "What the model relies on", Empty: "It was not measured how much this model relies on each column."})
		}, nil},
		{"datagrid", fyne.NewSize(860, 420), func(fyne.Window) fyne.CanvasObject {
			g := datagrid.New(source{})
			g.OnSort, g.OnHeader = func(int, datagrid.Order) {}, func(int) {}
			return g
		}, func(o fyne.CanvasObject, _ fyne.Window) {
			g := o.(*datagrid.Grid)
			g.Select(3)
			g.SetSort(1, datagrid.Descending)
		}},
		{"steprail", fyne.NewSize(200, 400), rail, func(o fyne.CanvasObject, w fyne.Window) { w.Canvas().FocusNext() }},
		{"jobbar", fyne.NewSize(860, 44), func(fyne.Window) fyne.CanvasObject {
			b := jobbar.New(func() {})
			b.Run("Training model 4 of 9: Gradient boosting, fold 3 of 5", 0.43)
			b.SetMemory(1_234_000_000, 8_000_000_000)
			return b
		}, nil},
		{"thresholdslider", fyne.NewSize(680, 260), func(fyne.Window) fyne.CanvasObject {
			s := thresholdslider.New("Flag from")
			return s
		}, nil},
		{"scorebar", fyne.NewSize(520, 180), scores, nil},
		{"toast", fyne.NewSize(640, 320), toasts, nil},
		{"emptystate", fyne.NewSize(480, 260), func(fyne.Window) fyne.CanvasObject {
			return emptystate.New(theme.FolderOpenIcon(), "There is no data yet. Open a table to begin.", "Open a file…", func() {})
		}, nil},
		{"card", fyne.NewSize(720, 150), func(fyne.Window) fyne.CanvasObject {
			a := card.New("Balanced", "Weighs both kinds of mistake alike. The usual choice.", nil, func() {})
			b := card.New("Catch as many as possible", "Finds nearly all, at the price of more false alarms.", nil, func() {})
			c := card.New("Few false alarms", "Needs at least 50 rows of each class.", nil, func() {})
			a.SetSelected(true)
			c.SetDisabled(true)
			return container.NewGridWithColumns(3, a, b, c)
		}, nil},
		{"dropzone", fyne.NewSize(520, 220), func(fyne.Window) fyne.CanvasObject {
			return dropzone.New("Drop a CSV file here, or browse", "Nothing leaves this computer")
		}, func(_ fyne.CanvasObject, w fyne.Window) { w.Canvas().FocusNext() }},
		{"minihist", fyne.NewSize(200, 60), func(fyne.Window) fyne.CanvasObject {
			return minihist.New([]float64{1, 4, 9, 14, 11, 6, 3, 1, 0, 0, 1})
		}, nil},
	}
}

func rail(fyne.Window) fyne.CanvasObject {
	r := steprail.New([]steprail.Step{
		{Name: "Data", State: steprail.Done, Note: "9,978 rows, 41 columns", Enabled: true},
		{Name: "Goal", State: steprail.Done, Note: "churn, yes or no", Enabled: true},
		{Name: "Prepare", State: steprail.Attention, Note: "3 problems", Enabled: true},
		{Name: "Train", State: steprail.InProgress, Enabled: true},
		{Name: "Results", State: steprail.Stale, Note: "out of date", Enabled: true},
		{Name: "Use"},
	}, func(int) {})
	r.SetCurrent(2)
	return r
}

func scores(fyne.Window) fyne.CanvasObject {
	rows := []scorebar.Score{
		{Value: 0.861, Low: 0.852, High: 0.869, Folds: []float64{0.842, 0.871, 0.855, 0.866, 0.872}, Baseline: 0.79, Best: true},
		{Value: 0.849, Low: 0.835, High: 0.862, Folds: []float64{0.832, 0.861, 0.845, 0.851}, Baseline: 0.79},
		{Value: 0.79, Low: math.NaN(), High: math.NaN(), Baseline: 0.79},
	}
	axis := scorebar.Common(rows)
	grid := container.NewGridWithColumns(2)
	for i, s := range rows {
		b := scorebar.New()
		b.Set(s, axis)
		grid.Add(widget.NewLabel([]string{"Gradient boosting", "Random forest", "Guessing"}[i]))
		grid.Add(b)
	}
	return grid
}

func toasts(fyne.Window) fyne.CanvasObject {
	h := toast.NewHost()
	h.After = func(time.Duration, func()) func() { return func() {} }
	h.Post(toast.Message{Text: "Column “region” is left out.", Action: "Undo", Do: func() {}})
	h.Post(toast.Message{Text: "Done in 4 min 12 s: see the results.", Kind: toast.Success})
	h.Post(toast.Message{Text: "The file could not be saved: the disk is full. Free some space and try again.", Kind: toast.Error})
	return container.NewStack(widget.NewLabel("The page below stays usable."), h)
}

// TestGallery shows every widget in light and dark and at twice the size, and checks that
// it draws something.
func TestGallery(t *testing.T) {
	for _, variant := range []struct {
		name string
		apptheme.Theme
	}{
		{"light", apptheme.Theme{Mode: apptheme.Light}},
		{"dark", apptheme.Theme{Mode: apptheme.Dark}},
		{"zoom", apptheme.Theme{Mode: apptheme.Light, Zoom: 2}},
	} {
		for _, p := range pieces() {
			t.Run(variant.name+"/"+p.name, func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(variant.Theme)
				w := test.NewTempWindow(t, nil)
				o := p.make(w)
				w.SetContent(o)
				size := p.size
				if variant.Zoom > 1 {
					size = fyne.NewSize(size.Width*variant.Zoom, size.Height*variant.Zoom)
				}
				w.Resize(size)
				w.Canvas().Capture() // Why: a chart draws itself when it is first painted
				if p.then != nil {
					p.then(o, w)
				}
				img := w.Canvas().Capture()
				if n := inked(img); n < 150 {
					t.Errorf("only %d pixels differ from the background", n)
				}
				if *gallery == "" {
					return
				}
				f, err := os.Create(filepath.Join(*gallery, p.name+"_"+variant.name+".png"))
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				if err := png.Encode(f, img); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// inked is the number of pixels that differ from the top left one.
func inked(img image.Image) int {
	pix := img.(*image.NRGBA).Pix
	n := 0
	for i := 0; i < len(pix); i += 4 {
		if !bytes.Equal(pix[i:i+4], pix[:4]) {
			n++
		}
	}
	return n
}
