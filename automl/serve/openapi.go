package serve

import (
	_ "embed"
	"net/http"
	"strings"

	"winnow/automl"
	"winnow/automl/predict"
	"winnow/automl/table"
)

//go:embed docs.html
var docsPage []byte

func (s *Server) docs(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'")
	_, _ = w.Write(docsPage) // Why: a client that left hears nothing
	return nil
}

type object = map[string]any

// openapi describes the addresses in OpenAPI 3.1, with the columns of each model.
func (s *Server) openapi(w http.ResponseWriter, r *http.Request) error {
	all := s.shelf.Load().models
	schemas := object{"Problem": problemSchema()}
	paths := object{
		"/health":  object{"get": operation("health", "Whether the server answers", nil, object{"type": "object"})},
		"/models":  object{"get": operation("models", "The models", nil, object{"type": "object"})},
		"/metrics": object{"get": textOperation("metrics", "Counts for Prometheus", "text/plain")},
	}
	for i, m := range all {
		schemas[m.name+"-row"] = rowSchema(&m.model.Schema)
		schemas[m.name+"-answer"] = answerSchema(m.model)
		paths["/models/"+m.name+"/predict"] = object{"post": predictOperation(m, "predict-"+m.name)}
		if i == 0 {
			paths["/predict"] = object{"post": predictOperation(m, "predict")}
			paths["/invocations"] = object{"post": operation("invocations", "Rows in the forms of MLflow and SageMaker", invocationsBody(m), predictionsOf(object{"type": "object"}))}
		}
		paths["/v1/models/"+m.name+":predict"] = object{"post": operation("v1-"+m.name, "KServe, version 1", instancesBody(m), predictionsOf(object{"type": "object"}))}
		paths["/v2/models/"+m.name+"/infer"] = object{"post": operation("v2-"+m.name, "Open Inference, version 2", object{"application/json": object{"schema": tensorsSchema()}}, object{"type": "object"})}
	}
	doc := object{
		"openapi": "3.1.0",
		"info":    object{"title": "Winnow: " + all[0].name, "version": all[0].model.AppVersion + "-" + all[0].model.Created.UTC().Format("20060102")},
		"paths":   paths,
		"components": object{
			"schemas":         schemas,
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer"}, "key": object{"type": "apiKey", "in": "header", "name": "X-API-Key"}},
		},
	}
	if len(s.keys) > 0 {
		doc["security"] = []object{{"bearer": []string{}}, {"key": []string{}}}
	}
	return writeJSON(w, doc)
}

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }

func problemSchema() object {
	return object{"type": "object", "properties": object{
		"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"},
		"detail": object{"type": "string", "description": "What is wrong."}, "hint": object{"type": "string", "description": "What to do."},
	}, "required": []string{"title", "status", "detail"}}
}

// mostExamples is how many levels a description shows.
const mostExamples = 10

// rowSchema has a property for each column. Levels are examples: a new one is answered too.
func rowSchema(s *automl.Schema) object {
	properties, required := object{}, []string{}
	for i := range s.Columns {
		c := &s.Columns[i]
		p := object{"type": []string{"string", "number", "null"}}
		switch c.Kind {
		case table.Number:
			p["type"] = []string{"number", "string", "null"}
			p["examples"] = []any{(c.Min + c.Max) / 2}
			p["description"] = "A number; in training " + string(number(nil, c.Min)) + " to " + string(number(nil, c.Max)) + "."
		case table.Time:
			p["type"] = []string{"string", "null"}
			p["description"] = "A date spelt like " + c.Format.Layout + "."
		case table.Text:
			p["description"] = "Text."
		default:
			p["type"] = []string{"string", "number", "boolean", "null"}
			p["examples"] = c.Levels[:min(len(c.Levels), mostExamples)]
		}
		properties[c.Name] = p
		if predict.Needed(s, i) {
			required = append(required, c.Name)
		}
	}
	out := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func answerSchema(m *automl.Model) object {
	properties := object{"warning": object{"type": "string", "description": "Why the row is unlike those of training."}}
	if !m.Schema.Task.IsClassification() {
		properties["prediction"] = object{"type": []string{"number", "null"}, "description": m.Schema.Target}
		properties["interval"] = object{"type": "object", "properties": object{"level": object{"type": "number"}, "lower": object{"type": []string{"number", "null"}}, "upper": object{"type": []string{"number", "null"}}}}
		return object{"type": "object", "properties": properties, "required": []string{"prediction"}}
	}
	chances := object{}
	for _, c := range m.Schema.Classes {
		chances[c] = object{"type": []string{"number", "null"}}
	}
	properties["prediction"] = object{"type": []string{"string", "null"}, "description": m.Schema.Target, "examples": m.Schema.Classes[:min(len(m.Schema.Classes), mostExamples)]}
	properties["probabilities"] = object{"type": "object", "properties": chances}
	properties["set"] = object{"type": "array", "items": object{"type": "string"}, "description": "Classes that cannot be ruled out."}
	return object{"type": "object", "properties": properties, "required": []string{"prediction", "probabilities"}}
}

func predictionsOf(row object) object {
	return object{"type": "object", "properties": object{"predictions": object{"type": "array", "items": row}}, "required": []string{"predictions"}}
}

func predictOperation(m *served, id string) object {
	row, answer := reference(m.name+"-row"), reference(m.name+"-answer")
	body := object{
		"application/json": object{"schema": object{"oneOf": []object{row, {"type": "array", "items": row}}}},
		"text/csv":         object{"schema": object{"type": "string"}, "example": strings.Join(m.names, ",") + "\n"},
	}
	o := operation(id, "Predict "+m.model.Schema.Target+" for one row or many", body, object{"oneOf": []object{answer, predictionsOf(answer)}})
	o["parameters"] = []object{{"name": "unknown", "in": "query", "description": "\"ignore\" passes over columns that the model does not know.", "schema": object{"type": "string", "enum": []string{"ignore"}}}}
	ok := o["responses"].(object)["200"].(object)["content"].(object)
	ok["text/csv"] = object{"schema": object{"type": "string"}}
	return o
}

func invocationsBody(m *served) object {
	records := object{"type": "array", "items": reference(m.name + "-row")}
	return object{
		"application/json": object{"schema": object{"oneOf": []object{
			{"type": "object", "required": []string{"dataframe_split"}, "properties": object{"dataframe_split": object{"type": "object", "properties": object{
				"columns": object{"type": "array", "items": object{"type": "string"}}, "data": object{"type": "array", "items": object{"type": "array"}}}}}},
			{"type": "object", "required": []string{"dataframe_records"}, "properties": object{"dataframe_records": records}},
			{"type": "object", "required": []string{"instances"}, "properties": object{"instances": records}},
			{"type": "object", "required": []string{"inputs"}, "properties": object{"inputs": object{}}},
		}}},
		"text/csv": object{"schema": object{"type": "string"}},
	}
}

func instancesBody(m *served) object {
	return object{"application/json": object{"schema": object{"type": "object", "required": []string{"instances"},
		"properties": object{"instances": object{"type": "array", "items": reference(m.name + "-row")}}}}}
}

func tensorsSchema() object {
	one := object{"type": "object", "required": []string{"name", "shape", "datatype", "data"}, "properties": object{
		"name": object{"type": "string"}, "shape": object{"type": "array", "items": object{"type": "integer"}},
		"datatype": object{"type": "string"}, "data": object{"type": "array"}}}
	return object{"type": "object", "required": []string{"inputs"}, "properties": object{"id": object{"type": "string"}, "inputs": object{"type": "array", "items": one}}}
}

// operation describes one address.
func operation(id, summary string, body, answer object) object {
	o := textOperation(id, summary, "application/json")
	o["responses"].(object)["200"].(object)["content"] = object{"application/json": object{"schema": answer}}
	if body != nil {
		o["requestBody"] = object{"required": true, "content": body}
	}
	return o
}

func textOperation(id, summary, kind string) object {
	bad := object{"description": "What is wrong, and what to do.", "content": object{"application/problem+json": object{"schema": reference("Problem")}}}
	return object{"operationId": id, "summary": summary, "responses": object{
		"200":     object{"description": "Answered.", "content": object{kind: object{"schema": object{"type": "string"}}}},
		"default": bad,
	}}
}
