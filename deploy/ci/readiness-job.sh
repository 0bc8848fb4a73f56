#!/usr/bin/env bash
# The readiness job of CI: certifies a build's orders with the simulated venue, runs the gate with policies/ci.yaml, and leaves
# the report and its renderings in a folder, also when it says BLOCKED. The exit status is the gate's.
#
# usage: deploy/ci/readiness-job.sh --programs DIR [--artifacts DIR] [--scratch DIR]
#   --programs DIR    readiness, trading-engine and kraken-simulator, as they will be released
#   --artifacts DIR   report.json, junit.xml, readiness.sarif, summary.md, readiness.html, tap, logs (default: readiness)
#   --scratch DIR     where the server is laid out in small (default: below .build, or where state may live)
#
# From the secret store, as variables: READINESS_GATE_KEY and READINESS_CERTIFIER_KEY, private keys (PEM, or base64 of it) of
# the roles gate and certifier for the environment simulator and no other; READINESS_KEYRING names the file with their public
# halves. Without them keys are made for this run alone: whoever runs the job sees what it says, and nobody promotes by it.
set -euo pipefail
umask 077
folder=$(cd "$(dirname "$0")/../.." && pwd)

fail() { printf 'error: %s\n' "$1" >&2; if [ -n "${2:-}" ]; then printf '  hint: %s\n' "$2" >&2; fi; exit 64; }
programs='' artifacts=readiness scratch=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) sed -n '2,15p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    --programs | --artifacts | --scratch)
      [ $# -ge 2 ] || fail "$1 needs a folder"
      case $1 in --programs) programs=$2 ;; --artifacts) artifacts=$2 ;; *) scratch=$2 ;; esac
      shift 2 ;;
    *) fail "'$1' is not an option" "deploy/ci/readiness-job.sh --help" ;;
  esac
done
[ -n "$programs" ] || fail "--programs is missing" "--programs .build/release"
programs=$(realpath -e "$programs") || fail "there is no folder of programs" "build first: swift build -c release"
for program in readiness trading-engine kraken-simulator; do
  [ -x "$programs/$program" ] || fail "'$programs/$program' is not there" "build first: swift build -c release"
done
mkdir -p "$artifacts"
artifacts=$(realpath "$artifacts")
# A keyring alone is no secret: on branches that are not protected the secret store gives no keys.
given=0
if [ -n "${READINESS_GATE_KEY:-}" ]; then given=$((given + 1)); fi
if [ -n "${READINESS_CERTIFIER_KEY:-}" ]; then given=$((given + 1)); fi
[ $given -ne 1 ] || fail "READINESS_GATE_KEY and READINESS_CERTIFIER_KEY come together" "set both, or none to try it"
if [ $given -eq 2 ] && [ ! -r "${READINESS_KEYRING:-}" ]; then
  fail "READINESS_KEYRING names no file with the keys' public halves" "commit the keyring as deploy/ci/keyring.yaml"
fi
# As PEM, or as base64 of it, where the secret store masks no more than one line.
pem() { case $1 in -----BEGIN*) printf '%s\n' "$1" ;; *) printf '%s' "$1" | base64 -d ;; esac; }

cd "$folder"
# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh
service_user=$(scratch_user)
scratch=${scratch:-$(scratch_folder readiness-job)}
may_hold_state "$scratch" || fail "'$scratch' is no place for state" "name another with --scratch DIR"
if [ -e "$scratch" ] && [ ! -e "$scratch/.readiness-job" ]; then
  fail "$scratch exists, and no job made it" "name another with --scratch DIR"
fi
rm -rf "$scratch"

venue_process=''
finish() {
  if [ -n "$venue_process" ]; then kill "$venue_process" 2>/dev/null || true; fi
  rm -rf "$keys"
}
home=$scratch/opt/trading-engine etc=$scratch/etc/trading-engine state=$scratch/var/lib/trading-engine
store=$scratch/var/lib/readiness-gate keys=$scratch/etc/keys
trap finish EXIT
(umask 022; mkdir -p "$home/releases/ci/bin" "$etc/policies" "$etc/approvals" "$store" "$scratch/home")
touch "$scratch/.readiness-job"
# The programs as they are: a stripped copy would be another file than the one that is released.
install -m 0755 "$programs/readiness" "$programs/trading-engine" "$home/releases/ci/bin/"
install -m 0755 "$programs/kraken-simulator" "$scratch/"
ln -s releases/ci "$home/current"
PATH=$home/current/bin:$PATH
install -d -m 0711 "$keys"
install -d -m 0700 "$state" "$state/certification"

if [ $given -eq 2 ]; then
  pem "$READINESS_GATE_KEY" >"$keys/gate.pem"
  pem "$READINESS_CERTIFIER_KEY" >"$keys/certifier.pem"
  install -m 0644 "$READINESS_KEYRING" "$etc/keyring.yaml"
else
  echo "note: no keys were given, so keys are made for this run alone and the report promotes nothing"
  readiness keys generate --name gate --role gate --environment simulator --out "$keys" >/dev/null
  readiness keys generate --name certifier --role certifier --environment simulator --out "$keys" >/dev/null
  install -m 0644 "$keys/keyring.yaml" "$etc/keyring.yaml"
fi
unset READINESS_GATE_KEY READINESS_CERTIFIER_KEY
install -m 0644 "$etc/keyring.yaml" "$artifacts/keyring.yaml"

allow=$(fleeting_file_system "$scratch")
for policy in ci certification; do
  render "policies/$policy.yaml" "$scratch" "$service_user" "$allow" >"$etc/policies/$policy.yaml"
done
sed -i -e 's/^name: certification$/name: certification-simulator/' -e 's/^environment: live .*/environment: simulator/' \
  -e '/^  - id: venue-api-lifecycle$/,$d' "$etc/policies/certification.yaml"
chmod 0644 "$etc"/policies/*

# A configuration for the simulated venue; certification has a Grant of its own.
configure() {
  cat >"$etc/engine.yaml" <<YAML
engine: v1
environment: simulator
venue:
  adapter: kraken-futures
  origin: $1
  credentials: { file: $keys/venue }
symbols: [PF_XBTUSD]
margin-mode: isolated
state:
  kill-switch-state-path: $state/kill_switch_state.json
  instrument-specs-cache-path: $state/instrument_specs_cache.json
limits:
  max-order-notional-usd: "500"
  max-position-notional-usd: "1500"
  max-daily-loss-usd: "50"
  max-orders-per-minute: 10
gate:
  required: true
  keyring: $etc/keyring.yaml
  state: $store
  approvals: $etc/approvals
  live:
    report: $store/ci.json
    policy-sha256: $(readiness policy show --resolved --digest "$etc/policies/ci.yaml")
  certification:
    report: $store/certification.json
    policy-sha256: $(readiness policy show --resolved --digest "$etc/policies/certification.yaml")
health:
  port: 0
YAML
  chmod 0644 "$etc/engine.yaml"
}

# The simulated venue's own key, which opens nothing else: the bytes 0 to 63.
secret=$(for byte in $(seq 0 63); do printf "\\$(printf %03o "$byte")"; done | base64 -w 0)
printf 'key=TESTKEY\nsecret=%s\n' "$secret" >"$keys/venue"
chmod 0400 "$keys/venue" "$keys/certifier.pem"
if [ "$(id -u)" -eq 0 ]; then
  chown -R "$service_user:" "$state" "$scratch/home"
  chown "$service_user:" "$keys/venue" "$keys/certifier.pem"
fi

# What does not get as far leaves no evidence, and the gate says so: nothing here decides.
certify() {
  (cd "$scratch" && become_service ./kraken-simulator --port 0) >"$scratch/venue.out" 2>"$artifacts/simulator.log" &
  venue_process=$!
  local tries=0
  until grep -q '^listening on http' "$scratch/venue.out" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$venue_process" 2>/dev/null; then
      echo "error: the simulated venue did not start; see simulator.log" >&2
      configure http://127.0.0.1:9
      return 1
    fi
    sleep 0.1
  done
  configure "$(sed -n 's/^listening on //p' "$scratch/venue.out")"
  readiness check "$etc/policies/certification.yaml" --key "$keys/gate.pem" --keyring "$etc/keyring.yaml" \
    --state "$store" --report "$store/certification.json" || return 1
  (become_service trading-engine certify --config "$etc/engine.yaml" --symbols PF_XBTUSD \
    --out "$state/certification" --key "$keys/certifier.pem")
}
certify >"$artifacts/certification.log" 2>&1 || echo "note: the orders were not certified; see certification.log"

status=0
readiness check "$etc/policies/ci.yaml" --key "$keys/gate.pem" --keyring "$etc/keyring.yaml" --state "$store" \
  --report "$store/ci.json" --output "junit=$artifacts/junit.xml" --output "sarif=$artifacts/readiness.sarif" \
  --output "markdown=$artifacts/summary.md" --output "html=$artifacts/readiness.html" \
  --output "tap=$artifacts/readiness.tap" || status=$?
if [ -e "$store/ci.json" ]; then install -m 0644 "$store/ci.json" "$artifacts/report.json"; fi
chmod -R a+rX "$artifacts"
exit $status
