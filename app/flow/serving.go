package flow

import (
	"strconv"

	"winnow/automl"
	"winnow/automl/commandline"
)

// ServeRequest names the model that the Use step is about, to be served.
func (s *State) ServeRequest(port int, others bool) automl.ServeRequest {
	q := s.ExportQuery()
	return automl.ServeRequest{Model: q.Model, Run: q.Run, Row: q.Row, Name: s.Name, Port: port, Others: others}
}

// WatchCommand is the line that watches the folder in a terminal; bare leaves aside the names
// and units that are kept with the model.
func (s *State) WatchCommand(folder string, bare bool) string {
	l := commandline.New("watch")
	l.Flag("keep")
	if bare {
		l.Flag("no-mapping")
	}
	return l.With(commandline.OneLine, folder, s.modelFile())
}

// ServeCommand is the line that serves the model in a terminal. A model that was not saved
// yet is called as it will be proposed for saving.
func (s *State) ServeCommand(port int, others bool) string {
	l := commandline.New("serve")
	host := "127.0.0.1"
	if others {
		host = "0.0.0.0"
		l.Flag("new-key")
	}
	l.Add("addr", host+":"+strconv.Itoa(port))
	return l.With(commandline.OneLine, s.modelFile())
}
