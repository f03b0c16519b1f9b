package shell

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"winnow/app/flow"
	look "winnow/app/theme"
	"winnow/automl"
)

// Script drives the window through a list of steps, one a line, as a person would:
//
//	open FILE            read a table           target COLUMN     choose what to predict
//	fix                  apply all fixes        effort SECONDS    how long training may take
//	train                start training         wait              until training is over
//	results              go to the results      tab NAME          a tab of the page
//	model N              look at the N-th model of the leaderboard
//	compare              the best three models  reveal            open the final test
//	threshold SHARE      flag from this chance  worth A B C D     of right, wrong, missed, left
//	predict FILE OUT     predict and save       save MODEL        save the model
//	step N               go to step 1 to 6      start             go to the start screen
//	theme dark|light     change the look        zoom PERCENT      change the size of all
//	size WxH             resize the window      screenshot NAME   write NAME as PNG
//	ask fairness COLUMN...|flip [NUMBER]|case N [WAY]|growth  put a question to the model looked at
//
// Empty lines and lines that begin with # are skipped. A relative screenshot name lies in
// dir. Each step is printed to out before it is done. Script is called from a goroutine of
// its own and returns the first error.
func (s *Shell) Script(ctx context.Context, r io.Reader, dir string, out io.Writer) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		fmt.Fprintln(out, text)
		if err := s.step(ctx, strings.Fields(text), dir); err != nil {
			return fmt.Errorf("line %d: %s: %w", n, text, err)
		}
	}
	return lines.Err()
}

func (s *Shell) step(ctx context.Context, words []string, dir string) error {
	arg := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	switch words[0] {
	case "open":
		s.act(func() { s.OpenFile(arg(1)) })
		return s.settled(ctx, func(st *flow.State) bool {
			return st.Overview.Has || st.ModelPath != "" || st.Preview.Err != nil || st.Data.Err != nil
		})
	case "target":
		s.act(func() { s.Do(flow.GoTo{Step: flow.Goal}); s.Do(flow.SetTarget{Column: strings.Join(words[1:], " ")}) })
		return s.planned(ctx)
	case "fix":
		s.act(func() { s.Do(flow.GoTo{Step: flow.Prepare}); s.Do(flow.FixAll{}) })
		return s.planned(ctx)
	case "effort":
		sec, err := strconv.ParseFloat(arg(1), 64)
		if err != nil {
			return fmt.Errorf("a number of seconds is needed")
		}
		s.act(func() {
			s.Do(flow.SetEffort{Effort: flow.Custom, For: time.Duration(sec * float64(time.Second))})
		})
		return s.planned(ctx)
	case "train":
		s.act(func() { s.Do(flow.GoTo{Step: flow.Prepare}); s.train() })
		return s.settled(ctx, func(st *flow.State) bool { return st.Run != nil && (st.Run.Phase != flow.RunStarting) })
	case "wait":
		return s.settled(ctx, func(st *flow.State) bool {
			return st.Run == nil || !st.Run.Active() && (st.Run.Err != nil || len(st.Run.Board.Rows) > 0)
		})
	}
	return s.resultStep(ctx, words, dir)
}

// resultStep does the steps that need a finished training, and all others of view.
func (s *Shell) resultStep(ctx context.Context, words []string, dir string) error {
	arg := func(i int) string {
		if i < len(words) {
			return words[i]
		}
		return ""
	}
	switch words[0] {
	case "results":
		s.act(func() { s.Do(flow.GoTo{Step: flow.Results}) })
		return s.settled(ctx, func(st *flow.State) bool { return st.Step != flow.Results || !st.Report.Busy })
	case "tab":
		s.act(func() {
			if p, ok := s.page(s.state.Step).(interface{ SelectTab(title string) }); ok {
				p.SelectTab(strings.Join(words[1:], " "))
			}
		})
		return s.settled(ctx, func(*flow.State) bool { return true })
	case "ask":
		known := false
		s.act(func() {
			if p, ok := s.page(s.state.Step).(interface {
				Ask(question string, about []string) bool
			}); ok {
				known = p.Ask(arg(1), words[min(2, len(words)):])
			}
		})
		if !known {
			return fmt.Errorf("that cannot be asked here")
		}
		return s.settled(ctx, func(*flow.State) bool { return true })
	case "model":
		return s.scriptModel(ctx, arg(1))
	case "compare":
		s.act(func() {
			rows, _ := s.state.Board()
			s.Do(flow.ShowBoard{})
			for i := range min(len(rows), 3) {
				if rows[i].State == automl.Done {
					s.Do(flow.PickCompared{ID: rows[i].ID})
				}
			}
			s.Do(flow.ShowCompared{On: true})
		})
		return s.settled(ctx, func(*flow.State) bool { return true })
	case "reveal":
		s.act(func() {
			if m := s.state.ModelNow(); m != nil {
				s.Reveal(m.ID)
			}
		})
		return s.settled(ctx, func(st *flow.State) bool { return !st.Opening.Busy })
	case "threshold":
		x, err := strconv.ParseFloat(arg(1), 64)
		if err != nil {
			return fmt.Errorf("a probability is needed")
		}
		s.act(func() { s.Do(flow.SetThreshold{Value: x}) })
		return s.settled(ctx, func(*flow.State) bool { return true })
	case "worth":
		s.act(func() { s.Do(flow.SetWorth{Worth: worthOf(words[1:])}) })
		return s.settled(ctx, func(*flow.State) bool { return true })
	case "predict":
		return s.scriptPredict(ctx, arg(1), arg(2))
	case "check", "map", "scale":
		return s.scriptCheck(ctx, words[0], arg(1), arg(2))
	case "save":
		s.act(func() { s.saveModel(arg(1)) })
		return s.settled(ctx, func(st *flow.State) bool {
			return st.SavedModel == arg(1) || len(s.toasts.Messages()) > 0 && st.SavedModel != ""
		})
	}
	return s.view(ctx, words[0], arg(1), dir)
}

// scriptModel looks at a model of the leaderboard by its number from the top.
func (s *Shell) scriptModel(ctx context.Context, number string) error {
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("the number of a model is needed")
	}
	s.act(func() {
		if rows, _ := s.state.Board(); n >= 1 && n <= len(rows) {
			s.Do(flow.ShowModel{ID: rows[n-1].ID})
		}
	})
	return s.settled(ctx, func(st *flow.State) bool { return !st.Report.Busy })
}

// worthOf reads what decisions are worth; what is no number is worth nothing.
func worthOf(words []string) automl.Worth {
	var w automl.Worth
	for i, x := range []*float64{&w.Right, &w.Wrong, &w.Missed, &w.Left} {
		if i < len(words) {
			*x, _ = strconv.ParseFloat(words[i], 64)
		}
	}
	return w
}

// view does the steps that only change what is seen.
func (s *Shell) view(ctx context.Context, word, arg, dir string) error {
	switch word {
	case "start":
		s.act(func() { s.Do(flow.GoTo{Step: flow.Start}) })
	case "step":
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 || n > len(flow.Steps) {
			return fmt.Errorf("a step from 1 to %d is needed", len(flow.Steps))
		}
		s.act(func() { s.Do(flow.GoTo{Step: flow.Steps[n-1]}) })
	case "theme":
		s.act(func() { s.setLook(look.Mode(arg), s.look.Zoom) })
	case "zoom":
		z, err := strconv.ParseFloat(arg, 32)
		if err != nil {
			return fmt.Errorf("a number of per cent is needed")
		}
		s.act(func() { s.setLook(s.look.Mode, float32(z/100)) })
	case "size":
		var w, h float32
		if _, err := fmt.Sscanf(arg, "%fx%f", &w, &h); err != nil {
			return fmt.Errorf("a size such as 1280x800 is needed")
		}
		s.act(func() { s.win.Resize(fyne.NewSize(w, h)) })
	case "screenshot":
		return s.screenshot(ctx, arg, dir)
	default:
		return fmt.Errorf("there is no such step")
	}
	return s.settled(ctx, func(*flow.State) bool { return true })
}

// act runs f on the window's goroutine and waits for it.
func (s *Shell) act(f func()) {
	done := make(chan struct{})
	s.post(func() {
		f()
		close(done)
	})
	<-done
}

// settled waits until the state is so and nothing is being drawn, and returns what went
// wrong on the way, if anything did.
func (s *Shell) settled(ctx context.Context, until func(*flow.State) bool) error {
	if err := s.await(ctx, func(st *flow.State) bool { return until(st) && s.busy == 0 }); err != nil {
		return err
	}
	var err error
	s.act(func() { err = s.trouble() })
	return err
}

// planned waits until the goal is examined and the plan made, or cannot be.
func (s *Shell) planned(ctx context.Context) error {
	return s.settled(ctx, func(st *flow.State) bool {
		return st.Profile.Err != nil || st.Plan.Err != nil || st.Block() != "" && !st.Profile.Busy ||
			st.Known() != nil && st.Plan.Has && st.Needs().Plan == "" && !st.Plan.Busy
	})
}

// trouble is the error that the window shows.
func (s *Shell) trouble() error {
	st := &s.state
	for _, err := range []error{st.Preview.Err, st.Data.Err, st.Overview.Err, st.Profile.Err, st.Plan.Err, st.Report.Err, st.Predict.Err} {
		if err != nil {
			return err
		}
	}
	if st.Run != nil && st.Run.Err != nil {
		return st.Run.Err
	}
	return nil
}

// scriptCheck chooses a file to predict without predicting it, tells which of its columns stands
// for a needed one, or converts a column as the engine proposes.
func (s *Shell) scriptCheck(ctx context.Context, word, first, second string) error {
	s.act(func() {
		switch word {
		case "check":
			s.Do(flow.GoTo{Step: flow.Use})
			s.Do(flow.PickPredict{Path: first})
		case "map":
			s.Do(flow.MapColumn{Needed: first, Found: second})
		case "scale":
			for _, m := range s.state.Predict.Value.Matches {
				if m.Column == first && m.Unit != nil {
					s.Do(flow.ScaleColumn{Needed: first, Convert: m.Unit.Convert})
				}
			}
		}
	})
	return s.settled(ctx, func(st *flow.State) bool {
		return st.Step != flow.Use || !st.Predict.Busy && (st.Predict.Value != nil || st.Predict.Err != nil)
	})
}

func (s *Shell) scriptPredict(ctx context.Context, file, out string) error {
	s.act(func() { s.Do(flow.GoTo{Step: flow.Use}); s.Do(flow.PickPredict{Path: file}) })
	if err := s.settled(ctx, func(st *flow.State) bool { return st.Step != flow.Use || !st.Predict.Busy }); err != nil {
		return err
	}
	var blocked string
	s.act(func() {
		if blocked = s.state.MissingInput(); s.state.Step != flow.Use || blocked != "" {
			return
		}
		s.predict(out)
	})
	if blocked != "" {
		return automl.Errorf("predict", automl.BadData, "The file lacks %s.", blocked)
	}
	return s.settled(ctx, func(st *flow.State) bool { return st.Step != flow.Use || st.Written == out })
}

// frames is how long the window is given to paint before a screenshot.
const frames = 400 * time.Millisecond

// screenshot writes what the window shows as PNG.
func (s *Shell) screenshot(ctx context.Context, name, dir string) error {
	if err := s.settled(ctx, func(*flow.State) bool { return true }); err != nil && s.current == flow.Start {
		return err
	}
	select {
	case <-time.After(frames):
	case <-ctx.Done():
		return ctx.Err()
	}
	s.act(func() { s.win.Canvas().Capture() }) // charts are asked for by the first painting
	if err := s.await(ctx, func(*flow.State) bool { return s.busy == 0 }); err != nil {
		return err
	}
	var img image.Image
	s.act(func() {
		if img = s.win.Canvas().Capture(); isBlank(img) {
			img = s.paint()
		}
	})
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	if filepath.Ext(name) == "" {
		name += ".png"
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
