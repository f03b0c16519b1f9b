package modelfile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"winnow/automl"
	"winnow/automl/table"
)

// mappingEntry says how files spell the columns; a file may do without. A file with it is at least of
// mappedVersion, for a reader that passed over it would take hundredths for units.
const mappingEntry = "mapping.json"

// maxMapping is the most columns that a mapping names.
const maxMapping = maxColumns

func encodeMapping(s *automl.Schema, files map[string][]byte) (err error) {
	if s.Mapping.Empty() {
		return nil
	}
	files[mappingEntry], err = marshal(s.Mapping)
	return err
}

// mapping reads the mapping; nil where there is none.
func (a *archive) mapping() (*automl.Mapping, error) {
	if a.files[mappingEntry] == nil {
		return nil, nil
	}
	var m automl.Mapping
	if err := a.json(mappingEntry, &m); err != nil {
		return nil, err
	}
	return &m, nil
}

// CheckMapping tells whether a mapping fits a schema: what it names is needed, and what it
// scales are numbers.
func CheckMapping(s *automl.Schema, m *automl.Mapping) error {
	if m.Empty() {
		return nil
	}
	if len(m.Rename) > maxMapping || len(m.Scale) > maxMapping {
		return fmt.Errorf("the mapping names %d columns", len(m.Rename)+len(m.Scale))
	}
	kinds := map[string]table.Kind{}
	for _, c := range s.Columns {
		kinds[c.Name] = c.Kind
	}
	for _, needed := range slices.Sorted(maps.Keys(m.Rename)) {
		if _, ok := kinds[needed]; !ok {
			return fmt.Errorf("the mapping renames %.80q, which is not needed", needed)
		}
		if len(m.Rename[needed]) > maxName {
			return fmt.Errorf("the mapping has a name of %d bytes", len(m.Rename[needed]))
		}
	}
	for _, needed := range slices.Sorted(maps.Keys(m.Scale)) {
		if kind := kinds[needed]; kind != table.Number {
			return fmt.Errorf("the mapping scales %.80q, which is no column of numbers", needed)
		}
		c := m.Scale[needed]
		if c.Factor == 0 || math.IsNaN(c.Factor) || math.IsInf(c.Factor, 0) || math.IsNaN(c.Offset) || math.IsInf(c.Offset, 0) {
			return fmt.Errorf("the mapping scales %.80q by %v", needed, c)
		}
	}
	return nil
}

// SetMapping keeps a mapping in the model file at path in the place of the one before, whole
// or not at all; an empty one takes it away. Everything else in the file stays as it is.
func SetMapping(path string, mapping automl.Mapping) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path // Load says what is wrong
	}
	m, err := Load(real)
	if err != nil {
		return err
	}
	if m.Schema.Mapping = &mapping; mapping.Empty() {
		m.Schema.Mapping = nil
	}
	if err := CheckMapping(&m.Schema, m.Schema.Mapping); err != nil {
		e := automl.Errorf("save", automl.BadUsage, "The mapping does not fit the model: %v.", err)
		return e.WithHint("It may rename and scale only what the model needs.")
	}
	f, err := os.Open(real)
	if err != nil {
		return diskError("save", real, err)
	}
	defer f.Close()
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil || !bytes.Equal(head, []byte("PK\x03\x04")) {
		return automl.Errorf("save", automl.BadUsage, "%s is a program that carries a model; its mapping cannot be changed.", path).
			WithHint("Keep the mapping in the model's .winnow file and export it again.")
	}
	info, err := f.Stat()
	if err != nil {
		return diskError("save", real, err)
	}
	a, err := openArchive(f, info.Size())
	if err != nil {
		return err
	}
	return WriteFile("save", real, func(w io.Writer) error { return a.rewrite(w, m) })
}

// rewrite writes the archive with the mapping of m in it and everything else as it is.
func (a *archive) rewrite(w io.Writer, m *automl.Model) error {
	man, err := a.manifest()
	if err != nil {
		return err
	}
	files := map[string][]byte{readmeEntry: []byte(readme(m))}
	if err := encodeMapping(&m.Schema, files); err != nil {
		return err
	}
	man.Entries = maps.Clone(man.Entries)
	delete(man.Entries, mappingEntry)
	maps.Copy(man.Entries, sums(files))
	if m.Schema.Mapping != nil {
		man.Format = max(man.Format, mappedVersion)
	} else if man.Format == mappedVersion {
		man.Format-- // nothing else makes a file of it
	}
	if files[manifestEntry], err = marshal(man); err != nil {
		return err
	}
	names := maps.Clone(files)
	for name := range man.Entries {
		names[name] = nil
	}
	z := newZipWriter(w)
	for _, name := range order(names) {
		if raw, ok := files[name]; ok {
			err = addEntry(z, name, raw)
		} else {
			err = z.Copy(a.files[name])
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

func addEntry(z *zip.Writer, name string, raw []byte) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	return err
}
