package modelfile

import (
	"archive/zip"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unsafe"

	"winnow/automl"
)

// Load reads a model file and checks all of it. What it refuses, it refuses with an
// *automl.Error that names the file.
func Load(path string) (*automl.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		e := automl.Errorf("load", automl.NotFound, "The model %s could not be opened.", path)
		e.Err = err
		if errors.Is(err, fs.ErrNotExist) {
			e.Msg = fmt.Sprintf("There is no file %s.", path)
			return nil, e.WithHint("Check the name; a model is a file that ends in .winnow.")
		}
		return nil, e.WithHint("%s.", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.IsDir() {
		return nil, automl.Errorf("load", automl.BadModel, "%s is not a Winnow model.", path).WithHint("A model is a file that ends in .winnow.")
	}
	m, err := Read(f, info.Size())
	var e *automl.Error
	if errors.As(err, &e) {
		e.Msg = path + ": " + e.Msg
	}
	return m, err
}

// Read reads a model from an archive of the given size. It trusts nothing in it: sizes,
// sums, the operators and how they fit together are checked before the model is returned.
func Read(r io.ReaderAt, size int64) (m *automl.Model, err error) {
	defer func() {
		// Why: an operator's check that a hostile state can break must cost this file,
		// not the program.
		if p := recover(); p != nil {
			m, err = nil, damaged(fmt.Errorf("panic: %v", p))
		}
	}()
	return read(r, size)
}

// ErrNone says that a program carries no model.
var ErrNone = errors.New("modelfile: no model is carried")

// ReadCarried reads the model that stands at the end of another file, such as a program.
// The error is ErrNone where there is none.
func ReadCarried(r io.ReaderAt, size int64) (*automl.Model, error) {
	if _, err := zip.NewReader(r, size); err != nil {
		return nil, ErrNone
	}
	return Read(r, size)
}

func bad(cause error, msg, hint string) error {
	return &automl.Error{Op: "load", Kind: automl.BadModel, Msg: msg, Hint: hint, Err: cause}
}

func damaged(cause error) error {
	return bad(cause, "The model file is damaged.", "Take another copy of it, or save the model again.")
}

func read(r io.ReaderAt, size int64) (*automl.Model, error) {
	a, err := openArchive(r, size)
	if err != nil {
		return nil, err
	}
	man, err := a.manifest()
	if err != nil {
		return nil, err
	}
	m, err := a.model(man)
	if errors.Is(err, errUnknownOp) {
		return nil, bad(err, "The model uses a step that this Winnow does not know.", "Install the newest Winnow, or save the model again with this one.")
	}
	var e *automl.Error
	if err != nil && !errors.As(err, &e) {
		return nil, damaged(err)
	}
	return m, err
}

// archive is an opened ZIP whose directory has been checked.
type archive struct {
	files map[string]*zip.File
	sums  map[string]entry
}

func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	const foreign, hint = "This is not a Winnow model.", "A model is a file that ends in .winnow, as the app and winnow train save it."
	z, err := newZipReader(r, size)
	if err != nil {
		head := make([]byte, 4)
		if _, fault := r.ReadAt(head, 0); fault == nil && string(head) == "PK\x03\x04" {
			return nil, damaged(err) // an archive without its end: a copy that broke off
		}
		return nil, bad(err, foreign, hint)
	}
	if len(z.File) > maxEntries {
		return nil, damaged(fmt.Errorf("%d entries", len(z.File)))
	}
	a := &archive{files: make(map[string]*zip.File, len(z.File))}
	total := uint64(0)
	for _, f := range z.File {
		if _, ok := a.files[f.Name]; ok {
			return nil, damaged(fmt.Errorf("two entries are called %.80q", f.Name))
		}
		a.files[f.Name] = f
		if total += f.UncompressedSize64; f.UncompressedSize64 > maxTotal || total > maxTotal {
			return nil, damaged(fmt.Errorf("it unpacks to more than %d bytes", int64(maxTotal)))
		}
	}
	if total > freeSize && total/maxRatio > uint64(size) {
		return nil, damaged(fmt.Errorf("%d bytes unpack to %d", size, total))
	}
	if a.files[manifestEntry] == nil || a.files[graphEntry] == nil {
		return nil, bad(nil, foreign, hint)
	}
	return a, nil
}

// manifest reads the manifest, and refuses other programs' files and newer ones first.
func (a *archive) manifest() (*manifest, error) {
	raw, err := a.bytes(manifestEntry, maxText)
	if err != nil {
		return nil, damaged(err)
	}
	var head struct {
		Format      int    `json:"format"`
		Application string `json:"application"`
		AppVersion  string `json:"app_version"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return nil, damaged(err)
	}
	if head.Application != application || head.Format < 1 {
		return nil, bad(nil, "This is not a Winnow model.", "It was made by another program.")
	}
	if head.Format > Version {
		return nil, bad(nil, fmt.Sprintf("The model was made by a newer Winnow (%.40s).", head.AppVersion), "Install the newest Winnow to use it.")
	}
	var man manifest
	if err := json.Unmarshal(raw, &man); err != nil {
		return nil, damaged(err)
	}
	a.sums = man.Entries
	for name := range a.files {
		if _, ok := man.Entries[name]; !ok && name != manifestEntry {
			return nil, damaged(fmt.Errorf("the manifest does not know %.80q", name))
		}
	}
	for name := range man.Entries {
		if a.files[name] == nil {
			return nil, damaged(fmt.Errorf("%.80q is absent", name))
		}
	}
	return &man, nil
}

// bytes unpacks an entry of at most limit bytes and holds it against its sum.
func (a *archive) bytes(name string, limit uint64) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, fmt.Errorf("%.80s is absent", name)
	}
	if f.UncompressedSize64 > limit {
		return nil, fmt.Errorf("%.80s has %d bytes", name, f.UncompressedSize64)
	}
	b := room(int(f.UncompressedSize64)) // openArchive has bounded the sizes
	return b, a.into(name, b)
}

// into unpacks an entry to bytes, as many as its archive says it has, and holds it against its sum.
func (a *archive) into(name string, b []byte) error {
	r, err := a.files[name].Open()
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := io.ReadFull(r, b); err != nil {
		return fmt.Errorf("%.80s: %w", name, err)
	}
	// Why beyond the end: only there does the archive hold the entry against its own sum.
	if _, err := io.ReadFull(r, make([]byte, 1)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%.80s does not end where its archive says: %w", name, cmp.Or(err, io.ErrShortBuffer))
	}
	if name == manifestEntry {
		return nil
	}
	sum := sha256.Sum256(b)
	if want := a.sums[name]; int64(len(b)) != want.Bytes || !strings.EqualFold(hex.EncodeToString(sum[:]), want.SHA256) {
		return fmt.Errorf("%.80s is not what was saved: its SHA-256 differs", name)
	}
	return nil
}

// room is n bytes that begin where a number of eight bytes may stand.
func room(n int) []byte {
	words := make([]uint64, (n+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), n) //nolint:gosec // bytes of whole words
}

func (a *archive) json(name string, into any) error {
	raw, err := a.bytes(name, maxText)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// model reads every entry and puts the model together.
func (a *archive) model(man *manifest) (*automl.Model, error) {
	m := &automl.Model{
		Version: man.Format, AppVersion: man.AppVersion, Created: man.Created, Name: man.Name,
		Job: man.Job, Fingerprint: man.Fingerprint, Rows: man.Rows,
	}
	var (
		g       graphFile
		metrics metricsFile
	)
	for _, j := range []struct {
		name string
		into any
	}{{schemaEntry, &m.Schema}, {graphEntry, &g}, {metricsEntry, &metrics}, {leaderboardEntry, &m.Leaderboard}, {findingsEntry, &m.Findings}} {
		if err := a.json(j.name, j.into); err != nil {
			return nil, err
		}
	}
	m.Row, m.Importance = metrics.Model, metrics.Importance
	if err := checkSchema(&m.Schema); err != nil {
		return nil, fmt.Errorf("%s: %w", schemaEntry, err)
	}
	var err error
	if m.Schema.Mapping, err = a.mapping(); err != nil {
		return nil, err
	}
	fetch, err := a.unpack(&g)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", graphEntry, err)
	}
	if m.Graph, err = decodeGraph(&g, mainLetter, fetch); err != nil {
		return nil, fmt.Errorf("%s: %w", graphEntry, err)
	}
	if m.Sureness, err = a.sureness(); err != nil {
		return nil, fmt.Errorf("%s: %w", surenessEntry, err)
	}
	if m.Evidence, err = a.evidence(&m.Schema); err != nil {
		return nil, err
	}
	if err := a.samples(m); err != nil {
		return nil, err
	}
	return m, checkModel(m)
}

func (a *archive) samples(m *automl.Model) error {
	raw, err := a.bytes(sampleEntry, maxText)
	if err != nil {
		return err
	}
	if m.Sample, err = decodeTable(raw); err != nil {
		return fmt.Errorf("%s: %w", sampleEntry, err)
	}
	if raw, err = a.bytes(expectedEntry, maxText); err != nil {
		return err
	}
	if m.Expected, err = decodeExpected(raw, &m.Schema); err != nil {
		return fmt.Errorf("%s: %w", expectedEntry, err)
	}
	_, err = a.bytes(readmeEntry, maxText)
	return err
}
