// Package pages holds the screens of the wizard, one file each. A page shows a flow.State
// and speaks through its Host; it keeps nothing that the state does not know, except for
// what is only looks: what is folded out, which tab is open.
package pages

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"winnow/app/flow"
	"winnow/automl"
	"winnow/automl/figure"
)

// Page is one screen.
type Page interface {
	Object() fyne.CanvasObject
	// Show brings the page up to date. It is called on the window's goroutine after every
	// change while the page is visible, and must be quick.
	Show(s *flow.State)
}

// Sample is a bundled data set.
type Sample struct {
	Name   string // "Customers who leave"
	Help   string // one sentence
	Target string // column to predict
	Path   string // of the file, already on disk
}

// Recent is a file that was opened before.
type Recent struct {
	Path string
	When time.Time
	Note string // rows and columns, task, best score
	Gone bool   // the file is not there any more
}

// Host is what a page may ask of the window. Calls return at once; answers come on the
// window's goroutine.
type Host interface {
	Do(a flow.Action)
	// Deed does what the primary button would.
	Deed(d flow.Deed)
	Catalog() *automl.Catalog
	Open(path string)
	Samples() []Sample
	Recent() []Recent
	// Continue is the file that was worked on last; empty when there is none.
	Continue() (path, target string)
	// Rows fetches rows of an open table as a person reads them.
	Rows(data string, from, n int, done func(cells [][]string, err error))
	// Chart draws a chart of a report.
	Chart(chart string, r *automl.Report, o automl.ChartOptions, done func(f *figure.Figure, err error))
	// Reveal opens the final test of a model of the run; the state has the answer.
	Reveal(model string)
	// Compare holds two models of the run against each other.
	Compare(a, b string, done func(d *automl.Difference, err error))
	// RowsAt fetches rows of an open table by their numbers.
	RowsAt(data string, rows []int32, done func(cells [][]string, err error))
	// Segments asks where a model errs more than elsewhere.
	Segments(model string, done func(list []automl.Segment, err error))
	// Query asks the engine: work runs away from the window, then done on its goroutine.
	Query(work func(ctx context.Context, svc automl.Service), done func())
	SaveModel()
	// KeepMapping keeps with the model how the file to predict spells its columns.
	KeepMapping(m automl.Mapping)
	// FolderWatch is the watch over a folder, of which there is one.
	FolderWatch() *FolderWatch
	// ShowInFolder opens the folder of a file in the system's file manager.
	ShowInFolder(path string)
	// SaveReport asks where to save the report of the model looked at.
	SaveReport()
	// Place asks where to save a file, or a folder, of the proposed name.
	Place(title, name string, folder bool, done func(path string))
	// SaveFigure asks where to save a chart; ending is that of the kind of file, ".png".
	SaveFigure(f *figure.Figure, ending string)
	// SaveTable asks where to save a table as CSV; name is the proposed file name.
	SaveTable(title, name string, head []string, rows [][]string)
	Copy(text string)
	// Background runs work away from the window and then done on its goroutine.
	Background(work, done func())
	// Later calls f on the window's goroutine after a while, unless the window is closed by then.
	Later(d time.Duration, f func())
	// Ask shows a question over the window; yes is called when the person agrees.
	Ask(title string, content fyne.CanvasObject, yes, no string, agreed func())
}
