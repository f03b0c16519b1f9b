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
	sizes := map[string]int{}
	for i, n := range g.Nodes {
		for key, a := range n.Arrays {
			if a.Length < 0 || a.Length > 1000 {
				return nil, fmt.Errorf("too long to try")
			}
			unit := map[string]int{"float64": 8, "float32": 4, "int32": 4, "uint8": 1, "uint32": 4, "uint64": 8}[a.Type]
			sizes[arrayEntry(prefixOf(mainLetter, i)+key)] = a.Length * unit
		}
	}
	return decodeGraph(&g, mainLetter, func(name string) ([]byte, error) {
		raw := make([]byte, sizes[name])
		for i := range raw {
			if len(bits) > 0 {
				raw[i] = bits[i%len(bits)]
			}
		}
		return raw, nil
	})
}
