package graph

// operators makes an empty operator of each kind, by ID: the closed set. A new operator is
// one file op_<name>.go and one line here.
var operators = map[string]func() Op{
	"constant": func() Op { return &Constant{} },
	"gather":   func() Op { return &Gather{} },
	"input":    func() Op { return &Input{} },
	"linear":   func() Op { return &Linear{} },
	"link":     func() Op { return &Link{} },
	"sum":      func() Op { return &Sum{} },
}

// NewOp makes an empty operator to load a saved one into; false for an unknown ID.
func NewOp(id string) (Op, bool) {
	f, ok := operators[id]
	if !ok {
		return nil, false
	}
	return f(), true
}
