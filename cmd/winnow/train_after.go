package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/pflag"

	"winnow/automl"
)

// afterTraining is what winnow train is asked about a run once its model is saved.
type afterTraining struct {
	duel, growth bool
}

func (o *afterTraining) addFlags(f *pflag.FlagSet) {
	f.BoolVar(&o.duel, "duel", false, "in the end say in which parts of the data the recommended model differs most from the best other")
	f.BoolVar(&o.growth, "growth", false, "in the end say whether more rows would help; takes about twice as long as training the model did")
}

// ask answers the questions about the run. Where one cannot be answered, the model is saved
// all the same.
func (t *training) ask(ctx context.Context, id string) error {
	if t.after.duel {
		d, err := t.svc.Duel(ctx, automl.DuelRequest{Run: id})
		if err != nil {
			return err
		}
		d.Figure = nil
		if t.json {
			events{t.app.out}.line(map[string]any{"kind": "duel", "duel": d})
		} else {
			printDuel(t.app.out, d)
		}
	}
	if t.after.growth {
		fmt.Fprintln(t.say, "Learning anew from parts of the rows …")
		ctx, cancel := t.app.cancelled(ctx)
		defer cancel()
		g, err := t.svc.Growth(ctx, automl.GrowthRequest{Run: id})
		if err != nil {
			return err
		}
		g.Figure = nil
		if t.json {
			events{t.app.out}.line(map[string]any{"kind": "growth", "growth": g})
		} else {
			printGrowth(t.app.out, g)
		}
	}
	return nil
}

// mostParts is how many parts of the data a duel is printed with.
const mostParts = 12

func printDuel(w io.Writer, d *automl.Duel) {
	fmt.Fprintln(w)
	paragraph(w, "", d.Sentence)
	fmt.Fprintln(w)
	g := grid{header: []string{"Part", "Rows", d.Loss + " less by", "95 % interval", "Beyond chance"}, right: []bool{false, true, true, true, false}}
	add := func(name string, p *automl.DuelPart) {
		sure := ""
		if p.Sure {
			sure = "yes"
		}
		g.add(shorten(name, 44), whole(p.Rows), number(p.Gain), number(p.Low)+" to "+number(p.High), sure)
	}
	add("all rows", &d.Overall)
	for i := range d.Parts[:min(mostParts, len(d.Parts))] {
		p := &d.Parts[i]
		add(p.Column+": "+p.Part, p)
	}
	g.print(w, "  ")
}

func printGrowth(w io.Writer, g *automl.Growth) {
	fmt.Fprintln(w)
	paragraph(w, "", g.Sentence)
	fmt.Fprintln(w)
	t := grid{header: []string{"Rows learnt from", g.Metric, "95 % interval"}, right: []bool{true, true, true}}
	for _, p := range g.Points {
		t.add(whole(p.Rows), number(p.Score), number(p.Low)+" to "+number(p.High))
	}
	t.print(w, "  ")
}
