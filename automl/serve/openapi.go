package serve

import (
	_ "embed"
	"net/http"
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
	d := &description{paths: object{}, schemas: errorSchemas()}
	d.common()
	for i, m := range all {
		d.schemas[m.name+"-row"] = rowSchema(&m.model.Schema)
		d.schemas[m.name+"-answer"] = answerSchema(m.model)
		d.schemas[m.name+"-record"] = recordSchema(m)
		d.schemas[m.name+"-explanations"] = explanationsSchema(m)
		d.model(m)
		if i == 0 {
			d.first(m)
		}
		if len(s.admins) > 0 {
			d.put(m)
		}
	}
	doc := object{
		"openapi": "3.1.0",
		"info":    object{"title": "Winnow: " + all[0].name, "version": all[0].model.AppVersion + "-" + all[0].model.Created.UTC().Format("20060102")},
		"paths":   d.paths,
		"components": object{
			"schemas":         d.schemas,
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer"}, "key": object{"type": "apiKey", "in": "header", "name": "X-API-Key"}},
		},
	}
	if len(s.keys) > 0 {
		doc["security"] = []object{{"bearer": []string{}}, {"key": []string{}}}
	}
	return writeJSON(w, doc)
}

// description is a document in the making.
type description struct{ paths, schemas object }

func (d *description) get(path, id, summary, fault string, answer object) {
	d.paths[path] = object{"get": operation(id, summary, fault, nil, inJSON(answer))}
}

func (d *description) post(path, id, summary, fault string, body, answer object) {
	d.add(path, "post", operation(id, summary, fault, body, answer))
}

func (d *description) add(path, method string, o object) {
	if at, ok := d.paths[path].(object); ok {
		at[method] = o
		return
	}
	d.paths[path] = object{method: o}
}

// common describes what is the same whatever the models are.
func (d *description) common() {
	status := record(object{"status": text()}, "status")
	for _, name := range []string{"health", "healthz", "ping"} {
		d.get("/"+name, name, "Whether the server answers", problemName, status)
	}
	d.get("/models", "models", "The models", problemName, record(object{"models": listOf(modelSchema())}, "models"))
	d.add("/metrics", "get", operation("metrics", "Counts for Prometheus", problemName, nil, object{"text/plain": object{"schema": text()}}))
	d.get("/version", "version", "The version that made the model", mlflowName, text())
	d.get("/v1/models", "v1-models", "The models, for KServe version 1", tellName, record(object{"models": listOf(text())}, "models"))
	d.get("/v2", "v2-server", "The server, for Open Inference version 2", tellName, record(object{"name": text(), "version": text(), "extensions": listOf(text())}, "name", "version", "extensions"))
	for _, kind := range []string{"live", "ready"} {
		d.get("/v2/health/"+kind, "v2-"+kind, "Whether the server answers, for Open Inference", tellName, record(object{"live": flag(), "ready": flag()}, "live", "ready"))
	}
}

// model describes what a model answers under its name.
func (d *description) model(m *served) {
	at, n := "/models/"+m.name, m.name
	d.get(at, "model-"+n, "What the model "+n+" is", problemName, modelSchema())
	d.predicts(m, at+"/predict", "predict-"+n)
	d.explains(m, at+"/explain", "explain-"+n)
	d.invoked(m, at+"/invocations", "invocations-"+n)
	ready := record(object{"name": text(), "ready": flag()}, "name", "ready")
	d.get("/v1/models/"+n, "v1-status-"+n, "Whether the model answers, for KServe version 1", tellName, ready)
	d.post("/v1/models/"+n+":predict", "v1-"+n, "KServe, version 1", tellName, inJSON(record(object{"instances": listOf(reference(n + "-row"))}, "instances")), inJSON(predictionsOf(reference(n+"-record"))))
	d.get("/v2/models/"+n, "v2-model-"+n, "The model's inputs and outputs, for Open Inference", tellName, metadataSchema())
	d.get("/v2/models/"+n+"/ready", "v2-ready-"+n, "Whether the model answers, for Open Inference", tellName, ready)
	d.post("/v2/models/"+n+"/infer", "v2-"+n, "Open Inference, version 2: a tensor for each column", tellName, inJSON(tensorsSchema(m)), inJSON(inferenceSchema()))
}

// first describes the addresses without a name, at which the first model answers.
func (d *description) first(m *served) {
	d.predicts(m, "/predict", "predict")
	d.explains(m, "/explain", "explain")
	d.invoked(m, "/invocations", "invocations")
}

func (d *description) predicts(m *served, path, id string) {
	answer := reference(m.name + "-answer")
	out := inJSON(object{"oneOf": []object{answer, predictionsOf(answer)}})
	out["text/csv"] = object{"schema": text()}
	d.post(path, id, "Predict "+m.model.Schema.Target+" for one row or many", problemName, rowsBody(m), out)
	d.paths[path].(object)["post"].(object)["description"] = "With ?unknown=ignore columns that the model does not know are passed over."
}

func (d *description) explains(m *served, path, id string) {
	d.post(path, id, "Say how the answers for up to 100 rows come about", problemName, rowsBody(m), inJSON(reference(m.name+"-explanations")))
}

func (d *description) invoked(m *served, path, id string) {
	body := inJSON(invocationsSchema(m))
	body["text/csv"] = csvBody(m)
	out := inJSON(predictionsOf(reference(m.name + "-record")))
	out["text/csv"] = object{"schema": text()}
	d.post(path, id, "Rows in the forms of MLflow and SageMaker", mlflowName, body, out)
}

// put describes how a model is exchanged.
func (d *description) put(m *served) {
	body := object{"application/octet-stream": object{}}
	d.post("/models/"+m.name, "put-"+m.name, "Let the .winnow file that is sent answer in the model's place", problemName, body, inJSON(modelSchema()))
}

// operation describes one address; body may be nil.
func operation(id, summary, fault string, body, answer object) object {
	o := object{"operationId": id, "summary": summary, "responses": object{
		"200":     object{"description": "Answered.", "content": answer},
		"default": object{"description": "What is wrong, and what to do.", "content": faultContent(fault)},
	}}
	if body != nil {
		o["requestBody"] = object{"required": true, "content": body}
	}
	return o
}
