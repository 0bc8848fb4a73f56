#!/usr/bin/env bash
# Tests deploy/monitoring: the alerts fire when they should, and alerts and dashboard ask for nothing but what a gate and an
# engine really expose, which run here with the simulated venue.
#
# usage: Tests/Deploy/test-monitoring.sh PROGRAMS     the folder that holds readiness, trading-engine and kraken-simulator
set -euo pipefail
programs=$(realpath "${1:?usage: Tests/Deploy/test-monitoring.sh PROGRAMS}")
cd "$(dirname "$0")/../.."
umask 022
# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh
unset LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES
export PYTHONDONTWRITEBYTECODE=1
monitoring=deploy/monitoring

scratch=${MONITORING_TEST_FOLDER:-$(scratch_folder monitoring-test)}
if [ -e "$scratch" ] && [ ! -e "$scratch/.monitoring-test" ]; then echo "error: $scratch is not ours" >&2; exit 1; fi
rm -rf "$scratch"
mkdir -p "$scratch/programs"
touch "$scratch/.monitoring-test"
# Stripped: the gate and the engine hash the engine.
install -m 0755 "$programs/readiness" "$programs/trading-engine" "$programs/kraken-simulator" "$scratch/programs/"
strip "$scratch"/programs/* 2>/dev/null || true
programs=$scratch/programs

started=()
end() { local process; for process in "${started[@]}"; do kill -TERM "$process" 2>/dev/null || true; done; }
trap end EXIT

failed=0
passed=0
hold() {
  if "${@:2}" >"$scratch/output.txt" 2>&1; then passed=$((passed + 1)); return; fi
  printf 'error: %s\n' "$1" >&2
  cat "$scratch/output.txt" >&2
  failed=1
}
# awaits WHAT FILE: what the first line with WHAT in it says behind that.
awaits() {
  local tries=0
  until grep -q -s -e "$1" "$2"; do
    tries=$((tries + 1))
    if [ $tries -gt 200 ]; then printf 'error: %s does not say %s\n' "$2" "$1" >&2; cat "$2" >&2; exit 1; fi
    sleep 0.1
  done
  sed -n "s#.*$1\([^ ;]*\).*#\1#p" "$2" | head -n 1
}

# 1. a gate that a waiver opens, and an engine with a Grant from it: together they expose all there is

"$programs/kraken-simulator" --port 0 >"$scratch/simulator.txt" 2>&1 &
started+=($!)
origin=$(awaits 'listening on ' "$scratch/simulator.txt")
install -d -m 0700 "$scratch/state"
(umask 077; printf 'key=TESTKEY\nsecret=%s\n' "$(python3 -c 'import base64; print(base64.b64encode(bytes(range(64))).decode())')" \
  >"$scratch/credentials")
cat >"$scratch/engine.yaml" <<YAML
engine: v1
environment: simulator
venue: { adapter: kraken-futures, origin: "$origin", credentials: { file: credentials } }
symbols: [PF_XBTUSD]
margin-mode: cross
state:
  kill-switch-state-path: $scratch/state/kill.json
  instrument-specs-cache-path: $scratch/state/specs.json
limits:
  max-order-notional-usd: "500"
  max-position-notional-usd: "1500"
  max-daily-loss-usd: "50"
  max-orders-per-minute: 10
gate:
  keyring: $scratch/keys/keyring.yaml
  state: $scratch/store
  waivers: { maximum: 1, max-lifetime: 7d }
  live: { report: $scratch/report.json }
alerts: { command: /bin/true, heartbeat: { url: "$origin/alive" } }
health: { port: 0 }
YAML
cat >"$scratch/policy.yaml" <<YAML
policy: v1
name: monitoring
environment: simulator
scope: live
description: One blocker, which fails and is waived.
report: { valid-for: 12h, deadline: 60s }
subjects: { engine: $programs/trading-engine, configuration: $scratch/engine.yaml }
waivers: { maximum: 1, max-lifetime: 7d }
blockers:
  - id: legacy-state-file
    title: The state file of the earlier version is gone
    risk: low
    check: legacy-file-absence
    timeout: 20s
    remediation: "Delete it"
    with: { root: $scratch, files: [.kill_switch_state] }
YAML
touch "$scratch/.kill_switch_state"
"$programs/readiness" keys generate --name gate --role gate --environment simulator --out "$scratch/keys" >/dev/null
"$programs/readiness" keys generate --name alice --role approver --environment simulator --out "$scratch/keys" >/dev/null
"$programs/readiness" waive --policy "$scratch/policy.yaml" --blocker legacy-state-file --reason 'this is a test' \
  --until "$(date --utc --date='+2 days' +%Y-%m-%dT%H:%M:%SZ)" --key "$scratch/keys/alice.pem" \
  --keyring "$scratch/keys/keyring.yaml" --out "$scratch/waiver.json" >/dev/null
hold 'a waiver opens the gate' "$programs/readiness" check "$scratch/policy.yaml" --key "$scratch/keys/gate.pem" \
  --state "$scratch/store" --report "$scratch/report.json" --waiver "$scratch/waiver.json" \
  --output prometheus="$scratch/gate.prom"
hold 'node_exporter can read what the gate writes' test "$(stat -c %a "$scratch/gate.prom")" = 644
"$programs/trading-engine" run --config "$scratch/engine.yaml" >"$scratch/engine.txt" 2>&1 &
started+=($!)
health=$(awaits 'health http://' "$scratch/engine.txt")
# With a position, so that all that is said of one is exposed.
last=$(curl --silent --fail --max-time 10 "$origin/derivatives/api/v3/tickers/PF_XBTUSD" | sed -n 's/.*"last":\([0-9.]*\).*/\1/p')
awk -v last="$last" 'BEGIN { printf "{\"enter\":{\"id\":\"m1\",\"symbol\":\"PF_XBTUSD\",\"side\":\"long\",\"size\":\"0.004\",\"entry\":\"market\",\"stop-loss\":\"%d\"}}\n", last * 0.985 }' |
  "$programs/trading-engine" intent --config "$scratch/engine.yaml" --wait 3 >"$scratch/answers.txt"
hold 'a position is protected' grep -q '"answer":"protected"' "$scratch/answers.txt"
hold 'the engine exposes metrics' curl --silent --fail --max-time 10 --output "$scratch/engine.prom" \
  "http://${health%/healthz}/metrics"
hold 'the status is well, and says so first' sh -c "'$programs/trading-engine' status --config '$scratch/engine.yaml' | head -n 1 | grep '^ALL IS WELL'"

# What stands in for an engine that was killed shows itself at the same place.
kill -KILL "${started[-1]}"
wait "${started[-1]}" 2>/dev/null || true
"$programs/trading-engine" protect --config "$scratch/engine.yaml" >"$scratch/protect.txt" 2>&1 &
started+=($!)
# shellcheck disable=SC2317   # hold calls it
protecting() {
  local tries=0
  until [ "$("$programs/trading-engine" status --json --config "$scratch/engine.yaml" | grep -c '"mode":"protect".*"allCovered":true')" = 1 ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then return 1; fi
    sleep 0.1
  done
  address=$("$programs/trading-engine" status --json --config "$scratch/engine.yaml" | sed -n 's/.*"healthAddress":"\([^"]*\)".*/\1/p')
  curl --silent --fail --max-time 10 --output "$scratch/protect.prom" "http://$address/metrics"
}
hold 'protection shows itself while the engine is down' protecting

# 2. what alerts and dashboard ask for

# shellcheck disable=SC2317   # hold calls it
names() {
  python3 Tests/Deploy/monitoring_names.py --programs "$programs" --exposed "$scratch/gate.prom" \
    --exposed "$scratch/engine.prom" --exposed "$scratch/protect.prom" --rules-of-dashboard "$scratch/dashboard-rules.json"
}
hold 'alerts and dashboard ask for what is exposed, and say what can be typed' names

# 3. what promtool says

promtool=$(command -v promtool || echo .build/test-tools/promtool)
if [ -x "$promtool" ]; then
  hold 'the alerts are rules' "$promtool" check rules $monitoring/alerts.yml
  hold 'the alerts fire and are quiet when they should' "$promtool" test rules $monitoring/alerts-test.yml
  [ ! -e "$scratch/dashboard-rules.json" ] ||
    hold "the dashboard's expressions are expressions" "$promtool" check rules "$scratch/dashboard-rules.json"
else
  echo 'there is no promtool: whether the alerts fire is not tested (deploy/install-packages.sh --monitoring)'
fi

# 4. the drop-in is the unit's own command, and one option more

command_of() { sed -n '/^ExecStart=./,/[^\\]$/p' "$1" | sed -e 's/\\$//' | tr -s ' \n' ' '; }
unit=$(command_of deploy/systemd/readiness-gate.service)
dropin=$(command_of $monitoring/readiness-gate.service.d/textfile.conf)
hold "the drop-in's command is the unit's, with metrics besides" \
  test "$dropin" = "${unit% } --output prometheus=/var/lib/prometheus/node-exporter/readiness-live.prom "

if command -v shellcheck >/dev/null; then
  hold 'shellcheck' shellcheck -x Tests/Deploy/test-monitoring.sh deploy/install-packages.sh deploy/test.sh
fi
end
wait
trap - EXIT
[ $failed -ne 0 ] || rm -rf "$scratch"
printf 'monitoring: %d expectations hold\n' "$passed"
exit $failed
