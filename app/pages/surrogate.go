package pages

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"winnow/app/words"
	"winnow/automl"
)

// Questions in a row of the tree that stands in for the model.
const (
	leastDepth = 1
	usualDepth = 3
	mostDepth  = 6
)

// surrogate shows a small tree that stands in for the model.
func (v *modelView) surrogate(r *automl.Report) fyne.CanvasObject {
	box := container.NewStack()
	var found *automl.Surrogate
	turn := 0
	ask := func(depth int) {
		turn++
		mine := turn
		if found == nil {
			box.Objects = []fyne.CanvasObject{waiting(words.LookingAtIt)}
			box.Refresh()
		}
		req := automl.SurrogateRequest{Subject: v.subject(r), Depth: depth}
		var s *automl.Surrogate
		var err error
		v.host.Query(func(ctx context.Context, svc automl.Service) { s, err = svc.Surrogate(ctx, req) }, func() {
			if mine != turn {
				return
			}
			if found = s; err != nil {
				box.Objects = []fyne.CanvasObject{container.NewVBox(failure(v.host, err, "", nil))}
			} else {
				box.Objects = []fyne.CanvasObject{surrogateTree(s)}
			}
			box.Refresh()
		})
	}
	var depths []words.Named
	for d := leastDepth; d <= mostDepth; d++ {
		depths = append(depths, words.Named{ID: strconv.Itoa(d), Name: strconv.Itoa(d)})
	}
	pick := newPicker(depths, func(id string) {
		if d, err := strconv.Atoi(id); err == nil {
			ask(d)
		}
	})
	pick.set(strconv.Itoa(usualDepth))
	copied := widget.NewButtonWithIcon(words.CopyRows, theme.ContentCopyIcon(), func() {
		if found != nil {
			v.host.Copy(surrogateText(found))
		}
	})
	copied.Importance = widget.LowImportance
	head := container.NewHBox(caption(words.TreeDepth), fixedWidth(pick.sel, 80), layout.NewSpacer(), copied)
	ask(usualDepth)
	return container.NewBorder(container.New(layout.NewCustomPaddedLayout(6, 0, 4, 4), head), nil, nil, nil, box)
}

// surrogateTree lists the tree's questions and leaves, each level further in.
func surrogateTree(s *automl.Surrogate) fyne.CanvasObject {
	list := container.New(layout.NewCustomPaddedVBoxLayout(0))
	var walk func(at, depth int, lead string)
	walk = func(at, depth int, lead string) {
		n := &s.Nodes[at]
		say, answer := line(lead+words.TreeAsks(n.Condition)), line("")
		if n.Condition == "" {
			say.SetText(lead + n.Answer.Text)
			say.TextStyle.Bold = true
		} else {
			answer.SetText(n.Answer.Text)
			answer.Importance = widget.LowImportance
		}
		bar := newMeter(n.Share)
		bar.height = 8
		right := container.NewHBox(fixedWidth(answer, 175), fixedWidth(container.NewBorder(nil, nil, nil, fixedWidth(caption(words.Percent(n.Share)), 60), bar), 130))
		list.Add(container.NewBorder(nil, nil, fixedWidth(container.NewStack(), float32(depth)*treeIndent), right, say))
		if n.Condition != "" {
			walk(n.Yes, depth+1, words.TreeYes)
			walk(n.No, depth+1, words.TreeNo)
		}
	}
	if len(s.Nodes) > 0 {
		walk(0, 0, "")
	}
	tree := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, 8, 0, scrollRoom), list))
	return topped(text(s.Sentence), sized(tree, 0, leastRows*zoom()))
}

// treeIndent is how far each level of the tree stands in, in units at zoom 1.
const treeIndent = 26

// surrogateText is the tree as one sentence for each leaf.
func surrogateText(s *automl.Surrogate) string {
	lines := []string{s.Sentence}
	for _, r := range s.Rules {
		lines = append(lines, r.Sentence)
	}
	return strings.Join(lines, "\n")
}
