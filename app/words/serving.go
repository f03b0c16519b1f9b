package words

import (
	"fmt"
	"time"

	"winnow/automl"
)

// What the Use step says about serving a model.
const (
	TabServe      = "Serve"
	ServeTitle    = "Answer other programs over HTTP"
	ServeLead     = "While this window is open, the model answers requests: one row or many, as JSON or CSV, with the reasons where they are asked for."
	ServeWho      = "Who may ask"
	ServePort     = "Port"
	ServeMine     = "Programs on this computer"
	ServeOthers   = "Also others in my network"
	ServeWarning  = "Everyone in your network who has the key can ask this model. The key is made when serving starts. What is sent is not encrypted: do not do this in a network that you do not trust."
	ServeStart    = "Start serving"
	ServeStop     = "Stop serving"
	ServeInstead  = "Serve this model instead"
	ServeBusy     = "Starting…"
	ServeStopping = "Letting requests finish…"
	ServeDocs     = "Open docs page"
	ServeCurl     = "Copy a curl example"
	ServeAddress  = "Address"
	ServeKey      = "Key"
	ServeCopyThis = "Copy"
	ServeRequests = "requests"
	ServeFailed   = "errors"
	ServeHalf     = "half are answered within"
	ServeMost     = "99 of 100 within"
	ServeMinute   = "Requests of the last minute"
	ServeScan     = "Opens the docs page on a phone in the same network."
	ServeBadPort  = "A port is a number from 1 to 65535."
	ServeEnded    = "The server ended."
	ServeNothing  = "–"
)

// ServesAt says where a model answers.
func ServesAt(v *automl.Serving) string {
	return fmt.Sprintf("“%s” answers at %s", v.Model, v.Address)
}

// ServesOther says that another model answers than the one looked at.
func ServesOther(v *automl.Serving) string {
	return fmt.Sprintf("“%s” answers, not the model that you look at.", v.Model)
}

// Latency spells how long an answer takes.
func Latency(d time.Duration) string {
	switch {
	case d <= 0:
		return ServeNothing
	case d < time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	case d < time.Second:
		return fmt.Sprintf("%.3g ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}
