"""Stands in for Lambda's runtime interface, asks a function one question in three ways and ends it:

    runtime.py BOOTSTRAP event.json
"""
import base64
import json
import os
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

events, answers = queue.Queue(), queue.Queue()


class Runtime(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = events.get()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 30000))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answers.put((self.path, json.loads(body)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
task = os.path.dirname(os.path.abspath(sys.argv[1]))
program = subprocess.Popen([sys.argv[1]], cwd=task, env={"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}", "LAMBDA_TASK_ROOT": task})
try:
    question = open(sys.argv[2]).read()
    address = {"version": "2.0", "rawPath": "/predict", "rawQueryString": "", "headers": {"content-type": "application/json"},
               "requestContext": {"http": {"method": "POST", "path": "/predict"}},
               "body": base64.b64encode(question.encode()).decode(), "isBase64Encoded": True}
    gateway = {"httpMethod": "POST", "path": "/predict", "headers": {"Content-Type": "application/json"}, "queryStringParameters": None,
               "body": question, "isBase64Encoded": False}
    told = []
    for event in (json.loads(question), address, gateway):
        events.put(json.dumps(event).encode())
        path, answer = answers.get(timeout=30)
        assert path.endswith("/response"), (path, answer)
        if "statusCode" in answer:
            assert answer["statusCode"] == 200, answer
            answer = json.loads(answer["body"])
        told.append(answer)
    assert told[0] == told[1] == told[2] and len(told[0]["predictions"]) == len(json.loads(question)), told
    print("the function answers events, its address and a gateway alike")
finally:
    program.terminate()
    program.wait(30)
