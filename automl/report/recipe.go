package report

import (
	"fmt"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/commandline"
)

// card is the model card: what Mitchell et al. (2019) ask of one, in short.
func (k *maker) card() Section {
	s := Section{ID: "card", Title: "Model card"}
	m, v := k.m, ""
	best, low, high, how := k.best()
	if v = k.metric.Name + " " + score(best); low < high {
		v += fmt.Sprintf(" (%s to %s)", score(low), score(high))
	}
	facts := []Fact{
		fact("Model", k.kind()),
		fact("Made", k.made()),
		fact("Meant for", k.purpose()),
		fact("Not meant for", "rows unlike those it learned from; decisions about people without someone who looks at them; saying what would happen if something were changed"),
		fact("Needs", k.needs()),
		fact("Learned from", things(m.Rows, "row")+"; see the data card"),
		fact("Scored on", k.scoredOn()),
		fact("Score", v+", "+how),
		fact("Groups of people", k.groups()),
		fact("Speed and size", fmt.Sprintf("%s ms for 1,000 rows; %s", fewDigits(m.Row.PredictMs), size(m.Row.Bytes))),
		fact("Care", "Score it again when there are new rows with a known outcome, and train it again when the score falls."),
	}
	return add(s, Block{Facts: facts})
}

func (k *maker) kind() string {
	if members := k.members(); len(members) > 0 {
		return fmt.Sprintf("%s of %s", k.m.Name, things(len(members), "model"))
	}
	return k.m.Name
}

func (k *maker) made() string {
	s := "with Winnow " + k.m.AppVersion
	if !k.m.Created.IsZero() {
		s = k.m.Created.UTC().Format("2 January 2006, 15:04 UTC") + ", " + s
	}
	return s
}

func (k *maker) needs() string {
	var names []string
	for _, c := range k.m.Schema.Columns {
		names = append(names, c.Name)
	}
	return fmt.Sprintf("%s: %s", things(len(names), "column"), list(names, 12))
}

func (k *maker) scoredOn() string {
	s := things(max(1, len(k.m.Row.Folds)), "part") + " of the same table"
	if e := k.m.Evidence; e != nil && e.Split != "" {
		s = "parts of the same table (" + e.Split + ")"
	}
	s += ", each by a model that had not seen it"
	if t := k.m.Row.Test; t != nil {
		s += fmt.Sprintf("; and %s of a final test", things(t.Rows, "row"))
	}
	return s
}

func (k *maker) groups() string {
	if k.Fairness == nil {
		return "not looked at"
	}
	if len(k.Fairness.Findings) > 0 {
		return k.Fairness.Findings[0]
	}
	return "see fairness"
}

// members are the models of an ensemble.
func (k *maker) members() []automl.ModelRow {
	var out []automl.ModelRow
	if k.m.Row.Algorithm == "ensemble" || k.m.Row.ID == "ensemble" {
		for _, r := range k.m.Leaderboard.Rows {
			if r.Weight > 0 {
				out = append(out, r)
			}
		}
	}
	return out
}

// recipe is how to make the model again.
func (k *maker) recipe() Section {
	s := Section{ID: "recipe", Title: "Recipe"}
	s = add(s, heading("Train again"), text(k.again()), Block{Code: k.trainCommand()}, heading("Use it"),
		Block{Code: "winnow predict " + k.file() + " NEW.csv --out predictions.csv\nwinnow evaluate " + k.file() + " LABELLED.csv\nwinnow show " + k.file()})
	s = add(s, heading("Settings"), Block{Table: k.settings()})
	facts := []Fact{fact("Winnow", k.m.AppVersion)}
	if k.m.Version > 0 {
		facts = append(facts, fact("Format of the model file", strconv.Itoa(k.m.Version)))
	}
	if k.AppVersion != "" {
		facts = append(facts, fact("Report written by", "Winnow "+k.AppVersion))
	}
	facts = append(facts, fact("Seed", strconv.FormatUint(k.job.Seed, 10)))
	if k.m.Fingerprint != "" {
		facts = append(facts, fact("Data fingerprint", "SHA-256 "+k.m.Fingerprint))
	}
	return add(s, heading("Versions"), Block{Facts: facts})
}

func (k *maker) again() string {
	if k.job.Budget == 0 {
		return "The same data, job and seed give the same model, to the bit, with the same version of Winnow."
	}
	return fmt.Sprintf("The time decided how many models were tried. With --trials %d in place of --time the same version of Winnow repeats its work to the bit.", max(1, k.tried()))
}

func (k *maker) file() string {
	if k.File == "" {
		return "MODEL.winnow"
	}
	return commandline.Quote(k.File)
}

// trainCommand is the command line that does the same job.
func (k *maker) trainCommand() string {
	return commandline.Train(k.job).With(commandline.Broken, "DATA.csv")
}

// settings lists the model's settings, or those of an ensemble's members with their weights.
func (k *maker) settings() *Table {
	t := &Table{Caption: "The model's settings", Head: []Column{{Text: "Model", Weight: 1}, {Text: "Settings", Weight: 3}}}
	members := k.members()
	if len(members) == 0 {
		t.Rows = append(t.Rows, cells(k.m.Row.Name, settingsWords(&k.m.Row)))
		return t
	}
	t.Head = []Column{{Text: "Member", Weight: 1}, {Text: "Weight", Right: true, Weight: 0.5}, {Text: "Settings", Weight: 3}}
	for _, r := range members {
		t.Rows = append(t.Rows, cells(r.Name, percent(r.Weight), settingsWords(&r)))
	}
	return t
}

func settingsWords(r *automl.ModelRow) string {
	if len(r.Settings) == 0 {
		return "as they are by default"
	}
	told := slices.DeleteFunc(slices.Clone(r.Settings), func(s automl.Setting) bool { return s.Value == "" })
	return told.String()
}
