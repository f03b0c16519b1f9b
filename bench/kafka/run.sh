#!/usr/bin/env bash
# run.sh [ROWS [KILLS [OUTAGES]]]: a Kafka broker from Maven in a folder of its own, ROWS records,
# the broker lost OUTAGES times under one winnow score that goes on (in turn killed and started
# again, and stopped for longer than any timeout), and winnow score killed KILLS times in the
# middle; then every record must be there once.
set -euo pipefail
rows=${1:-1000000} kills=${2:-6} outages=${3:-0}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
broker=127.0.0.1:${PORT:-19092}
libs=${KAFKA_LIBS:-$work/libs}
trap 'kill -9 $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT
cd "$here/../.."
CGO_ENABLED=0 go build -tags headless -o "$work/winnow" ./cmd/winnow
go build -o "$work/kafka" ./bench/kafka
[ -d "$libs" ] || mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs" -DincludeScope=runtime
cat > "$work/server.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19093
listeners=PLAINTEXT://$broker,CONTROLLER://127.0.0.1:19093
advertised.listeners=PLAINTEXT://$broker
controller.listener.names=CONTROLLER
log.dirs=$work/data
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
P
java -cp "$libs/*" kafka.tools.StorageTool format -t "$(java -cp "$libs/*" kafka.tools.StorageTool random-uuid 2>/dev/null | tail -1)" -c "$work/server.properties" > "$work/format.log" 2>&1
start() {
  java -Xmx1g -cp "$libs/*" kafka.Kafka "$work/server.properties" >> "$work/broker.log" 2>&1 & java=$!
  until (exec 3<>"/dev/tcp/${broker%:*}/${broker#*:}") 2>/dev/null; do sleep 0.5; done
}
start
awk 'BEGIN { srand(1); split("Month-to-month,One year,Two year", plan, ","); print "tenure_months,contract,monthly_charges,support_calls,churn"
  for (i = 0; i < 2000; i++) { t = int(rand()*72); k = 1 + int(rand()*3); m = 20 + int(rand()*90); c = int(rand()*7)
    print t "," plan[k] "," m ".5," c "," (rand() < 1/(1+exp(0.05*t+k-c/2-m/60)) ? "Yes" : "No") } }' > "$work/train.csv"
"$work/winnow" train "$work/train.csv" --target churn --trials 1 --folds 2 --algorithms linear --out "$work/m.winnow" > "$work/train.log" 2>&1
"$work/kafka" fill "$broker" rows "$rows"
echo "broker up, $rows records in"
begin=$(date +%s.%N)
score=("$work/winnow" score "$work/m.winnow" --kafka "$broker" --in rows --out rows-scored --dead-letter rows-dead --group g --instance one --batch 5000 --idle 20s --every 1s)
scored() { grep -o '"scored":[0-9]*' "$1" 2>/dev/null | tail -1 | cut -d: -f2; }
if [ "$outages" -gt 0 ]; then
  "${score[@]}" > "$work/steady.jsonl" 2> "$work/steady.log" & pid=$! last=0
  for k in $(seq "$outages"); do
    for _ in $(seq 1200); do # it must go on after what came before
      n=$(scored "$work/steady.jsonl" || true); [ "${n:-0}" -gt "$last" ] && break; sleep 0.1
    done
    [ "${n:-0}" -gt "$last" ] || { echo "it does not go on after $last"; cat "$work/steady.log"; exit 1; }
    if [ $((k % 2)) = 1 ]; then
      kill -9 "$java"; wait "$java" 2>/dev/null || true; sleep 8; start
      echo "broker killed after $n and started again"
    else
      kill -STOP "$java"; sleep 45; kill -CONT "$java"
      echo "broker stopped for 45 s after $n"
    fi
    kill -0 "$pid" || { echo "the scoring ended"; cat "$work/steady.log"; exit 1; }
    last=$(scored "$work/steady.jsonl")
  done
  if [ "$kills" = 0 ]; then wait "$pid" || { cat "$work/steady.log"; exit 1; }; else kill -9 "$pid"; wait "$pid" 2>/dev/null || true; fi
  sed 's/^/  it said: /' "$work/steady.log"
fi
for k in $(seq "$kills"); do
  "${score[@]}" > "$work/$k.jsonl" 2> "$work/$k.log" & pid=$!
  for _ in $(seq 600); do # it must be in the middle of its work
    n=$(grep -o '"scored":[1-9][0-9]*' "$work/$k.jsonl" 2>/dev/null | tail -1 || true); [ -n "$n" ] && break; sleep 0.1
  done
  sleep "0.$((RANDOM % 9))"
  kill -9 "$pid" || { cat "$work/$k.log"; exit 1; }; wait "$pid" 2>/dev/null || true
  echo "kill $k after ${n:-nothing}"
done
"${score[@]}" > "$work/last.jsonl" 2> "$work/last.log" || { cat "$work/last.log"; exit 1; }
end=$(date +%s.%N)
tail -1 "$work/last.jsonl" | cut -c1-220
awk -v b="$begin" -v e="$end" -v n="$rows" 'BEGIN { printf "%.0f s with kills and the last 20 s of silence\n", e-b }'
"$work/kafka" count "$broker" rows-scored "$rows"
