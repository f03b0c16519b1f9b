package serve

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"winnow/automl/modelfile/modeltest"
)

// BenchmarkPredict answers single rows; with WINNOW_MODEL, of a saved model.
func BenchmarkPredict(b *testing.B) {
	models, row := []Named{{Name: "shop", Model: modeltest.Shop(1)}}, `{"price":3,"colour":"blue","ready":true}`
	if path := os.Getenv("WINNOW_MODEL"); path != "" {
		var err error
		if models, err = Load(b.Context(), []string{path}); err != nil {
			b.Fatal(err)
		}
		row = Example(models[0].Model)
	}
	s, err := NewServer(models, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/predict", strings.NewReader(row)))
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}
