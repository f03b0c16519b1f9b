package watch

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"winnow/automl"
	"winnow/automl/modelfile"
)

// refuse puts a file into quarantine with the reason beside it. Where it cannot be moved it
// stays and is remembered, so that it is not tried without end.
func (w *watcher) refuse(name string, line entry, why error) error {
	text, hint := said(why)
	to, err := w.quarantine(name, text, hint)
	if err != nil {
		to = ""
		hint = strings.TrimSpace(hint + fmt.Sprintf(" It could not be moved to the folder %q: %v.", quarantineName, err))
		line.Refused = text
		if err := w.journal.add(line); err != nil {
			return err
		}
	}
	w.sum.Quarantined++
	w.tell(automl.WatchEvent{State: automl.WatchQuarantined, File: name, Out: to, Text: text, Hint: hint})
	return nil
}

func (w *watcher) quarantine(name, text, hint string) (string, error) {
	dir := filepath.Join(w.req.Folder, quarantineName)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	to, err := free(dir, name)
	if err != nil {
		return "", err
	}
	// Why: the reason comes first, so that no file stands there without one.
	err = modelfile.WriteFile("watch", to+reasonEnding, func(out io.Writer) error {
		_, err := fmt.Fprintf(out, "%s could not be predicted with the model %q.\n\n%s\n", name, w.model.Name, text)
		if err == nil && hint != "" {
			_, err = fmt.Fprintln(out, hint)
		}
		if err == nil {
			_, err = fmt.Fprintf(out, "\nPut right, move the file back to be predicted.\n%s\n", w.now().Format("2006-01-02 15:04:05"))
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if err := os.Rename(filepath.Join(w.req.Folder, name), to); err != nil {
		os.Remove(to + reasonEnding)
		return "", err
	}
	return to, nil
}

// free is a place in a folder that nothing has: name, or name with a number.
func free(dir, name string) (string, error) {
	ext := filepath.Ext(name)
	for k := 1; ; k++ {
		to := filepath.Join(dir, name)
		if k > 1 {
			to = filepath.Join(dir, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), k, ext))
		}
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			return to, nil
		} else if err != nil {
			return "", err
		}
	}
}
