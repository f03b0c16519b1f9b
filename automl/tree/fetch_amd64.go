//go:build !purego

package tree

// fetches reports whether fetchRows does anything.
const fetches = true

// fetchRows asks for the words of n rows, more than 0, to be brought to the cache; they stand so
// many bytes apart.
//
//go:noescape
func fetchRows(words *uint64, bytes int, rows *int32, n int)
