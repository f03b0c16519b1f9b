package automl

// Subject names a model and the rows that it is asked about.
type Subject struct {
	Model string `json:"model,omitempty"` // path of a .winnow file; or empty and
	Run   string `json:"run,omitempty"`   // a run of this service
	Row   string `json:"row,omitempty"`   // and a model of it; empty: the recommended one
	// Data is the path of a file with the rows to ask about. It may be empty with a run: then
	// the rows are those that the run was trained on.
	Data string `json:"data,omitempty"`
	// Rename maps a needed column to the column of the file that holds it.
	Rename map[string]string `json:"rename,omitempty"`
}
