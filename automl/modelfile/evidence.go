package modelfile

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"winnow/automl"
	"winnow/automl/table"
)

// The entries of the evidence, which a file may do without. Their version is their own: a
// reader that does not know it passes over them, and the model is as good.
const (
	evidenceEntry   = "evidence.json"
	outOfFoldEntry  = "out_of_fold.csv"
	evidenceVersion = 1
)

type evidenceFile struct {
	Version int `json:"version"`
	automl.Evidence
}

// encodeEvidence adds the evidence to the files of the archive.
func encodeEvidence(e *automl.Evidence, files map[string][]byte) (err error) {
	if e == nil {
		return nil
	}
	if err := checkEvidence(e); err != nil {
		return err
	}
	if files[evidenceEntry], err = marshal(evidenceFile{evidenceVersion, *e}); err != nil {
		return err
	}
	files[outOfFoldEntry], err = encodeTable(scoredRows(e))
	return err
}

// scoredRows spells the scored rows: fold from 0, truth (of classes the place in class order,
// from 0), weight where there are weights, and what the model answered.
func scoredRows(e *automl.Evidence) [][]string {
	weighted := e.Target.W != nil
	head := []string{"fold", "truth"}
	if weighted {
		head = append(head, "weight")
	}
	for k := range e.Prediction.Width {
		switch {
		case e.Target.Task == automl.Regression:
			head = append(head, "prediction")
		case e.Target.Task == automl.Binary:
			head = append(head, "probability_1")
		default:
			head = append(head, "probability_"+strconv.Itoa(k))
		}
	}
	digits := -1
	if e.Target.Task == automl.Multiclass {
		digits = 6 // Why: of many classes more digits would only make the file large
	}
	rows := [][]string{head}
	for i, y := range e.Target.Y {
		row := []string{strconv.Itoa(int(e.Fold[i])), Number(y)}
		if weighted {
			row = append(row, Number(e.Target.W[i]))
		}
		for _, v := range e.Prediction.Row(i) {
			row = append(row, strconv.FormatFloat(v, 'g', digits, 64))
		}
		rows = append(rows, row)
	}
	return rows
}

// evidence reads the evidence; nil where there is none or it is of a newer version.
func (a *archive) evidence(s *automl.Schema) (*automl.Evidence, error) {
	if a.files[evidenceEntry] == nil {
		return nil, nil
	}
	var f evidenceFile
	if err := a.json(evidenceEntry, &f); err != nil {
		return nil, err
	}
	if f.Version != evidenceVersion {
		return nil, nil
	}
	raw, err := a.bytes(outOfFoldEntry, maxText)
	if err != nil {
		return nil, err
	}
	rows, err := decodeTable(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", outOfFoldEntry, err)
	}
	e := &f.Evidence
	e.Target.Task, e.Target.Classes = s.Task, s.Classes
	e.Prediction.Width = s.Task.PredictionWidth(len(s.Classes))
	if err := parseScored(e, rows); err != nil {
		return nil, fmt.Errorf("%s: %w", outOfFoldEntry, err)
	}
	return e, checkEvidence(e)
}

func parseScored(e *automl.Evidence, rows [][]string) error {
	if len(rows) == 0 {
		return fmt.Errorf("it has no first row")
	}
	before := len(rows[0]) - e.Prediction.Width
	weighted := before == 3
	if before != 2 && !weighted {
		return fmt.Errorf("it has %d columns", len(rows[0]))
	}
	for i, row := range rows[1:] {
		values := make([]float64, len(row))
		for k, cell := range row {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("row %d: %.40q is no number", i+2, cell)
			}
			values[k] = v
		}
		if fold := values[0]; fold != math.Trunc(fold) || fold < 0 || fold > math.MaxInt32 {
			return fmt.Errorf("row %d: there is no fold %v", i+2, fold)
		}
		e.Fold = append(e.Fold, int32(values[0]))
		e.Target.Y = append(e.Target.Y, values[1])
		if weighted {
			e.Target.W = append(e.Target.W, values[2])
		}
		e.Prediction.Values = append(e.Prediction.Values, values[before:]...)
	}
	return nil
}

// checkEvidence tells whether the parts of the evidence fit each other.
func checkEvidence(e *automl.Evidence) error {
	n := len(e.Target.Y)
	switch {
	case n > automl.EvidenceRows:
		return fmt.Errorf("the evidence has %d rows", n)
	case len(e.Fold) != n, e.Target.W != nil && len(e.Target.W) != n, len(e.Prediction.Values) != n*e.Prediction.Width:
		return fmt.Errorf("the evidence has %d truths, %d folds, %d weights and %d predicted values", n, len(e.Fold), len(e.Target.W), len(e.Prediction.Values))
	case len(e.Columns) > maxColumns, len(e.Classes) > maxClasses:
		return fmt.Errorf("the evidence has %d columns and %d classes", len(e.Columns), len(e.Classes))
	case e.TableRows < 0, e.LeftOut < 0, e.Sealed < 0, e.Scored < n:
		return fmt.Errorf("the evidence has impossible numbers of rows")
	}
	for _, c := range e.Columns {
		if _, err := table.ParseKind(string(c.Kind)); err != nil || c.Missing < 0 || c.Distinct < 0 {
			return fmt.Errorf("the evidence's column %.80q cannot be", c.Name)
		}
	}
	if len(e.Classes) > 0 && len(e.Classes) != len(e.Target.Classes) {
		return fmt.Errorf("the evidence counts %d classes", len(e.Classes))
	}
	return checkTruth(e)
}

func checkTruth(e *automl.Evidence) error {
	if k := len(e.Target.Classes); e.Target.Task.IsClassification() {
		if i := slices.IndexFunc(e.Target.Y, func(y float64) bool { return y != math.Trunc(y) || y < 0 || int(y) >= k }); i >= 0 {
			return fmt.Errorf("the evidence has the class %v of %d", e.Target.Y[i], k)
		}
	}
	most := 0
	for _, f := range e.Fold {
		most = max(most, int(f))
	}
	if most >= max(1, e.Scored) {
		return fmt.Errorf("the evidence has a fold %d", most)
	}
	return nil
}
