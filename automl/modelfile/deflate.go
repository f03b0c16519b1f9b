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
	p := &packer{}
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return p, p.begin(w) })
	return z
}

// packer packs one entry of an archive after the other. Why not a new one for each: an entry
// may be a few numbers, and what packing needs is most of a megabyte.
type packer struct{ *flate.Writer }

func (p *packer) begin(w io.Writer) (err error) {
	if p.Writer == nil {
		p.Writer, err = flate.NewWriter(w, deflateLevel)
		return err
	}
	p.Reset(w)
	return nil
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
