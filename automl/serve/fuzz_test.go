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
