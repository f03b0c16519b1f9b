"""Holds the exports for containers, clusters and clouds against other programs and against
clients that speak each platform's own protocol:

    contracts.py WINNOW SCORERS MODEL.winnow NEW.csv [KSERVE_CRD.yaml]

WINNOW is the command and SCORERS the folder that "make scorers" fills. NEW.csv has rows to
predict; the first 200 are asked about. Needs skopeo, umoci, kubernetes-validate 1.37.0,
cfn-lint 1.58.0, kserve 0.21.0 and tritonclient[http] 2.73.0 (pip). AWS_LAMBDA_RIE may name the program of
github.com/aws/aws-lambda-runtime-interface-emulator, and AZURE_FUNC that of Azure's core tools;
KSERVE_CRD.yaml is config/crd/full/serving.kserve.io_inferenceservices.yaml of
github.com/kserve/kserve. What is not there is said and passed over.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import clients
import events

ROWS = 200


def run(*command, **more):
    """Runs a program and gives what it wrote; its own words are shown where it fails."""
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **more)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def say(what):
    print("ok   ", what, flush=True)


class Case:
    """A model, the rows that it is asked about and what winnow predict answers to them."""

    def __init__(self, winnow, model, data, work):
        self.work = work
        lines = list(csv.reader(open(data, encoding="utf-8-sig", newline="")))[: ROWS + 1]
        self.header, self.cells = lines[0], lines[1:]
        self.data = work / "rows.csv"
        with open(self.data, "w", newline="") as f:
            csv.writer(f).writerows(lines)
        run(winnow, "predict", model, self.data, "--out", work / "want.csv")
        self.want = list(csv.DictReader(open(work / "want.csv", encoding="utf-8-sig")))

    def read(self, program, env):
        """Keeps the model's columns alone, with numbers as numbers."""
        kinds = {r["column"]: r["kind"] for r in csv.DictReader(run(program, "columns", env=env).splitlines())}
        places = [i for i, name in enumerate(self.header) if name in kinds]
        self.columns = [self.header[i] for i in places]
        self.numeric = [kinds[c] == "number" for c in self.columns]
        self.rows = [[cell(row[i], number) for i, number in zip(places, self.numeric)] for row in self.cells]
        self.records = [dict(zip(self.columns, row)) for row in self.rows]

    def check(self, got, what):
        """Compares predictions: values, or objects as our own protocol has them."""
        assert len(got) == len(self.want), (what, len(got), len(self.want))
        for i, (a, want) in enumerate(zip(got, self.want)):
            answer = a["prediction"] if isinstance(a, dict) else a
            assert alike(answer, want["prediction"]), (what, i, a, want)
            for name, value in (a.items() if isinstance(a, dict) else ()):
                if name.startswith("probability_"):
                    assert alike(value, want[name]), (what, i, name, value, want[name])
        say(f"{what}: {len(got)} predictions as winnow predict gives them")


def cell(text, number):
    if not number:
        return text or None
    try:
        return float(text)
    except ValueError:
        return None


def alike(got, want):
    if str(got) == want:
        return True
    try:
        return abs(float(got) - float(want)) <= 1e-12 * max(1, abs(float(want)))
    except ValueError:
        return False


def image(case, archive):
    """Unpacks the image by other tools, and predicts with the program that is in it."""
    for kind in ("oci", "docker"):
        about = json.loads(run("skopeo", "inspect", f"{kind}-archive:{archive}"))
        assert (about["Os"], about["Architecture"]) == ("linux", "amd64"), about
        layout, bundle = case.work / kind, case.work / f"bundle-{kind}"
        run("skopeo", "--insecure-policy", "copy", "-q", f"{kind}-archive:{archive}", f"oci:{layout}:latest")
        run("umoci", "unpack", "--rootless", "--image", f"{layout}:latest", bundle)
        process = json.loads((bundle / "config.json").read_text())["process"]
        assert process["args"] == ["/scorer", "serve"] and process["user"]["uid"] in (0, 65532), process
        root = bundle / "rootfs"
        env = {"MODEL_DIR": str(root / "opt/ml/model")}
        run(root / "scorer", case.data, "--out", case.work / "got.csv", env=env)
        assert (case.work / "got.csv").read_bytes() == (case.work / "want.csv").read_bytes(), kind
        say(f"{kind}-archive: skopeo inspects it, umoci unpacks it, the program in it predicts as winnow does, byte for byte")
    return root, env


def manifests(folder, definition):
    run("kubernetes-validate", "--strict", *(folder / f"{n}.yaml" for n in ("deployment", "service", "hpa")))
    say("kubernetes-validate --strict: deployment, service and autoscaler")
    if definition is None:
        return print("--    the InferenceService was not held against KServe's definition, which was not named")
    import jsonschema
    import yaml
    service, crd = (yaml.load(open(p), getattr(yaml, "CSafeLoader", yaml.SafeLoader)) for p in (folder / "kserve.yaml", definition))
    version = service["apiVersion"].split("/")[1]
    schema = next(v["schema"]["openAPIV3Schema"] for v in crd["spec"]["versions"] if v["name"] == version)
    schema["properties"]["metadata"] = {"type": "object", "required": ["name"]}
    jsonschema.validate(service, strict(schema))
    say("the InferenceService is as KServe defines it, without a field that it does not know")


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


def function(case, folder):
    run("cfn-lint", folder / "template.yaml")
    say("cfn-lint: nothing to say of the template")
    task = case.work / "task"
    with zipfile.ZipFile(folder / "function.zip") as z:
        z.extractall(task)
    program = task / "bootstrap"
    program.chmod(0o755)
    events.awslambda(case, program)
    emulator = os.environ.get("AWS_LAMBDA_RIE")
    if emulator:
        events.emulator(case, program, emulator)
    else:
        print("--    AWS_LAMBDA_RIE names no emulator of Lambda")


def main():
    winnow, scorers, model, data = map(os.path.realpath, sys.argv[1:5])
    os.environ["WINNOW_SCORERS"] = scorers
    os.environ["PATH"] = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as d:
        work = pathlib.Path(d)
        out = {f: work / (f + (".tar" if f == "container" else "")) for f in ("container", "kubernetes", "lambda", "executable")}
        for f, path in out.items():
            run(winnow, "export", model, "--format", f, "--out", path, "--set", "platform=linux-amd64")
        case = Case(winnow, model, data, work)
        run(out["executable"] / "predict", case.data, "--out", work / "got.csv")
        assert (work / "got.csv").read_bytes() == (work / "want.csv").read_bytes()
        say("executable: predicts as winnow does, byte for byte")
        root, env = image(case, out["container"])
        case.read(root / "scorer", env)
        manifests(out["kubernetes"], sys.argv[5] if len(sys.argv) > 5 else None)
        name = next((root / "opt/ml/model").glob("*.winnow")).stem
        for platform in (clients.sagemaker, clients.kserve, clients.triton, clients.vertex, clients.cloudrun):
            platform(case, root, name)
        function(case, out["lambda"])
        events.azure(case, root)
        if shutil.which(os.environ.get("AZURE_FUNC", "func")):
            events.coretools(case, root, os.environ.get("AZURE_FUNC", "func"))
        else:
            print("--    AZURE_FUNC names no core tools of Azure Functions")


main()
