package graph

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	textBytes, textLengths = "_bytes", "_lengths" // what the arrays of a list of texts are called after its key
	// manyTexts is how many texts make a list that is kept in arrays. Why: to read 20,000 words as JSON
	// takes longer than to predict with them, and a few are for people to read.
	manyTexts = 256
)

// packTexts reports whether a list is kept in arrays.
func packTexts(texts []string) bool {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	// Why not where a text is no UTF-8: JSON makes it so, and a file holds nothing else.
	return len(texts) >= manyTexts && size <= math.MaxInt32 && !slices.ContainsFunc(texts, func(t string) bool { return !utf8.ValidString(t) })
}

// joinTexts is the texts' bytes one after another, and how many each has.
func joinTexts(texts []string) (raw []uint8, lengths []int32) {
	lengths = make([]int32, len(texts))
	for i, t := range texts {
		lengths[i] = int32(len(t))
	}
	return []uint8(strings.Join(texts, "")), lengths
}

// splitTexts is the other way. It fails on what joinTexts does not make.
func splitTexts(raw []uint8, lengths []int32) ([]string, error) {
	all, texts := string(raw), make([]string, len(lengths))
	if !utf8.ValidString(all) {
		return nil, fmt.Errorf("texts are not in UTF-8")
	}
	for i, n := range lengths {
		if n < 0 || int(n) > len(all) || int(n) < len(all) && !utf8.RuneStart(all[n]) {
			return nil, fmt.Errorf("text %d has %d bytes", i, n)
		}
		texts[i], all = all[:n], all[n:]
	}
	if all != "" {
		return nil, fmt.Errorf("%d bytes belong to no text", len(all))
	}
	return texts, nil
}
