"""Holds kserve.yaml against KServe's own definition of an InferenceService:

    kserve.py kserve.yaml serving.kserve.io_inferenceservices.yaml

The second file is config/crd/full/ of github.com/kserve/kserve (tried: aaac4e2). Fields that it
does not know are errors. Needs jsonschema and pyyaml.
"""
import sys

import jsonschema
import yaml


def strict(schema):
    """Forbids fields that are not defined, as a cluster's strict validation does."""
    if isinstance(schema, dict):
        if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            strict(value)
    elif isinstance(schema, list):
        for value in schema:
            strict(value)
    return schema


service = yaml.safe_load(open(sys.argv[1]))
definition = yaml.safe_load(open(sys.argv[2]))
version = service["apiVersion"].split("/")[1]
schema = next(v["schema"]["openAPIV3Schema"] for v in definition["spec"]["versions"] if v["name"] == version)
schema["properties"]["metadata"] = {"type": "object", "required": ["name"]}
jsonschema.validate(service, strict(schema))
print(f"{service['kind']} {service['metadata']['name']}: as KServe defines it")
