package pages

import (
	"context"
	"slices"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/flow"
	"winnow/app/words"
	"winnow/automl"
)

// FolderWatch is a watch over a folder. It outlives the page that shows it, which is made anew
// with each change of look. The zero value watches nothing.
type FolderWatch struct {
	page   *watching // that shows it
	folder string    // that is watched; empty: none
	stop   chan struct{}
	ending bool
	err    error // that ended the last watch

	mu   sync.Mutex
	why  error               // the watch's error
	over bool                // the watch has ended
	bare bool                // leaves aside what is kept with the model
	told []automl.WatchEvent // of files dealt with, the latest first
	news bool                // told was added to since it was shown
}

// watching lets the model predict the files that come into a folder.
type watching struct {
	host  Host
	state func() *flow.State
	box   *fyne.Container
	watch *FolderWatch
	again bool // the next look is due
}

// watchedShown is how many files the list holds.
const watchedShown = 200

func newWatching(h Host, state func() *flow.State) *container.TabItem {
	w := &watching{host: h, state: state, box: container.NewStack(), watch: h.FolderWatch()}
	w.watch.page = w
	w.refresh()
	if w.watch.folder != "" {
		w.look()
	}
	return container.NewTabItem(words.TabWatch, container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), w.box))
}

func (w *watching) refresh() {
	head := container.New(&pileLayout{8}, muted(words.WatchLead))
	switch {
	case w.watch.folder == "":
		heed := widget.NewCheck(words.WatchHeed, nil)
		heed.SetChecked(!w.watch.bare)
		heed.OnChanged = func(on bool) { w.watch.bare = !on }
		head.Add(heed)
		head.Add(container.NewHBox(widget.NewButtonWithIcon(words.WatchStart, theme.FolderOpenIcon(), w.choose), w.command()))
	default:
		b := widget.NewButtonWithIcon(words.WatchStop, theme.MediaStopIcon(), w.end)
		say := words.Watching(w.watch.folder)
		if w.watch.ending {
			say = words.WatchStopping
			b.Disable()
		}
		head.Add(container.NewBorder(nil, nil, nil, container.NewHBox(w.command(), b), line(say)))
	}
	if w.watch.err != nil {
		head.Add(failure(w.host, w.watch.err, "", nil))
	}
	w.box.Objects = []fyne.CanvasObject{topped(head, w.list())}
	w.box.Refresh()
}

// list is what became of the files.
func (w *watching) list() fyne.CanvasObject {
	w.watch.mu.Lock()
	told := slices.Clone(w.watch.told)
	w.watch.mu.Unlock()
	box := container.New(layout.NewCustomPaddedVBoxLayout(4))
	for i := range told {
		tone := Good
		if told[i].State != automl.WatchDone {
			tone = Warn
		}
		box.Add(container.NewBorder(nil, nil, container.NewCenter(pill(words.WatchedAs(told[i].State), tone)), nil, text(words.Watched(&told[i]))))
	}
	if len(told) == 0 && w.watch.folder != "" {
		box.Add(muted(words.WatchNothing))
	}
	return container.NewVScroll(box)
}

// command copies the line that watches in a terminal.
func (w *watching) command() *widget.Button {
	b := widget.NewButtonWithIcon(words.CopyCommand, theme.ContentCopyIcon(), func() {
		folder := w.watch.folder
		if folder == "" {
			folder = words.WatchFolder
		}
		w.host.Copy(w.state().WatchCommand(folder, w.watch.bare))
	})
	b.Importance = widget.LowImportance
	return b
}

func (w *watching) choose() {
	w.host.Place(words.WatchChoose, "", true, func(path string) {
		q := w.state().ExportQuery()
		req := automl.WatchRequest{Model: q.Model, Run: q.Run, Row: q.Row, Folder: path, Keep: true, NoMapping: w.watch.bare}
		w.watch.start(w.host, req)
		w.refresh()
	})
}

// start begins to watch; the page that shows the watch is brought up to date from then on.
func (f *FolderWatch) start(h Host, req automl.WatchRequest) {
	f.folder, f.stop, f.ending, f.err = req.Folder, make(chan struct{}), false, nil
	f.told, f.over, f.why = nil, false, nil
	req.Observe, req.Stop = f.observe, f.stop
	h.Query(func(ctx context.Context, svc automl.Service) {
		go func() { // Why: it goes on long after the question is answered
			_, err := svc.Watch(ctx, req)
			f.mu.Lock()
			defer f.mu.Unlock()
			f.over, f.news, f.why = true, true, err
		}()
	}, func() { f.page.look() })
}

func (w *watching) end() {
	close(w.watch.stop)
	w.watch.ending = true
	w.refresh()
}

// observe takes an event on the engine's goroutine.
func (f *FolderWatch) observe(e automl.WatchEvent) {
	if e.State == automl.WatchBegun || e.State == automl.WatchIdle {
		return
	}
	f.mu.Lock()
	f.told = slices.Insert(f.told, 0, e)
	f.told, f.news = f.told[:min(len(f.told), watchedShown)], true
	f.mu.Unlock()
}

// look shows what has come since the last look, while a folder is watched and this page is the
// one that shows it.
func (w *watching) look() {
	f := w.watch
	if f.page != w || w.again {
		return
	}
	f.mu.Lock()
	news, over, why := f.news, f.over, f.why
	f.news = false
	f.mu.Unlock()
	if over {
		f.folder, f.err = "", why
	}
	if news {
		w.refresh()
	}
	if w.again = !over; w.again {
		w.host.Later(lookEvery, func() {
			w.again = false
			w.look()
		})
	}
}
