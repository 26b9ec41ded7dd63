#!/usr/bin/env bash
# Three nodes and a broker on this machine; events come in at all of them; one node is killed; no alert is lost. Needs a JDK, Maven and curl.
# Exit code 0 if the cluster's alerts are those of a replay, 1 if not. Everything is in a temporary folder, on free ports, and gone at the end;
# KEEP=1 leaves the folder there.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/../.." && pwd)
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
tmp=$(mktemp -d)
rows=${ROWS:-12000}
nodes=(1 2 3)

say() { printf '%3ds  %s\n' "$SECONDS" "$*"; }

end() {
  code=$?
  trap - EXIT
  # shellcheck disable=SC2046
  kill -9 $(jobs -p) 2>/dev/null || true
  wait 2>/dev/null || true
  if [ "${KEEP:-0}" = 1 ]; then say "the logs are in $tmp"; else rm -rf "$tmp"; fi
  exit "$code"
}
trap end EXIT
trap 'exit 1' INT TERM

fail() {
  say "$*"
  for n in "${nodes[@]}"; do
    [ ! -f "$tmp/node$n.log" ] || { echo "--- the end of node $n's log"; grep -v ' alerts {' "$tmp/node$n.log" | tail -n 15 | cut -c1-300; }
  done
  exit 1
}

# A node's API: its answer, or nothing while it does not answer.
get() { curl -fsS --max-time 10 "http://127.0.0.1:${http[$1]}$2" 2>/dev/null; }

ready() { get "$1" /observe/health/ready >/dev/null; }

member() { printf 127.0.0.1:%s "${cluster[$1]}"; }

start() {
  TOKENWATCH_JAVA_OPTIONS="-Xmx512m -XX:TieredStopAtLevel=1" "$home/tokenwatch" run --config "$here/node$1.properties" \
    --set "tokenwatch.cluster.members=$(member 1),$(member 2),$(member 3)" --set "tokenwatch.cluster.port=${cluster[$1]}" \
    --set "tokenwatch.http.port=${http[$1]}" --set "tokenwatch.data.dir=$tmp/node$1" --set "tokenwatch.jms.url=$broker" \
    --set tokenwatch.alerts.update.interval=1s >"$tmp/node$1.log" 2>&1 </dev/null 3>&- &
  pid[$1]=$!
}

# Posts a file at a node; what a node does not answer with 202 goes to the next. Sent twice, rows count once.
post() {
  local file=$1 n=$2 tries code
  for ((tries = 0; tries < 300; tries++)); do
    code=$(curl -s -o /dev/null -w '%{http_code}' --max-time 30 --data-binary "@$file" -H 'Content-Type: application/x-ndjson' \
      "http://127.0.0.1:${http[$n]}/api/v1/events" || true)
    [ "$code" != 202 ] || return 0
    n=$((n % 3 + 1))
    sleep 0.2
  done
  fail "no node takes events in"
}

say "building, and asking Maven for the broker"
(cd "$home" && ./tokenwatch --version >"$tmp/build.log" 2>&1 &&
  mvn -B -q dependency:build-classpath -Dmdep.includeScope=test "-Dmdep.outputFile=$tmp/classpath" >>"$tmp/build.log" 2>&1) ||
  { tail -n 20 "$tmp/build.log"; fail "that did not work"; }
classpath=$home/target/tokenwatch.jar:$(cat "$tmp/classpath")

"${java}c" -d "$tmp/classes" -cp "$classpath" "$here"/*.java || fail "the sample's own programs cannot be compiled"
classpath=$tmp/classes:$classpath

port=()
while ((${#port[@]} < 7)); do
  next=$((20000 + RANDOM % 12000))
  (exec 4<>"/dev/tcp/127.0.0.1/$next") 2>/dev/null || port+=("$next")
done
http=(0 "${port[@]:0:3}")
cluster=(0 "${port[@]:3:3}")
broker=tcp://127.0.0.1:${port[6]}
pid=(0 0 0 0)

say "starting three nodes and an ActiveMQ Artemis broker"
mkfifo "$tmp/messages"
"$java" -Xmx256m -cp "$classpath" Broker "$broker" tokenwatch.events "$tmp/broker" <"$tmp/messages" >"$tmp/broker.log" 2>&1 &
broker_pid=$!
exec 3>"$tmp/messages"
for n in "${nodes[@]}"; do start "$n"; done

"$java" -cp "$classpath" Events "$rows" >"$tmp/events.ndjson"
mkdir "$tmp/parts"
split -l 120 -a 4 "$tmp/events.ndjson" "$tmp/parts/"
parts=("$tmp"/parts/*)
say "replaying the same $rows rows on one node"
TOKENWATCH_JAVA_OPTIONS="-Xmx512m -XX:TieredStopAtLevel=1" "$home/tokenwatch" replay --format json --out "$tmp/expected.ndjson" --set "tokenwatch.data.dir=$tmp/replay" \
  "$tmp/events.ndjson" 2>"$tmp/replay.log" || { tail -n 20 "$tmp/replay.log"; fail "the replay failed"; }

for n in "${nodes[@]}"; do
  until ready "$n"; do
    kill -0 "${pid[$n]}" 2>/dev/null || fail "node $n has ended"
    ((SECONDS < 200)) || fail "node $n is not ready"
    sleep 0.5
  done
done
until grep -q '^up' "$tmp/broker.log"; do
  kill -0 "$broker_pid" 2>/dev/null || { tail -n 20 "$tmp/broker.log"; fail "the broker has ended"; }
  sleep 0.5
done
say "all are ready: $(get 1 /api/v1/cluster | grep -o '"partitions":[0-9]*,"ready"' | grep -o '[0-9]*' | paste -sd ' ' || true) partitions on nodes 1, 2 and 3"

say "sending ${#parts[@]} parts, every other one over HTTP to the nodes in turn, the rest over JMS"
killed=
for ((i = 0; i < ${#parts[@]}; i++)); do
  if ((i % 2)); then echo "${parts[$i]}" >&3; else post "${parts[$i]}" $((i / 2 % 3 + 1)); fi
  if ((i * 3 > ${#parts[@]})) && [ -z "$killed" ]; then
    killed=1
    say "kill -9 of node $killed, after $i parts"
    kill -9 "${pid[$killed]}"
    wait "${pid[$killed]}" 2>/dev/null || true
  fi
done
exec 3>&-
say "all parts are taken in or wait in the queue"
until grep -q '^empty' "$tmp/broker.log"; do
  ((SECONDS < 240)) || fail "messages still wait in the queue"
  sleep 0.5
done
say "the queue is empty"

complete=1
for ((tries = 0; tries < 60; tries++)); do
  get 2 '/api/v1/alerts?limit=10000' >"$tmp/alerts.json" && "$java" -cp "$classpath" Compare "$tmp/expected.ndjson" "$tmp/alerts.json" >"$tmp/compared" &&
    complete=0 && break
  sleep 0.5
done
TOKENWATCH_JAVA_OPTIONS= "$home/tokenwatch" status "http://127.0.0.1:${http[2]}" --format table 2>/dev/null | grep -A9 '^cluster' || true
say "node 2 lists the alerts: $(tail -n 1 "$tmp/compared")"
if ((complete)); then
  head -n 20 "$tmp/compared"
  fail "NOT complete"
fi
say "complete: the death of node $killed lost nothing"
