"""Clients of a container with a model, one for each platform: each starts the container's
program as its platform does and asks what its platform asks."""
import asyncio
import contextlib
import csv
import io
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def container(root, env, health="/health", args=("serve",), grace=10):
    """Runs the image's program, as a user that it does not know and with nothing but the image's
    files where this is allowed, until it answers; at the end it must stop in order."""
    port = next(int(v) for k, v in env.items() if k in ("PORT", "AIP_HTTP_PORT", "FUNCTIONS_CUSTOMHANDLER_PORT"))
    command, env = ["/scorer", *args], {"MODEL_DIR": "/opt/ml/model", "PATH": os.environ["PATH"], **env}
    if os.geteuid() == 0:
        for folder in (root.parent.parent, root.parent):
            folder.chmod(0o755)
        command = ["chroot", "--userspec=4711:4711", str(root), *command]
    else:
        command[0], env["MODEL_DIR"] = str(root) + command[0], str(root) + env["MODEL_DIR"]
    program = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        begin = time.time()
        while True:
            with contextlib.suppress(OSError):
                if call(port, health)[0] == 200:
                    break
            assert program.poll() is None and time.time() < begin + 60, program.stderr.read()
            time.sleep(0.05)
        yield port
        program.send_signal(signal.SIGTERM)
        assert program.wait(grace) == 0, program.stderr.read()
    finally:
        program.kill()


def call(port, path, body=None, **head):
    """Asks and gives status, headers and body."""
    head = {k.replace("_", "-"): v for k, v in head.items()}
    body = body.encode() if isinstance(body, str) else body
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers=head)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def asked(port, path, body, **head):
    """Asks in JSON, and gives the answer's value."""
    status, _, raw = call(port, path, json.dumps(body), Content_Type="application/json", **head)
    assert status == 200, (path, status, raw)
    return json.loads(raw)


def sagemaker(case, root, _):
    """Amazon SageMaker: `serve`, port 8080 unless said otherwise, /ping within 2 s, /invocations."""
    with container(root, {"PORT": str(free())}, "/ping") as port:
        begin = time.time()
        assert call(port, "/ping")[0] == 200 and time.time() < begin + 2
        text = case.data.read_text()
        status, head, raw = call(port, "/invocations", text, Content_Type="text/csv", Accept="text/csv")
        assert status == 200 and head["Content-Type"].startswith("text/csv"), raw
        case.check(list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))), "SageMaker, CSV")
        case.check(asked(port, "/invocations", {"instances": case.records}, Accept="application/json")["predictions"], "SageMaker, JSON")
        rows = {"columns": case.columns, "data": case.rows}
        case.check(asked(port, "/invocations", {"dataframe_split": rows})["predictions"], "SageMaker, MLflow's frames")
        bare = io.StringIO()
        csv.writer(bare, lineterminator="\n").writerows(["" if v is None else v for v in row] for row in case.rows)
        status, _, raw = call(port, "/invocations", bare.getvalue(), Content_Type="text/csv; header=absent", Accept="text/csv")
        assert status == 200, raw
        case.check(list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))), "SageMaker, CSV without a line of names")
        status, _, raw = call(port, "/invocations", "nonsense", Content_Type="application/json")
        assert status == 400 and json.loads(raw)["message"], raw


def kserve(case, root, name):
    """KServe's own client, by the first and the second protocol."""
    from kserve import InferInput, InferRequest, InferenceRESTClient, RESTConfig

    async def ask(port):
        base = f"http://127.0.0.1:{port}"
        one = InferenceRESTClient(RESTConfig(protocol="v1", retries=0))
        assert await one.is_model_ready(base, name)
        answer = await one.infer(base, {"instances": case.records}, model_name=name)
        case.check(answer["predictions"], "KServe 0.21 client, protocol 1")
        two = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))
        assert await two.is_server_live(base) and await two.is_server_ready(base) and await two.is_model_ready(base, name)
        inputs = []
        for k, (column, number) in enumerate(zip(case.columns, case.numeric)):
            data = [row[k] for row in case.rows]
            inputs.append(InferInput(column, [len(data)], "FP64" if number else "BYTES", data=data))
        answer = await two.infer(base, InferRequest(name, inputs, request_id="7"), model_name=name)
        outputs = {o.name: o.data for o in answer.outputs}
        assert answer.id == "7" and answer.model_name == name, answer
        case.check([dict(zip(outputs, row)) for row in zip(*outputs.values())], "KServe 0.21 client, protocol 2")

    with container(root, {"PORT": str(free())}, "/v2/health/ready") as port:
        asyncio.run(ask(port))
        status, _, raw = call(port, f"/v1/models/{name}:predict", '{"instances": 3}', Content_Type="application/json")
        assert status == 400 and json.loads(raw)["error"], raw


def triton(case, root, name):
    """NVIDIA's client of the second protocol, which reads shapes and types from the server."""
    import numpy
    from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput

    with container(root, {"PORT": str(free())}) as port, contextlib.closing(InferenceServerClient(f"127.0.0.1:{port}")) as client:
        assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(name)
        assert client.get_server_metadata()["name"]
        about = client.get_model_metadata(name)
        inputs = []
        for tensor in about["inputs"]:
            values = [record.get(tensor["name"]) for record in case.records]
            if tensor["datatype"] == "FP64":
                data = numpy.array([numpy.nan if v is None else v for v in values])
            else:
                data = numpy.array(["" if v is None else v for v in values], dtype=object)
            inputs.append(InferInput(tensor["name"], data.shape, tensor["datatype"]).set_data_from_numpy(data, binary_data=False))
        names = [o["name"] for o in about["outputs"]]
        answer = client.infer(name, inputs, outputs=[InferRequestedOutput(n, binary_data=False) for n in names])
        case.check([dict(zip(names, row)) for row in zip(*(answer.as_numpy(n).tolist() for n in names))], "tritonclient 2.73, protocol 2")


def vertex(case, root, _):
    """Google's Vertex AI, which says port and routes by variables."""
    routes = {"AIP_HEALTH_ROUTE": "/v1/endpoints/12/deployedModels/34", "AIP_PREDICT_ROUTE": "/v1/endpoints/12/deployedModels/34:predict"}
    env = {**routes, "AIP_HTTP_PORT": str(free()), "AIP_MODE": "PREDICTION", "AIP_STORAGE_URI": ""}
    with container(root, env, routes["AIP_HEALTH_ROUTE"]) as port:
        assert call(port, routes["AIP_HEALTH_ROUTE"])[0] == 200
        answer = asked(port, routes["AIP_PREDICT_ROUTE"], {"instances": case.records, "parameters": {"confidence": 0.5}})
        case.check(answer["predictions"], "Vertex AI, objects")
        case.check(asked(port, routes["AIP_PREDICT_ROUTE"], {"instances": case.rows})["predictions"], "Vertex AI, lists")


def cloudrun(case, root, _):
    """Google's Cloud Run: PORT, all addresses, an end within ten seconds of SIGTERM."""
    env = {"PORT": str(free()), "K_SERVICE": "model", "K_REVISION": "model-00001", "K_CONFIGURATION": "model"}
    with container(root, env, "/", grace=10) as port:
        own = socket.gethostbyname(socket.gethostname())
        with socket.create_connection((own, port), 5):
            pass
        case.check(asked(port, "/predict", case.records)["predictions"], "Cloud Run")
