//go:build !amd64 || purego

package mlp

import "winnow/automl/graph"

// vectors reports that what they do elsewhere is left to the plain loops here.
const vectors = false

func (t *tiles) run() { t.plain() }

func (s *shift) eights() int { return 0 }

func activateEights(graph.Activation, []float32, []float32) int { return 0 }

func addEights(a, b []float32) int { return 0 }

func timesEights(out, a, b []float32) int { return 0 }

func dotEights(s *[8]float32, a, b []float32) int { return 0 }

func (d *lottery) eights(z, slope []float32) int { return 0 }

func flipEights(panel, columns []float32, step, depth int) int { return 0 }
