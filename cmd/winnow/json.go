package main

import (
	"encoding/json"
	"io"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// writeJSON writes a value for a program, laid out so that a person can read it too.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// finiteBoard is a leaderboard that JSON can hold.
func finiteBoard(b *automl.Leaderboard) *automl.Leaderboard {
	out := *b
	out.Rows = make([]automl.ModelRow, len(b.Rows))
	for i, r := range b.Rows {
		out.Rows[i] = modelfile.FiniteRow(r)
	}
	return &out
}

// some is a list that JSON spells as [] when it is empty, not as null.
func some[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
