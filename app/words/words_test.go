package words

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/automl"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Int(0), "0"}, {Int(999), "999"}, {Int(1000), "1,000"}, {Int(-1234567), "-1,234,567"},
		{Rows(1), "1 row"}, {Rows(7043), "7,043 rows"},
		{Percent(0), "0 %"}, {Percent(0.0004), "<0.1 %"}, {Percent(0.004), "0.4 %"}, {Percent(0.26), "26 %"},
		{Percent(1), "100 %"}, {Percent(0.9996), ">99.9 %"}, {Percent(math.NaN()), "–"}, {Share(1, 0), "–"},
		{Score(0.8612), "0.861"}, {Score(-0.5), "−0.500"}, {Score(12345.6), "12,346"}, {Score(math.Inf(1)), "–"},
		{Number(3.14159), "3.142"}, {Number(31.4159), "31.42"}, {Number(0.00123456), "0.00123"}, {Number(5), "5"},
		{Duration(400 * time.Millisecond), "0.4 s"}, {Duration(12 * time.Second), "12 s"},
		{Duration(time.Minute), "1 min"}, {Duration(252 * time.Second), "4 min 12 s"}, {Duration(125 * time.Minute), "2 h 5 min"},
		{Bytes(812), "812 B"}, {Bytes(1_200_000), "1.2 MB"}, {Bytes(22_800_000_000), "22.8 GB"},
		{Left(0), "finishing"}, {Left(10 * time.Second), "a few seconds left"}, {Left(32 * time.Second), "about 40 s left"},
		{Left(time.Minute), "about 1 min left"}, {Left(150 * time.Second), "about 2–3 min left"},
		{Shorten("a  b\nc", 10), "a b c"}, {Shorten("abcdef", 4), "abc…"},
		{List([]string{"a"}, 3), "a"}, {List([]string{"a", "b"}, 3), "a and b"}, {List([]string{"a", "b", "c", "d"}, 2), "a, b and 2 more"},
		{Moment(0), "1 Jan 1970"}, {Millis(0.5), "0.5 ms"}, {Millis(1500), "2 s"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestTextNeverGrowsLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "v")
		for _, s := range []string{Number(v), Score(v), Percent(v)} {
			if len(s) > 400 || s == "" {
				t.Fatalf("%v is spelt %q", v, s)
			}
		}
		if s := Shorten(rapid.String().Draw(t, "s"), 12); len([]rune(s)) > 12 {
			t.Fatalf("%q is longer than 12", s)
		}
	})
}

func TestProblemsAreSentences(t *testing.T) {
	known := automl.Errorf("read", automl.NotFound, "There is no file %s.", "x.csv").WithHint("Browse for it.")
	if msg, hint := Problem(known); msg != "There is no file x.csv." || hint != "Browse for it." {
		t.Errorf("problem = %q, %q", msg, hint)
	}
	if msg, _ := Problem(errors.New("nil pointer dereference")); strings.Contains(msg, "pointer") {
		t.Errorf("a person reads %q", msg)
	}
	if d := Details(errors.New("nil pointer dereference")); !strings.Contains(d, "pointer") {
		t.Errorf("details = %q", d)
	}
}

func TestEveryStepHasWords(t *testing.T) {
	if len(StepNames) != 7 || len(GuideFor) != len(StepNames) {
		t.Fatalf("%d names and %d guides", len(StepNames), len(GuideFor))
	}
	for i, g := range GuideFor {
		if g.Title == "" || g.What == "" || len(g.Terms) == 0 {
			t.Errorf("the guide of %s lacks something", StepNames[i])
		}
	}
	for _, task := range automl.Tasks {
		list := GoodnessFor(task)
		if len(list) < 2 || list[0].Metric != automl.DefaultMetric(task) {
			t.Errorf("%s: the first wish is not the default metric", task)
		}
	}
}
