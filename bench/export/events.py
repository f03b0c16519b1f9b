"""Platforms that hand a program events: AWS Lambda and Azure Functions."""
import base64
import json
import os
import pathlib
import queue
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import clients


class Runtime(BaseHTTPRequestHandler):
    """Lambda's runtime interface, version 2018-06-01."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        assert self.path == "/2018-06-01/runtime/invocation/next", self.path
        body = self.server.events.get()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 30000))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:model")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.answers.put((self.path, json.loads(body)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def questions(case):
    """The rows as a bare event, as a function's address sends them, and as the two forms of a gateway."""
    rows = json.dumps(case.records)
    yield "AWS Lambda, a bare event", case.records
    for version, encoded in (("2.0", True), ("2.0", False)):
        yield f"AWS Lambda, the function's address{', base64' if encoded else ''}", {
            "version": version, "rawPath": "/predict", "rawQueryString": "", "headers": {"content-type": "application/json"},
            "requestContext": {"http": {"method": "POST", "path": "/predict"}},
            "body": base64.b64encode(rows.encode()).decode() if encoded else rows, "isBase64Encoded": encoded}
    yield "AWS Lambda, API Gateway", {
        "httpMethod": "POST", "path": "/predict", "headers": {"Content-Type": "application/json"}, "queryStringParameters": None,
        "requestContext": {"stage": "prod"}, "body": rows, "isBase64Encoded": False}


def opened(answer):
    """The predictions of an answer, bare or wrapped as HTTP."""
    if "statusCode" in answer:
        assert answer["statusCode"] == 200, answer
        answer = json.loads(answer["body"])
    return answer["predictions"]


def awslambda(case, program):
    """Starts the function's program as Lambda does and hands it events, good and bad."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
    server.daemon_threads, server.events, server.answers = True, queue.Queue(), queue.Queue()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}", "LAMBDA_TASK_ROOT": str(program.parent)}
    function = subprocess.Popen([program], cwd=program.parent, env=env)
    try:
        def ask(event):
            server.events.put(json.dumps(event).encode())
            return server.answers.get(timeout=60)

        for what, event in questions(case):
            path, answer = ask(event)
            assert path.endswith("/8476a536-e9f4-11e8-9739-2dfe598c3fcd/response"), (path, answer)
            case.check(opened(answer), what)
        path, answer = ask({"nothing": "known"})
        assert path.endswith("/error") and answer["errorMessage"], (path, answer)
    finally:
        function.terminate()
        assert function.wait(30) == 0


def emulator(case, program, path):
    """Amazon's own emulator starts the program and is asked as Lambda is."""
    port = clients.free()
    rie = subprocess.Popen([path, "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
                            "--runtime-api-address", f"127.0.0.1:{clients.free()}", program],
                           cwd=program.parent, env={**os.environ, "LAMBDA_TASK_ROOT": str(program.parent)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for what, event in questions(case):
            for _ in range(100):
                try:
                    answer = clients.asked(port, "/2015-03-31/functions/function/invocations", event)
                    break
                except OSError:
                    time.sleep(0.1)
            case.check(opened(answer), what + ", by Amazon's emulator")
    finally:
        rie.terminate()
        rie.wait(30)


def azure(case, root):
    """A custom handler of Azure Functions: requests passed on as they came, and wrapped ones."""
    env = {"FUNCTIONS_CUSTOMHANDLER_PORT": str(clients.free()), "PORT": "1"}
    with clients.container(root, {k: v for k, v in env.items() if k != "PORT"}) as port:
        head = {"X_Azure_Functions_InvocationId": "f3ab46ec"}
        case.check(clients.asked(port, "/api/predict", case.records, **head)["predictions"], "Azure Functions, passed on")
        wrapped = {"Data": {"req": {"Url": "http://localhost:7071/api/predict", "Method": "POST", "Query": "{}", "Params": {},
                                    "Headers": {"Content-Type": ["application/json"]}, "Body": json.dumps(case.records)}},
                   "Metadata": {"sys": {"MethodName": "predict"}}}
        out = clients.asked(port, "/predict", wrapped, **head)["Outputs"]["res"]
        case.check(opened(out), "Azure Functions, wrapped")


def coretools(case, root, func):
    """Azure's own host starts the program and passes requests on to it."""
    app, port = pathlib.Path(case.work) / "azure", clients.free()
    (app / "predict").mkdir(parents=True)
    model = next((root / "opt/ml/model").glob("*.winnow"))
    (app / "host.json").write_text(json.dumps({"version": "2.0", "customHandler": {
        "description": {"defaultExecutablePath": str(root / "scorer"), "arguments": ["serve"]}, "enableForwardingHttpRequest": True}}))
    (app / "local.settings.json").write_text(json.dumps({"IsEncrypted": False, "Values": {"FUNCTIONS_WORKER_RUNTIME": "custom", "WINNOW_MODEL": str(model)}}))
    (app / "predict" / "function.json").write_text(json.dumps({"bindings": [
        {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["post"]},
        {"type": "http", "direction": "out", "name": "res"}]}))
    host = subprocess.Popen([func, "start", "--port", str(port)], cwd=app, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            env={**os.environ, "FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT": "1"})
    try:
        for _ in range(600):
            try:
                answer = clients.asked(port, "/api/predict", case.records)
                break
            except (OSError, AssertionError):
                assert host.poll() is None, "the host of Azure Functions ended"
                time.sleep(0.1)
        case.check(answer["predictions"], "Azure Functions, by its own host")
    finally:
        host.terminate()
        host.wait(30)
