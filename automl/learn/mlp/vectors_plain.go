//go:build !amd64 || purego

package mlp

// run works out the tiles.
func (t *tiles) run() { t.plain() }
