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

	"winnow/app/words"
	"winnow/automl"
)

// watching lets the model predict the files that come into a folder.
type watching struct {
	host   Host
	model  func() automl.ExportQuery
	box    *fyne.Container
	folder string // that is watched; empty: none
	stop   chan struct{}
	ending bool

	mu   sync.Mutex
	err  error
	over bool                // the watch has ended
	told []automl.WatchEvent // of files dealt with, the latest first
	news bool                // told was added to since it was shown
}

// watchedShown is how many files the list holds.
const watchedShown = 200

func newWatching(h Host, model func() automl.ExportQuery) *container.TabItem {
	w := &watching{host: h, model: model, box: container.NewStack()}
	w.refresh()
	return container.NewTabItem(words.TabWatch, container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), w.box))
}

func (w *watching) refresh() {
	head := container.New(layout.NewCustomPaddedVBoxLayout(8), muted(words.WatchLead))
	switch {
	case w.folder == "":
		head.Add(container.NewHBox(widget.NewButtonWithIcon(words.WatchStart, theme.FolderOpenIcon(), w.choose)))
	default:
		b := widget.NewButtonWithIcon(words.WatchStop, theme.MediaStopIcon(), w.end)
		say := words.Watching(w.folder)
		if w.ending {
			say = words.WatchStopping
			b.Disable()
		}
		head.Add(container.NewBorder(nil, nil, nil, b, line(say)))
	}
	if w.err != nil {
		head.Add(failure(w.host, w.err, "", nil))
	}
	w.box.Objects = []fyne.CanvasObject{container.NewBorder(head, nil, nil, nil, w.list())}
	w.box.Refresh()
}

// list is what became of the files.
func (w *watching) list() fyne.CanvasObject {
	w.mu.Lock()
	defer w.mu.Unlock()
	box := container.New(layout.NewCustomPaddedVBoxLayout(4))
	for i := range w.told {
		tone, word := Good, string(w.told[i].State)
		if w.told[i].State != automl.WatchDone {
			tone = Warn
		}
		box.Add(container.NewBorder(nil, nil, container.NewCenter(pill(word, tone)), nil, text(words.Watched(&w.told[i]))))
	}
	if len(w.told) == 0 && w.folder != "" {
		box.Add(muted(words.WatchNothing))
	}
	return container.NewVScroll(box)
}

func (w *watching) choose() {
	w.host.Place(words.WatchChoose, "", true, func(path string) {
		w.folder, w.stop, w.ending, w.err = path, make(chan struct{}), false, nil
		w.told, w.over = nil, false
		q := w.model()
		req := automl.WatchRequest{Model: q.Model, Run: q.Run, Row: q.Row, Folder: path, Keep: true, Observe: w.observe, Stop: w.stop}
		w.refresh()
		w.host.Query(func(ctx context.Context, svc automl.Service) {
			go func() { // Why: it goes on long after the question is answered
				_, err := svc.Watch(ctx, req)
				w.mu.Lock()
				defer w.mu.Unlock()
				w.over, w.news, w.err = true, true, err
			}()
		}, w.look)
	})
}

func (w *watching) end() {
	close(w.stop)
	w.ending = true
	w.refresh()
}

// observe takes an event on the engine's goroutine.
func (w *watching) observe(e automl.WatchEvent) {
	if e.State == automl.WatchBegun || e.State == automl.WatchIdle {
		return
	}
	w.mu.Lock()
	w.told = slices.Insert(w.told, 0, e)
	w.told, w.news = w.told[:min(len(w.told), watchedShown)], true
	w.mu.Unlock()
}

// look shows what has come since the last look, while a folder is watched.
func (w *watching) look() {
	w.mu.Lock()
	news, over := w.news, w.over
	w.news = false
	w.mu.Unlock()
	if over {
		w.folder = ""
	}
	if news {
		w.refresh()
	}
	if !over {
		w.host.Later(lookEvery, w.look)
	}
}
