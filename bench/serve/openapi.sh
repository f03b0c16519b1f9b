#!/usr/bin/env bash
# openapi.sh MODEL...: checks the description that `winnow serve` gives of itself, and then asks
# the server what a client that knows only the description would ask, right and wrong.
# Needs openapi-spec-validator 0.9.0 and schemathesis 4.32.5 on the path; EXAMPLES=100 is how many
# requests of each address are made up. Run from the repository's root.
set -euo pipefail
work=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -tags headless -o "$work/winnow" ./cmd/winnow
"$work/winnow" serve "$@" --addr 127.0.0.1:0 2>"$work/log" &
server=$!
until at=$(grep -o 'http://[0-9.:]*' "$work/log" | head -1) && [ -n "$at" ]; do
	kill -0 $server || { cat "$work/log" >&2; exit 1; }
	sleep 0.1
done
curl -sf "$at/openapi.json" >"$work/openapi.json"
openapi-spec-validator --schema 3.1 "$work/openapi.json"
cd "$work" # Why: it leaves notes where it stands
ask() { schemathesis run "$at/openapi.json" --checks all --max-examples "${EXAMPLES:-100}" --no-color --seed 1 "$@"; }
ask --exclude-path-regex '/infer$'
# How many data a tensor has hangs on its shape, which a schema cannot say: what is made up by
# it is refused with good reason.
ask --include-path-regex '/infer$' --exclude-checks positive_data_acceptance
