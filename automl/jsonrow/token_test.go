package jsonrow

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzTokens holds the pieces of sound JSON against those of encoding/json.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e+3,"x\"\u00e9",true,false,null,{}],"\\":[]}`, ` [ ] `, `"\ud800"`, "\"\xff\"", `[[[]],{"":""}]`, `0`, `{"a" : 1e999 }`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw := []byte(text)
		if !json.Valid(raw) {
			return
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		in := Read(raw)
		for {
			want, err := d.Token()
			got := in.Next()
			if err != nil {
				if got.Kind != End {
					t.Errorf("%q: after the end comes %q", text, got.Raw)
				}
				break
			}
			same := false
			switch v := want.(type) {
			case json.Delim:
				same = got.Kind == byte(v)
			case string:
				same = got.Kind == Text && got.Text() == v
			case json.Number:
				same = got.Kind == Number && string(got.Raw) == v.String()
			case bool:
				same = got.Kind == map[bool]byte{true: True, false: False}[v]
			case nil:
				same = got.Kind == Null
			}
			if !same {
				t.Fatalf("%q: %v, want %v", text, got, want)
			}
		}
		skipped := Read(raw)
		skipped.Skip(skipped.Next())
		if end := skipped.Next(); end.Kind != End {
			t.Errorf("%q: what is passed over ends before %v", text, end)
		}
	})
}
