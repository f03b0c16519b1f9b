package flow

import (
	"encoding/json"

	"winnow/automl"
	"winnow/automl/table"
)

// BigFile is the size from which a file is not read whole without asking.
const BigFile = 512 << 20

// Needs is what the engine should be asked for now, each with the key under which the
// answer is to come back. An empty key means nothing is needed.
type Needs struct {
	Preview, Open, Overview, Profile, Plan, Report string
}

// Needs says what is missing for the present choices and not yet under way. What failed is
// not asked for again until something changes or the person says Retry.
func (s *State) Needs() Needs {
	var n Needs
	if s.Path == "" {
		return n
	}
	read := s.readKey()
	if s.Preview.Key != read {
		n.Preview = read
	}
	if s.Preview.Fresh(read) && s.Data.Key != read && (s.AllowBig || !s.TooBig()) {
		n.Open = read
	}
	d := s.Loaded()
	if d == nil {
		return n
	}
	if s.Overview.Key != d.ID {
		n.Overview = d.ID
	}
	if s.Target != "" && s.Profile.Key != s.profileKey() {
		n.Profile = s.profileKey()
	}
	if s.Known() != nil && s.goalBlock() == "" && s.Plan.Key != s.planKey() {
		n.Plan = s.planKey()
	}
	if s.Available(Results) && (s.Step == Results || s.Step == Use) {
		if m := s.ModelNow(); m != nil && m.State == automl.Done && s.Report.Key != s.reportKey() {
			n.Report = s.reportKey()
		}
	}
	return n
}

// TooBig reports whether the file is so large that the person should agree first.
func (s *State) TooBig() bool {
	return s.Preview.Has && s.Preview.Value.Data != nil && s.Preview.Value.Data.Report.Size > BigFile &&
		s.Read.MaxRows == 0
}

func key(parts ...any) string {
	b, err := json.Marshal(parts)
	if err != nil {
		panic("flow: " + err.Error())
	}
	return string(b)
}

func (s *State) readKey() string { return ReadKey(s.Path, s.Read) }

// ReadKey names a way of reading a file.
func ReadKey(path string, o automl.ReadOptions) string {
	kinds := map[string]table.Field{}
	for name, f := range o.Fields {
		kinds[name] = f
	}
	return key(path, o.Encoding, o.Delimiter, o.Quote, o.Header, o.Decimal, o.Missing, o.MaxRows, kinds)
}

func (s *State) profileKey() string {
	d := s.Loaded()
	if d == nil {
		return ""
	}
	return key(d.ID, s.Target, s.Task)
}

func (s *State) planKey() string {
	if d := s.Loaded(); d != nil {
		return key(d.ID, s.Job())
	}
	return ""
}

// runKey names every choice that a model depends on, except for how long it may take.
func (s *State) runKey() string {
	return key(s.readKey(), s.Target, s.Task, s.Pos, s.Metric, s.Group, s.Time, s.Weight, s.Drop, s.Folds, s.Seed, s.Sealed, s.Distil)
}

func (s *State) reportKey() string {
	m := s.ModelNow()
	if m == nil {
		return ""
	}
	return key(s.Run.ID, m.ID)
}
