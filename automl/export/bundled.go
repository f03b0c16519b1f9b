//go:build scorers

package export

import (
	"embed"
	"io/fs"
)

//go:embed scorers/*.gz
var files embed.FS

func init() {
	sub, err := fs.Sub(files, "scorers")
	if err != nil {
		panic(err)
	}
	bundled = sub
}
