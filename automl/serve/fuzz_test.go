package serve

import (
	"encoding/json"
	"strings"
	"testing"
)

// fuzz sends a body wherever it may go; the answer must never be the server's own fault.
func fuzz(f *testing.F, kind string, paths ...string) {
	s := server(f, Options{})
	f.Fuzz(func(t *testing.T, body string) {
		for _, p := range paths {
			if status, got := call(s, "POST", p, kind, body); status >= 500 {
				t.Errorf("%s: %d %s", p, status, got)
			} else if strings.HasPrefix(kind, "application/json") && !json.Valid([]byte(got)) {
				t.Errorf("%s: no JSON: %s", p, got)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"price":1}`, `[{"price":"1","note":"\u0000"}]`, `[]`, `{"instances":[[1,"red",true,null]]}`, `{"inputs":{"price":[1,2]}}`, `{"dataframe_split":{"columns":["price","price"],"data":[[1,2]]}}`,
		`{"inputs":[{"name":"price","shape":[1],"datatype":"FP64","data":[[1]]}]}`, `{"inputs":[{"name":"x","shape":[1,4],"data":[1,"red",null,null]}]}`, `{"price":1,"price":2}`, `[[[[`, `{"inputs":[{"name":"bought","shape":[1],"data":[1]}]}`,
	} {
		f.Add(seed)
	}
	fuzz(f, "application/json", "/predict", "/invocations", "/v1/models/shop:predict", "/v2/models/shop/infer")
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"price\n1\n", "price;colour\n1,5;red\n", "price,colour\n\"1\n", "\xff\xfep\x00", "price\n\n\n", "price,price\n1,2\n"} {
		f.Add(seed)
	}
	fuzz(f, "text/csv", "/predict", "/invocations")
}

// FuzzTokens holds the pieces of sound JSON against those of encoding/json.
func FuzzTokens(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e+3,"x\"\u00e9",true,false,null,{}],"\\":[]}`, ` [ ] `, `"\ud800"`, "\"\xff\"", `[[[]],{"":""}]`, `0`, `{"a" : 1e999 }`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		raw := []byte(text)
		if sound(raw) != nil {
			if json.Valid(raw) {
				t.Errorf("%q is sound", text)
			}
			return
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		in := tokens{raw: raw}
		for {
			want, err := d.Token()
			got := in.next()
			if err != nil {
				if got.kind != tokenEnd {
					t.Errorf("%q: after the end comes %q", text, got.raw)
				}
				break
			}
			same := false
			switch v := want.(type) {
			case json.Delim:
				same = got.kind == byte(v)
			case string:
				same = got.kind == tokenText && got.text() == v
			case json.Number:
				same = got.kind == tokenNumber && string(got.raw) == v.String()
			case bool:
				same = got.kind == map[bool]byte{true: tokenTrue, false: tokenFalse}[v]
			case nil:
				same = got.kind == tokenNull
			}
			if !same {
				t.Fatalf("%q: %v, want %v", text, got, want)
			}
		}
		skipped := tokens{raw: raw}
		skipped.skip(skipped.next())
		if end := skipped.next(); end.kind != tokenEnd {
			t.Errorf("%q: what is passed over ends before %v", text, end)
		}
	})
}
