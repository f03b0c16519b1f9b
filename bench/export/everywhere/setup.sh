#!/usr/bin/env bash
# setup.sh FOLDER: installs what everywhere.py asks: ONNX Runtime 1.32, 1.21 and 1.20, MLflow, and
# onnxruntime-node and onnxruntime-web 1.30. Needs Python 3.11, npm and the network.
set -euo pipefail
mkdir -p "$1" && cd "$1"
for v in ort132=onnxruntime==1.32.0 ort121=onnxruntime==1.21.0 ort120=onnxruntime==1.20.1 mlflow="mlflow==3.17.2 onnxruntime==1.32.0"; do
  [ -e "${v%%=*}" ] || { python3 -m venv "${v%%=*}" && "${v%%=*}/bin/pip" install -q numpy pandas ${v#*=}; }
done
[ -e node ] || { mkdir node && npm --prefix node install --ignore-scripts onnxruntime-node@1.30.0 onnxruntime-web@1.30.0; }
