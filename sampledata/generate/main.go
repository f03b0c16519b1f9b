// Command generate makes the sample data sets. Everything in them is made up; the same seed
// always gives the same files. Run it as
//
//	go run ./sampledata/generate
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

// seed is the start of every random stream here. Another seed gives other files, so it
// belongs to the samples like their columns do.
const seed = 20240229

func main() {
	dir := flag.String("dir", "sampledata", "folder to write to")
	flag.Parse()
	for _, f := range files() {
		if err := os.WriteFile(filepath.Join(*dir, f.name), f.data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// file is one generated file.
type file struct {
	name string
	data []byte
}

// files generates all files, in a fixed order.
func files() []file {
	var out []file
	for _, sample := range []func() []file{churn, houses, species, sales} {
		out = append(out, sample()...)
	}
	return out
}
