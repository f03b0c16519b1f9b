package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winnow/automl"
)

// modelPath is where the model goes. Without a wish it is a name that is not taken; a
// wished-for folder must be there before the training starts, not after.
func modelPath(data, wish string) (string, error) {
	if wish != "" {
		if info, err := os.Stat(filepath.Dir(wish)); err != nil || !info.IsDir() {
			return "", automl.Errorf("train", automl.NotFound, "There is no folder %s to save the model in.", filepath.Dir(wish)).WithHint("Make it, or choose another place with --out.")
		}
		return wish, nil
	}
	base := strings.TrimSuffix(filepath.Base(data), filepath.Ext(data))
	for k := 1; ; k++ {
		name := base + ".winnow"
		if k > 1 {
			name = fmt.Sprintf("%s-%d.winnow", base, k)
		}
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
	}
}

// quote spells a word for a shell.
func quote(word string) string {
	if strings.ContainsAny(word, " '\"\\$&|;<>()*?`!#~") {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}
