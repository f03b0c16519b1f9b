package commandline

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"winnow/automl"
)

// shellWords reads a line as a POSIX shell does, as far as Quote goes.
func shellWords(line string) []string {
	var out []string
	var word []byte
	in := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			in = !in
		case c == '\\' && !in:
			i++
			word = append(word, line[i])
		case c == ' ' && !in:
			out, word = append(out, string(word)), nil
		default:
			word = append(word, c)
		}
	}
	return append(out, string(word))
}

func TestQuoteKeepsEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("ab Z9'\"\\$`!*?;&|<>()~#=,-\n\tä"))), 1, 6).Draw(t, "words")
		quoted := make([]string, len(in))
		for i, w := range in {
			quoted[i] = Quote(w)
		}
		if got := shellWords(strings.Join(quoted, " ")); !slices.Equal(got, in) {
			t.Errorf("%q reads as %q", in, got)
		}
	})
}

func TestQuoteInAShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Log("there is no sh here; the reading of the other test stands for it")
		return
	}
	in := "it's $HOME; `x` \"y\" \\ *\n&&|<>()~#!"
	out, err := exec.Command(sh, "-c", "printf %s "+Quote(in)).Output()
	if err != nil || string(out) != in {
		t.Errorf("%q, %v", out, err)
	}
}

// TestTrainLeavesOutWhatIsNotSaid holds the line to the options of a job and no others.
func TestTrainLeavesOutWhatIsNotSaid(t *testing.T) {
	j := &automl.Job{Target: "it's", Drop: []string{"a,b", "c"}, Reweigh: []string{"sex"}, Sealed: 0.2, Budget: 90 * time.Second, Trials: 7, Seed: 3}
	want := []string{"winnow", "train", "--target=it's", `--drop="a,b",c`, "--final-test=0.2", "--fair-reweigh=sex", "--time=1m30s", "--seed=3", "./-data.csv"}
	if got := shellWords(Train(j).With(OneLine, "-data.csv")); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Train(&automl.Job{Target: "y", Trials: 7}).With(Broken, "d.csv"); got != "winnow train \\\n  --target=y \\\n  --trials=7 \\\n  --seed=0 \\\n  d.csv" {
		t.Errorf("%q", got)
	}
}

func TestCurl(t *testing.T) {
	want := []string{"curl", "-H", "Content-Type: application/json", "-H", "X-API-Key: k", "-d", `{"a": "it's"}`, "http://127.0.0.1:1/predict"}
	if got := shellWords(Curl("http://127.0.0.1:1", "k", `{"a": "it's"}`)); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := shellWords(Curl("http://h", "", "{}")); len(got) != 6 {
		t.Errorf("%q", got)
	}
}
