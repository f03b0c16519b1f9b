package modelfile

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"winnow/automl/num"
)

// partSize is how many bytes of an array are one entry at most. Why not all: entries are unpacked on all
// cores, and most of a model is often one array.
const partSize = 1 << 20

func arrayEntry(name string) string       { return "arrays/" + name + ".bin" }
func partEntry(name string, k int) string { return fmt.Sprintf("arrays/%s.%d.bin", name, k) }

// addArray adds the entries that hold an array's bytes, which lie in so many planes, or in none, and
// returns how many they are where they are more than one, else 0.
func addArray(files map[string][]byte, name string, raw []byte, planes int) int {
	parts := slices.Collect(slices.Chunk(raw, partSize))
	if planes > 0 && len(raw)/planes < ownBlock {
		parts = planesApart(raw, planes)
	}
	if len(parts) == 1 {
		files[arrayEntry(name)] = raw
	}
	if len(parts) <= 1 {
		return 0
	}
	for k, part := range parts {
		files[partEntry(name, k+1)] = part
	}
	return len(parts)
}

const (
	// ownBlock is the bytes of a plane that are a block of deflate by themselves.
	ownBlock = 1 << 15
	// entryCost is about what another entry takes, with its line in the manifest.
	entryCost = 160
)

// planesApart cuts bytes in planes where they are packed better as entries of their own. Why: a block of
// deflate has one code for all of its bytes, and planes are of different ones.
func planesApart(raw []byte, planes int) [][]byte {
	n := len(raw) / planes
	parts := [][]byte{raw[:n]}
	size := packedSize(raw[:n]) // of the last part
	apart := 0                  // of those before it
	for from, end := 0, 2*n; end <= len(raw); end += n {
		both, next := packedSize(raw[from:end]), packedSize(raw[end-n:end])
		if both <= size+next+entryCost {
			parts[len(parts)-1], size = raw[from:end], both
			continue
		}
		apart += size + entryCost
		from, size = end-n, next
		parts = append(parts, raw[from:end])
	}
	// Why once more: what is best for one plane after another need not be for all.
	if apart+size >= packedSize(raw) {
		return [][]byte{raw}
	}
	return parts
}

// fetcher returns the bytes of an array of such a description, in bytes that room made.
type fetcher func(name string, d arrayFile) ([]byte, error)

// part is an entry, and where its bytes belong.
type part struct {
	entry string
	to    []byte
}

// parts makes room for an array and says which entries belong where in it. It unpacks none.
func (a *archive) parts(name string, d arrayFile) ([]byte, []part, error) {
	if d.Parts < 0 || d.Parts > maxEntries {
		return nil, nil, fmt.Errorf("%.80s has %d parts", name, d.Parts)
	}
	entries := []string{arrayEntry(name)}
	if d.Parts > 0 {
		entries = entries[:0]
		for k := range d.Parts {
			entries = append(entries, partEntry(name, k+1))
		}
	}
	total := uint64(0)
	for _, e := range entries {
		f := a.files[e]
		if f == nil {
			return nil, nil, fmt.Errorf("%.80s is absent", e)
		}
		total += f.UncompressedSize64 // openArchive has bounded what all have together
	}
	whole := room(int(total))
	rest, out := whole, make([]part, len(entries))
	for i, e := range entries {
		n := a.files[e].UncompressedSize64
		out[i], rest = part{e, rest[:n:n]}, rest[n:]
	}
	return whole, out, nil
}

// array unpacks an array.
func (a *archive) array(name string, d arrayFile) ([]byte, error) {
	whole, parts, err := a.parts(name, d)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if err := a.into(p.entry, p.to); err != nil {
			return nil, err
		}
	}
	return whole, nil
}

// unpack unpacks the arrays of a graph on all cores, the largest entries first, and returns how to
// take each of them once.
func (a *archive) unpack(g *graphFile) (fetcher, error) {
	var all []part
	ready := map[string][]byte{}
	for i, n := range g.Nodes {
		for key, d := range n.Arrays {
			// Why leave others aside: decodeGraph refuses them.
			if d.Length <= 0 || !fieldName.MatchString(key) {
				continue
			}
			name := prefixOf(mainLetter, i) + key
			whole, parts, err := a.parts(name, d)
			if err != nil {
				return nil, err
			}
			ready[name], all = whole, append(all, parts...)
		}
	}
	slices.SortFunc(all, func(x, y part) int {
		return cmp.Or(cmp.Compare(len(y.to), len(x.to)), cmp.Compare(x.entry, y.entry))
	})
	err := num.ForEach(context.Background(), runtime.GOMAXPROCS(0), len(all), func(i int) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		return a.into(all[i].entry, all[i].to)
	})
	return func(name string, d arrayFile) ([]byte, error) {
		b, ok := ready[name]
		if !ok {
			return a.array(name, d)
		}
		delete(ready, name)
		return b, nil
	}, err
}
