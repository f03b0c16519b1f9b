package serve

import (
	"fmt"
	"regexp"
	"strings"

	"winnow/automl"
	"winnow/automl/jsonrow"
	"winnow/automl/predict"
	"winnow/automl/table"
)

// The names of the forms of an error.
const (
	problemName = "Problem"
	mlflowName  = "MLflowError"
	tellName    = "KServeError"
)

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }
func text() object                 { return object{"type": "string"} }
func flag() object                 { return object{"type": "boolean"} }
func maybeNumber() object          { return object{"type": []string{"number", "null"}} }
func listOf(item object) object    { return object{"type": "array", "items": item} }
func inJSON(schema object) object  { return object{"application/json": object{"schema": schema}} }

// record is an object with these properties, some of them required.
func record(properties object, required ...string) object {
	o := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

// closed is a record without further properties.
func closed(properties object, required ...string) object {
	o := record(properties, required...)
	o["additionalProperties"] = false
	return o
}

// faultContent is an error in the form of a protocol. The guard before all of them, which
// looks at keys, rates and sizes, speaks in problems.
func faultContent(name string) object {
	out := object{"application/problem+json": object{"schema": reference(problemName)}}
	if name != problemName {
		out["application/json"] = object{"schema": reference(name)}
	}
	return out
}

func errorSchemas() object {
	return object{
		problemName: record(object{
			"type": text(), "title": text(), "status": object{"type": "integer"},
			"detail": object{"type": "string", "description": "What is wrong."}, "hint": object{"type": "string", "description": "What to do."},
		}, "title", "status", "detail"),
		mlflowName: record(object{"error_code": text(), "message": text()}, "error_code", "message"),
		tellName:   record(object{"error": text()}, "error"),
	}
}

func modelSchema() object {
	return record(object{"name": text(), "version": object{"type": "integer"}, "target": text(), "task": text(), "classes": listOf(text()), "columns": listOf(text()), "created": text()},
		"name", "version", "target", "task", "columns", "created")
}

// mostExamples is how many levels a description shows.
const mostExamples = 10

// rowSchema has a property for each column. Levels are examples: a new one is answered too.
func rowSchema(s *automl.Schema) object {
	properties, required := object{}, []string{}
	for i := range s.Columns {
		name, cell := s.Columns[i].Name, cellSchema(&s.Columns[i])
		by, also := s.Mapping.For(name), ""
		if s.Mapping != nil {
			also = s.Mapping.Rename[name]
		}
		if predict.Needed(s, i) && also == "" {
			required = append(required, name)
		}
		if properties[name] == nil {
			properties[name] = cell
		}
		if also != "" && properties[also] == nil {
			cell = cellSchema(&s.Columns[i])
			cell["description"] = fmt.Sprintf("Stands for %q.", name)
			properties[also] = cell
		}
		if !by.Plain() {
			cell["description"] = fmt.Sprintf("A number in another unit than in training. It is converted by %v.", by)
		}
	}
	out := closed(properties, required...)
	out["minProperties"] = 1
	return out
}

// numeral is how a number may be spelt as a text; nothing is missing.
const numeral = `^(-?[0-9]{1,15}(\.[0-9]{1,15})?)?$`

func cellSchema(c *automl.SchemaColumn) object {
	switch c.Kind {
	case table.Number:
		return object{
			"anyOf":       []object{{"type": "number"}, {"type": "string", "pattern": numeral}, {"type": "null"}},
			"examples":    []any{(c.Min + c.Max) / 2},
			"description": "A number; in training " + string(jsonrow.AppendNumber(nil, c.Min)) + " to " + string(jsonrow.AppendNumber(nil, c.Max)) + ".",
		}
	case table.Time:
		p := object{"type": []string{"string", "null"}, "description": "A date spelt like " + c.Format.Layout + "."}
		if c.Format.Layout == "2006-01-02" {
			p["format"] = "date"
		}
		return p
	case table.Text:
		return object{"type": []string{"string", "number", "boolean", "null"}, "description": "Text."}
	default:
		p := object{"type": []string{"string", "number", "boolean", "null"}}
		if len(c.Levels) > 0 {
			p["examples"] = c.Levels[:min(len(c.Levels), mostExamples)]
		}
		return p
	}
}

func answerSchema(m *automl.Model) object {
	properties := object{"warning": object{"type": "string", "description": "Why the row is unlike those of training."}}
	if !m.Schema.Task.IsClassification() {
		properties["prediction"] = object{"type": []string{"number", "null"}, "description": m.Schema.Target}
		properties["interval"] = record(object{"level": object{"type": "number"}, "lower": maybeNumber(), "upper": maybeNumber()}, "level", "lower", "upper")
		return closed(properties, "prediction")
	}
	chances := object{}
	for _, c := range m.Schema.Classes {
		chances[c] = maybeNumber()
	}
	properties["prediction"] = object{"enum": append(anyOf(m.Schema.Classes), nil), "description": m.Schema.Target}
	properties["probabilities"] = closed(chances, m.Schema.Classes...)
	properties["set"] = object{"type": "array", "items": object{"enum": anyOf(m.Schema.Classes)}, "description": "Classes that cannot be ruled out."}
	return closed(properties, "prediction", "probabilities")
}

func anyOf(names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = n
	}
	return out
}

// recordSchema is an answer of one level, as in a file of predictions.
func recordSchema(m *served) object {
	properties, all := object{}, []string{}
	for _, name := range m.outputs() {
		if name == "lower" || name == "upper" {
			continue
		}
		properties[name] = maybeNumber()
		if m.datatype(name) == "BYTES" {
			properties[name] = object{"enum": append(anyOf(m.model.Schema.Classes), nil)}
		}
		all = append(all, name)
	}
	return closed(properties, all...)
}

func explanationsSchema(m *served) object {
	columns, shares := object{}, object{}
	for _, c := range m.names {
		columns[c] = maybeNumber()
	}
	one := closed(object{"base": maybeNumber(), "sum": maybeNumber(), "columns": closed(columns, m.names...)}, "base", "columns", "sum")
	one["description"] = "Base and columns add up to the sum, which is the answer on the scale."
	for _, o := range m.explainedOutputs() {
		shares[o] = one
	}
	row := closed(object{"answer": reference(m.name + "-answer"), "shares": closed(shares, m.explainedOutputs()...)}, "answer", "shares")
	return closed(object{"target": text(), "scale": text(), "method": text(), "exact": flag(), "explanations": listOf(row)},
		"target", "scale", "method", "exact", "explanations")
}

func predictionsOf(row object) object {
	return closed(object{"predictions": listOf(row)}, "predictions")
}

// rowsBody is what /predict and /explain take.
func rowsBody(m *served) object {
	row := reference(m.name + "-row")
	out := inJSON(object{"oneOf": []object{row, listOf(row)}})
	out["text/csv"] = csvBody(m)
	return out
}

// csvBody describes a file with all columns in the model's order. Others are taken too, as
// with the command predict, but a pattern cannot say which.
func csvBody(m *served) object {
	var head, cells []string
	for i, name := range m.names {
		head = append(head, regexp.QuoteMeta(csvCell(name)))
		cell := "[a-z]{0,9}"
		if c := &m.model.Schema.Columns[i]; c.Kind == table.Number {
			cell = "[0-9]{1,9}"
		} else if len(c.Levels) > 0 {
			cell = regexp.QuoteMeta(csvCell(c.Levels[0]))
		}
		cells = append(cells, cell)
	}
	return object{"schema": object{"type": "string", "pattern": "^" + strings.Join(head, ",") + "\n(" + strings.Join(cells, ",") + "\n)+$"}}
}

// csvCell spells a text as a cell of CSV.
func csvCell(s string) string {
	if strings.ContainsAny(s, "\",;\t\n\r") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

func invocationsSchema(m *served) object {
	rows := listOf(reference(m.name + "-row"))
	cells := []object{}
	for i := range m.model.Schema.Columns {
		cells = append(cells, cellSchema(&m.model.Schema.Columns[i]))
	}
	line := object{"type": "array", "prefixItems": cells, "items": false, "minItems": len(cells)}
	split := record(object{"columns": object{"const": m.names}, "index": object{"type": []string{"array", "null"}}, "data": listOf(line)}, "columns", "data")
	split["description"] = "The columns may also stand in another order, and some be left out."
	forms := []object{}
	for _, name := range []string{"dataframe_split", "dataframe_records", "instances", "inputs"} {
		form := rows
		if name == "dataframe_split" {
			form = split
		}
		forms = append(forms, closed(object{name: form, "params": object{"type": []string{"object", "null"}}}, name))
	}
	return object{"oneOf": forms}
}

// tensorsSchema leaves open what hangs together: the data are as many as the shape says.
func tensorsSchema(m *served) object {
	one := record(object{
		"name": object{"type": "string", "examples": m.names[:min(len(m.names), mostExamples)]}, "shape": object{"type": "array", "items": object{"type": "integer", "minimum": 0}, "minItems": 1},
		"datatype": text(), "data": object{"type": "array"},
	}, "name", "shape", "datatype", "data")
	inputs := listOf(one)
	inputs["minItems"] = 1
	return record(object{"id": text(), "inputs": inputs, "outputs": listOf(record(object{"name": object{"enum": anyOf(m.outputs())}}, "name"))}, "inputs")
}

func tensorSchema(required ...string) object {
	return record(object{"name": text(), "datatype": text(), "shape": listOf(object{"type": "integer"}), "data": object{"type": "array"}}, required...)
}

func metadataSchema() object {
	about := listOf(tensorSchema("name", "datatype", "shape"))
	return record(object{"name": text(), "versions": listOf(text()), "platform": text(), "inputs": about, "outputs": about}, "name", "versions", "platform", "inputs", "outputs")
}

func inferenceSchema() object {
	return record(object{"model_name": text(), "model_version": text(), "id": text(), "outputs": listOf(tensorSchema("name", "datatype", "shape", "data"))}, "model_name", "outputs")
}
