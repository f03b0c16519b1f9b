// Package modelfile reads and writes .winnow files: a trained pipeline as a ZIP archive
// that a person can open and any program can read.
//
//	README.txt           what the model is, what it needs, how to use it
//	manifest.json        format version, origin, job, size and SHA-256 of every other entry
//	schema.json          the input columns, the target and its classes
//	graph.json           the pipeline: operators in the order of their evaluation
//	arrays/n<i>.<name>.bin   numbers of operator i, raw and little-endian, one after the other, in
//	                     planes or as places in a palette; those of trees in the short form that package graph describes;
//	                     <name>.<k>.bin, k from 1, are parts of a long one
//	sureness.json        how far each answer can be trusted, with small pipelines of the same
//	                     form, whose arrays are arrays/w<i>.*, arrays/f<i>.*, arrays/r<i>.*
//	metrics.json         the model's scores and the importance of its columns
//	leaderboard.json     all models of the run it comes from
//	findings.json        what was found in the training data
//	sample_input.csv     a few made rows, spelt as in training
//	expected_output.csv  what the model answers to them
//	evidence.json        figures of the training table, and how its rows were scored
//	out_of_fold.csv      truth and prediction of at most 10,000 scored rows
//	mapping.json         how files to predict spell the columns; only where that was kept
//
// The last three may be absent. The file holds no row of the training data, no value of an
// input column beyond the ranges, quantiles and levels in the schema, and no code. The same model gives
// the same bytes; the time of its making stands in the manifest and the README alone.
package modelfile

import (
	"encoding/json"
	"time"

	"winnow/automl"
)

// Version is the version of the format that Write writes, and the newest that Read takes. Format 1
// had no sureness, format 2 no mapping, format 3 said of every tree where each node leads, format 4
// had lists of words in graph.json and each array in one entry, and format 5 no lists of thresholds and
// no palettes.
const Version = 6

// mappedVersion is the first that keeps a mapping.
const mappedVersion = 3

// The entries of the archive.
const (
	readmeEntry      = "README.txt"
	manifestEntry    = "manifest.json"
	schemaEntry      = "schema.json"
	graphEntry       = "graph.json"
	surenessEntry    = "sureness.json"
	metricsEntry     = "metrics.json"
	leaderboardEntry = "leaderboard.json"
	findingsEntry    = "findings.json"
	sampleEntry      = "sample_input.csv"
	expectedEntry    = "expected_output.csv"
)

// application is what the manifest calls the program that a file belongs to.
const application = "winnow"

// Limits of what Read takes. They lie far above what training makes and keep a hostile
// file from taking the memory of the machine.
const (
	maxEntries = 400_000
	maxNodes   = 100_000
	maxInputs  = 100_000 // of one node
	maxColumns = 100_000 // of the schema
	maxClasses = 100_000
	maxWidth   = 1 << 20 // of all nodes together: 2 GiB of evaluation buffers
	maxText    = 256 << 20
	maxName    = 1 << 16 // bytes of a column's, class's or operator's name
	maxTotal   = 16 << 30
	// maxRatio bounds what the whole archive may unpack to, as a multiple of its size;
	// archives below freeSize unpacked are taken whatever their ratio.
	maxRatio = 200
	freeSize = 256 << 20
)

type manifest struct {
	Format      int              `json:"format"`
	Application string           `json:"application"`
	AppVersion  string           `json:"app_version"`
	Created     time.Time        `json:"created"`
	Name        string           `json:"name"`
	Fingerprint string           `json:"data_fingerprint"`
	Rows        int              `json:"rows"`
	Seed        uint64           `json:"seed"`
	Job         automl.Job       `json:"job"`
	Entries     map[string]entry `json:"entries"`
}

type entry struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type graphFile struct {
	Output int        `json:"output"` // place of the node that predicts
	Nodes  []nodeFile `json:"nodes"`  // inputs before the nodes that read them
}

type nodeFile struct {
	ID     int                        `json:"id"` // its place, from 0
	Op     string                     `json:"op"`
	In     []int                      `json:"in"`
	Attrs  map[string]json.RawMessage `json:"attrs,omitempty"`
	Arrays map[string]arrayFile       `json:"arrays,omitempty"`
}

type arrayFile struct {
	Type   string `json:"type"` // "float64", "float32", "int32", "uint8", "uint32", "uint64"
	Length int    `json:"length"`
	Layout string `json:"layout,omitempty"` // planesLayout, paletteLayout, or empty for one number after the other
	// Palette is how many of the numbers differ, in paletteLayout.
	Palette int `json:"palette,omitempty"`
	Parts   int `json:"parts,omitempty"` // entries that hold it, where that is more than one
}

type metricsFile struct {
	Model      automl.ModelRow     `json:"model"`
	Importance []automl.Importance `json:"importance"`
}
