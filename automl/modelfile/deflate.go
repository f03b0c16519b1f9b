package modelfile

import (
	"archive/zip"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// deflateLevel is how hard entries are packed: with a harder level large forests, which are most
// of what takes long, hardly become smaller.
const deflateLevel = 6

// newZipWriter is an archive whose entries are packed by a library that takes a third of the
// time of Go's own, for some twentieth more room.
func newZipWriter(w io.Writer) *zip.Writer {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, deflate)
	return z
}

// packers are at rest until there is something to pack. Why not a new one for each entry: it may be
// a few numbers, and what packing needs is most of a megabyte.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, deflateLevel)
	if err != nil {
		panic(err) // of a level that there is not
	}
	return w
}}

// packer packs one entry of an archive.
type packer struct{ *flate.Writer }

func deflate(w io.Writer) (io.WriteCloser, error) {
	p := &packer{packers.Get().(*flate.Writer)}
	p.Reset(w)
	return p, nil
}

// Close ends the entry and gives back what packed it. A second call does nothing.
func (p *packer) Close() error {
	if p.Writer == nil {
		return nil
	}
	err := p.Writer.Close()
	packers.Put(p.Writer)
	p.Writer = nil
	return err
}

// newZipReader is an archive whose entries are unpacked by the same library. Several may be
// unpacked at a time.
func newZipReader(r io.ReaderAt, size int64) (*zip.Reader, error) {
	z, err := zip.NewReader(r, size)
	if err == nil {
		z.RegisterDecompressor(zip.Deflate, inflate)
	}
	return z, err
}

// inflaters are at rest until there is an entry to unpack.
var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

type inflater struct{ io.ReadCloser }

func inflate(r io.Reader) io.ReadCloser {
	u := inflaters.Get().(io.ReadCloser)
	// Why no error to look at: with no dictionary there is nothing that Reset could refuse.
	_ = u.(flate.Resetter).Reset(r, nil)
	return &inflater{u}
}

// Close gives the inflater back. A second call does nothing.
func (u *inflater) Close() error {
	if u.ReadCloser == nil {
		return nil
	}
	err := u.ReadCloser.Close()
	inflaters.Put(u.ReadCloser)
	u.ReadCloser = nil
	return err
}
