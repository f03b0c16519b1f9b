#!/usr/bin/env bash
# Holds the formats container, kubernetes and lambda against other tools:
#   clouds.sh WINNOW SCORERS MODEL.winnow NEW.csv
# WINNOW is the program, SCORERS the folder that "make scorers" fills. Needs skopeo and umoci,
# and kubernetes-validate 1.37.0 and cfn-lint 1.58.0 (pip) on the PATH.
set -euo pipefail
winnow=$(realpath "$1") model=$3 data=$(realpath "$4")
export WINNOW_SCORERS; WINNOW_SCORERS=$(realpath "$2")
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
for f in container kubernetes lambda; do
  ext=; [ $f = container ] && ext=.tar
  "$winnow" export "$model" --format $f --out "$work/$f$ext" --set platform=linux-amd64
done
"$winnow" predict "$model" "$data" --out "$work/want.csv" >/dev/null

for kind in oci docker; do
  skopeo inspect "$kind-archive:$work/container.tar" | grep -q '"Architecture": "amd64"'
  skopeo --insecure-policy copy -q "$kind-archive:$work/container.tar" "oci:$work/$kind:latest"
  umoci unpack --rootless --image "$work/$kind:latest" "$work/root-$kind"
  root=$work/root-$kind/rootfs
  MODEL_DIR=$root/opt/ml/model "$root/scorer" "$data" --out "$work/got.csv" 2>/dev/null
  cmp "$work/want.csv" "$work/got.csv"
  grep -q '"/scorer",' "$work/root-$kind/config.json" && grep -q '"serve"' "$work/root-$kind/config.json"
  echo "$kind-archive: skopeo and umoci take it, and the program in it predicts as Winnow does"
done

kubernetes-validate --strict "$work"/kubernetes/{deployment,service,hpa}.yaml
cfn-lint "$work/lambda/template.yaml"
echo "cfn-lint: nothing to say"
mkdir "$work/task" && (cd "$work/task" && python3 -m zipfile -e ../lambda/function.zip . && chmod +x bootstrap && MODEL_DIR= ./bootstrap "$data" --out "$work/got.csv" 2>/dev/null)
cmp "$work/want.csv" "$work/got.csv"
echo "the function's program predicts as Winnow does"
