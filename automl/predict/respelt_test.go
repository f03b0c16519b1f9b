package predict

import (
	"maps"
	"strings"
	"testing"

	"winnow/automl"
)

func TestValuesInOtherLetters(t *testing.T) {
	levels := []string{"Paris", "New York", "a", "A", "Ä", " x"}
	got := respelt(levels, []string{"paris", "PARIS ", "new  york", "a ", "ä", "x", "Rome", ""})
	want := map[string]string{"paris": "Paris", "PARIS ": "Paris", "ä": "Ä", "x": " x"}
	if !maps.Equal(got, want) {
		t.Errorf("they are %q", got)
	}
	if say := respeltWords([]string{"paris", "Rome", "PARIS ", "ä"}, got, 2); say != `"Paris" for "paris", "Paris" for "PARIS " and so on (1 more)` {
		t.Errorf("said %s", say)
	}
	if respelt(levels, nil) != nil || respelt(nil, []string{"a"}) != nil {
		t.Error("of nothing there is something")
	}
}

// TestTheDoctorKnowsOtherLetters and tells them from values that are new.
func TestTheDoctorKnowsOtherLetters(t *testing.T) {
	colour := func(text string) automl.Match {
		return mustRun(t, sampleModel(), text, automl.PredictRequest{Check: true}).Matches[1]
	}
	m := colour("price,colour,ready,note\n3,RED,yes,x\n3,Blue,yes,x\n3,blue,yes,x\n3,RED,yes,x\n")
	if m.UnseenRows != 3 || m.Respelt["RED"] != "red" || m.Respelt["Blue"] != "blue" || !strings.Contains(m.Note, "in other letters") || !strings.HasPrefix(m.Remedy, `Write "red" for "RED", "blue" for "Blue"`) {
		t.Errorf("all in other letters: %+v", m)
	}
	if m = colour("price,colour,ready,note\n3,RED,yes,x\n3,green,yes,x\n"); len(m.Respelt) != 1 || !strings.Contains(m.Note, "never saw") || !strings.HasPrefix(m.Remedy, `Write "red" for "RED"`) {
		t.Errorf("one in other letters: %+v", m)
	}
	if m = colour("price,colour,ready,note\n3,green,yes,x\n"); m.Respelt != nil || strings.Contains(m.Remedy, "Write") {
		t.Errorf("a new one: %+v", m)
	}
}
