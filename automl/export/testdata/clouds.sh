#!/usr/bin/env bash
# Holds the formats container, kubernetes and lambda against other tools:
#   clouds.sh WINNOW SCORERS MODEL.winnow NEW.csv
# WINNOW is the program, SCORERS the folder that "make scorers" fills. Needs skopeo and umoci,
# and kubernetes-validate 1.37.0 and cfn-lint 1.58.0 (pip) on the PATH.
set -euo pipefail
winnow=$(realpath "$1") model=$3 data=$(realpath "$4")
export WINNOW_SCORERS; WINNOW_SCORERS=$(realpath "$2")
work=$(mktemp -d); server=; trap '[ -z "$server" ] || kill $server; rm -rf "$work"' EXIT
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

# As a container runs it: nothing but the image's files, and a user that it does not know.
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work" "$work/root-oci"
  env -i PATH="$PATH" PORT=18080 MODEL_DIR=/opt/ml/model chroot --userspec=4711:4711 "$work/root-oci/rootfs" /scorer serve 2>"$work/log" & server=$!
  for _ in $(seq 100); do curl -fs -o "$work/up" localhost:18080/ping && break; kill -0 $server || { cat "$work/log"; server=; exit 1; }; sleep 0.1; done
  curl -fs -H 'Content-Type: text/csv' --data-binary "@$data" localhost:18080/invocations >"$work/sagemaker"
  curl -fs -H 'Content-Type: application/json' -d "{\"instances\": $(cat "$work/lambda/event.json")}" "localhost:18080/v1/models/$(basename "$work"/root-oci/rootfs/opt/ml/model/*.winnow .winnow):predict" >"$work/kserve"
  python3 "$(dirname "$0")/answers.py" "$work/sagemaker" "$work/kserve" "$work/want.csv"
  kill -TERM $server && wait $server && server=
  echo "the image serves as a user that it does not know, and ends in order"
fi

kubernetes-validate --strict "$work"/kubernetes/{deployment,service,hpa}.yaml
cfn-lint "$work/lambda/template.yaml"
echo "cfn-lint: nothing to say"
mkdir "$work/task" && (cd "$work/task" && python3 -m zipfile -e ../lambda/function.zip . && chmod +x bootstrap && MODEL_DIR= ./bootstrap "$data" --out "$work/got.csv" 2>/dev/null)
cmp "$work/want.csv" "$work/got.csv"
echo "the function's program predicts as Winnow does"
python3 "$(dirname "$0")/runtime.py" "$work/task/bootstrap" "$work/lambda/event.json"
