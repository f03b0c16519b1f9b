//go:build !purego

package mlp

import "golang.org/x/sys/cpu"

// vectors reports whether the processor has the instructions of vectors_amd64.s.
var vectors = cpu.X86.HasAVX2

// run works out the tiles, with the same operations as plain.
func (t *tiles) run() {
	if !vectors {
		t.plain()
		return
	}
	runTiles(t)
}

// runTiles is plain with eight numbers at a time; vectors_amd64.s knows the layout of tiles.
//
//go:noescape
func runTiles(t *tiles)
