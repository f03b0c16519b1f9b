package modelfile

import (
	"encoding/json"
	"fmt"

	"winnow/automl/graph"
)

// decodeText decodes a graph whose arrays are all filled with the same repeated bits.
func decodeText(text string, bits []byte) (*graph.Node, error) {
	var g graphFile
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		return nil, err
	}
	for _, n := range g.Nodes {
		for _, a := range n.Arrays {
			if a.Length < 0 || a.Length > 1000 {
				return nil, fmt.Errorf("too long to try")
			}
		}
	}
	return decodeGraph(&g, mainLetter, func(_ string, d arrayFile) ([]byte, error) {
		raw := make([]byte, d.Length*sizes[d.Type])
		for i := range raw {
			if len(bits) > 0 {
				raw[i] = bits[i%len(bits)]
			}
		}
		return raw, nil
	})
}
