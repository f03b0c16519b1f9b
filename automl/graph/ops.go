package graph

import (
	"maps"
	"slices"
)

// operators makes an empty operator of each kind, by ID: the closed set. A new operator is
// one file op_<name>.go and one line here.
var operators = map[string]func() Op{
	"clamp":         func() Op { return &Clamp{} },
	"constant":      func() Op { return &Constant{} },
	"date_parts":    func() Op { return &DateParts{} },
	"dense":         func() Op { return &Dense{} },
	"gather":        func() Op { return &Gather{} },
	"impute":        func() Op { return &Impute{} },
	"indicator":     func() Op { return &Indicator{} },
	"input":         func() Op { return &Input{} },
	"kernel":        func() Op { return &Kernel{} },
	"linear":        func() Op { return &Linear{} },
	"link":          func() Op { return &Link{} },
	"neighbours":    func() Op { return &Neighbours{} },
	"one_hot":       func() Op { return &OneHot{} },
	"product":       func() Op { return &Product{} },
	"scale":         func() Op { return &Scale{} },
	"shapes":        func() Op { return &Shapes{} },
	"sort":          func() Op { return &Sort{} },
	"squash":        func() Op { return &Squash{} },
	"sum":           func() Op { return &Sum{} },
	"target_encode": func() Op { return &TargetEncode{} },
	"text_length":   func() Op { return &TextLength{} },
	"text_marks":    func() Op { return &TextMarks{} },
	"text_terms":    func() Op { return &TextTerms{} },
	"text_vectors":  func() Op { return &TextVectors{} },
	"trees":         func() Op { return &Trees{} },
	"yeo_johnson":   func() Op { return &YeoJohnson{} },
}

// OpIDs lists the operators by name.
func OpIDs() []string { return slices.Sorted(maps.Keys(operators)) }

// NewOp makes an empty operator to load a saved one into; false for an unknown ID.
func NewOp(id string) (Op, bool) {
	f, ok := operators[id]
	if !ok {
		return nil, false
	}
	return f(), true
}
