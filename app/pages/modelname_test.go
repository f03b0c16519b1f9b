package pages

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func letters(s string) float32 { return float32(utf8.RuneCountInString(s)) }

func TestFitName(t *testing.T) {
	for _, c := range []struct {
		name string
		room float32
		want string
	}{
		{"Gradient boosting, symmetric", 28, "Gradient boosting, symmetric"},
		{"Gradient boosting, symmetric", 24, "Gradient boo…, symmetric"},
		{"Gradient boosting, symmetric", 21, "Gradient…, symmetric"},
		{"Gradient boosting, symmetric and random", 24, "Grad…, symmetric and random"},
		{"Weighted ensemble of all", 10, "Weighted ensemble of all"},
		{"Ä, b", 1, "…, b"},
	} {
		if got := fitName(c.name, c.room, letters); got != c.want {
			t.Errorf("%q in %v: %q, want %q", c.name, c.room, got, c.want)
		}
	}
}

// TestFitNameKeepsNamesApart: models of one kind never read the same.
func TestFitNameKeepsNamesApart(t *testing.T) {
	kind := rapid.StringMatching(`[A-Za-zäé ]{0,20}`)
	rest := rapid.StringMatching(`[a-z ]{1,20}`)
	rapid.Check(t, func(t *rapid.T) {
		k, a, b := kind.Draw(t, "kind"), rest.Draw(t, "a"), rest.Draw(t, "b")
		room := float32(rapid.IntRange(0, 45).Draw(t, "room"))
		x, y := fitName(k+", "+a, room, letters), fitName(k+", "+b, room, letters)
		if a != b && x == y {
			t.Fatalf("both read %q", x)
		}
	})
}
