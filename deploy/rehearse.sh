#!/usr/bin/env bash
# A go-live from beginning to end on this machine, in a scratch folder: a Python trading system with the faults of its
# "Production blockers" page, the gate that finds them, what mends them, and an engine that refuses live, certifies its
# protective orders with a simulated venue, starts with that venue, and trades the bundled strategy there. Nothing leaves
# this machine, and nothing is left running.
#
# usage: deploy/rehearse.sh [--scratch DIR] [--programs DIR]
#   --scratch DIR    where everything is made; removed first (default: .build/rehearsal, or where state may live)
#   --programs DIR   take readiness, trading-engine and kraken-simulator from there and do not build
#
# exit status: 0 everything ended as it should, 1 it did not, 64 usage
set -euo pipefail
umask 022

misuse() { printf 'error: %s\n  hint: deploy/rehearse.sh --help\n' "$1" >&2; exit 64; }
scratch='' programs=''
while [ $# -gt 0 ]; do
  case $1 in
    --scratch | --programs) [ -n "${2:-}" ] || misuse "$1 needs a folder" ;;&
    --scratch) scratch=$(realpath -m "$2"); shift 2 ;;
    --programs) programs=$(realpath -m "$2"); shift 2 ;;
    --help | -h) sed -n '2,11p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    *) misuse "unknown argument '$1'" ;;
  esac
done
cd "$(dirname "$0")/.."

# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi
number=0
step() { number=$((number + 1)); printf '\n%s== %d. %s%s\n' "$bold" "$number" "$1" "$plain"; }
# Prose, wrapped; line breaks in it mean nothing.
say() { printf '%s' "$*" | tr -s '\n ' ' ' | fold -s -w 100 | sed 's/ *$//'; echo; }
fail() {
  printf '\nerror: the rehearsal stopped: %s\n' "$1" >&2
  if [ -n "${2:-}" ]; then printf '  hint: %s\n' "$2" >&2; fi
  exit 1
}

# The engine never runs as root. Whoever rehearses as root sees two users, as on a server; anybody else is both.
service_user=$(scratch_user)
if [ "$(id -u)" -eq 0 ]; then operator_prompt='#'; else operator_prompt="$service_user\$"; fi
scratch=$(realpath -m "${scratch:-$(scratch_folder rehearsal)}")
may_hold_state "$scratch" || fail "state may not live below $scratch" \
  "take a folder outside /tmp, without blanks in its path, that only you and root can write: --scratch DIR"

# Prints a command as one would type it.
typed() {
  local line=$1 word
  shift
  for word in "$@"; do
    case $word in
      '&' | '|') ;;
      *[!A-Za-z0-9_./:=,+@%-]*) word=${word@Q} ;;
    esac
    line+=" $word"
  done
  printf '\n%s%s%s\n' "$bold" "$line" "$plain"
}
# run|serve STATUS COMMAND...: shows the command, runs it as the operator or the engine's user, and insists on its end.
run() {
  local expected=$1 status=0
  shift
  typed "$operator_prompt" "$@"
  "$@" || status=$?
  insist "$expected" "$status" "$1"
}
serve() {
  local expected=$1 status=0
  shift
  typed "$service_user\$" "$@"
  (become_service "$@") || status=$?
  insist "$expected" "$status" "$1"
}
insist() {
  [ "$1" = "$2" ] || fail "'$(basename "$3")' ended with status $2, and $1 was expected"
  if [ "$1" != 0 ]; then printf '%s(exit status %s, as it should be)%s\n' "$dim" "$2" "$plain"; fi
}

# shown PATTERN...: every one is in what the last `… | tee $shown` printed; an end with the right status is not enough.
shown() {
  local pattern
  for pattern in "$@"; do
    grep -q -e "$pattern" "$shown" || fail "the answer above does not say '$pattern'"
  done
}

# What runs beside this script, ended with it.
engine_process='' venue_process='' front_process=''
end_process() {
  [ -n "$1" ] || return 0
  kill -TERM "$1" 2>/dev/null || true
  local tries=0
  while kill -0 "$1" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$1" 2>/dev/null || true
}
end_all() { end_process "$engine_process"; end_process "$front_process"; end_process "$venue_process"; }
trap end_all EXIT

# awaits FILE PATTERN PROCESS WHAT: until a line is there, or its process has ended.
awaits() {
  local tries=0
  until grep -q -e "$2" "$1" 2>/dev/null; do
    kill -0 "$3" 2>/dev/null || { cat "$1" >&2; fail "$4 did not start"; }
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { cat "$1" >&2; fail "$4 was not up after 30 seconds"; }
    sleep 0.1
  done
}

# Shows a certificate to whoever connects, and hands on what it hears to a port without TLS.
# usage: CERTIFICATE KEY PORT
tls_front='
import select, socket, ssl, sys, threading
certificate, key, port = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
def serve(plain):
    try:
        peer = context.wrap_socket(plain, server_side=True)
        venue = socket.create_connection(("127.0.0.1", int(port)))
        while True:
            ready = [peer] if peer.pending() else select.select([peer, venue], [], [])[0]
            for source, target in ((peer, venue), (venue, peer)):
                if source in ready:
                    data = source.recv(65536)
                    if not data:
                        return
                    target.sendall(data)
    except OSError:
        pass
listener = socket.create_server(("127.0.0.1", 0))
print("https://127.0.0.1:%d" % listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
'

step "Packages and programs"
deploy/install-packages.sh
if [ -z "$programs" ]; then
  command -v swift >/dev/null || fail "there is no 'swift' on the PATH" \
    "install a toolchain, 6.3 or later, from https://www.swift.org/install/linux/ and add its usr/bin to PATH"
  say "Building readiness, trading-engine and kraken-simulator for release; the first time takes some minutes."
  for product in readiness trading-engine kraken-simulator; do
    run 0 swift build -c release --static-swift-stdlib --disable-local-rpath --product "$product"
  done
  programs=.build/release
fi
for program in readiness trading-engine kraken-simulator; do
  [ -x "$programs/$program" ] || fail "$programs/$program is not there, or not a program" \
    "name the folder that holds readiness, trading-engine and kraken-simulator, or leave --programs out: they are built then"
done
# A shell's leftovers must not decide anything: the gate refuses the first ones for live.
unset LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES
unset KILL_SWITCH_STATE_PATH INSTRUMENT_SPECS_CACHE_PATH NOTIFY_SOCKET CREDENTIALS_DIRECTORY

policies=$PWD/policies

step "A server in miniature"
# Only what an earlier rehearsal made is removed.
if [ -e "$scratch" ] && [ ! -e "$scratch/.rehearsal" ] && [ -n "$(ls -A "$scratch")" ]; then
  fail "$scratch exists, and no rehearsal made it" "name another folder with --scratch DIR"
fi
rm -rf "$scratch"
engine_home=$scratch/opt/trading-engine
engine_etc=$scratch/etc/trading-engine
engine_state=$scratch/var/lib/trading-engine
gate_store=$scratch/var/lib/readiness-gate
keys=$scratch/etc/keys
system=$scratch/opt/trading-system
system_state=$scratch/var/lib/trading-system
# As commands name them, from the scratch folder.
etc=etc/trading-engine store=var/lib/readiness-gate
mkdir -p "$engine_home/releases/rehearsal/bin" "$engine_etc/approvals" "$gate_store" "$system" "$scratch/home"
touch "$scratch/.rehearsal"
shown=$scratch/shown.txt
install -m 0755 "$programs/readiness" "$programs/trading-engine" "$engine_home/releases/rehearsal/bin/"
install -m 0755 "$programs/kraken-simulator" "$scratch/"
strip "$scratch/kraken-simulator" "$engine_home"/releases/rehearsal/bin/* 2>/dev/null || true
ln -s releases/rehearsal "$engine_home/current"
PATH=$engine_home/current/bin:$PATH
install -d -m 0700 "$engine_state" "$keys"
if [ "$(id -u)" -eq 0 ]; then chown "$service_user:" "$engine_state" "$system" "$scratch/home"; fi

cd "$scratch"
say "Everything is in a scratch folder, laid out as on a server. To type along:"
printf '  cd %s\n  PATH=$PWD/opt/trading-engine/current/bin:$PATH\n\n' "$scratch"
if [ "$(id -u)" -eq 0 ]; then
  say "Commands behind '#' are root's, who runs the gate and holds its keys; commands behind '$service_user\$' are the
engine's user's, who may write its state and nothing else."
else
  say "You are not root, so '$service_user' is the gate's user and the engine's at once. On a server these are two."
fi

# The gate refuses file systems that lose state with a reboot, which is all that many containers have.
allow=$(fleeting_file_system "$scratch")
if [ -n "$allow" ]; then
  echo
  say "NOTE: this folder is on '$allow', which loses what is written to it when the container goes. The gate refuses
that; so that the rehearsal can go on, its copies of the policies say 'allow-file-systems: [$allow]'. Never say so
where money is traded."
fi
mkdir "$engine_etc/policies"
for policy in live simulator certification python-trading-system; do
  render "$policies/$policy.yaml" "$scratch" "$service_user" "$allow" >"$engine_etc/policies/$policy.yaml"
done
# What certification asks for, with a simulated venue, whose interface does not end.
sed -i -e 's/^name: certification$/name: certification-simulator/' -e 's/^environment: live .*/environment: simulator/' \
  -e '/^  - id: venue-api-lifecycle$/,$d' "$engine_etc/policies/certification.yaml"

step "Keys, and policies without mistakes"
say "A report counts because of who signed it. Live and simulator have keys of their own, and evidence about orders is
signed by a certifier; the public halves are in the keyring, which says what each may sign."
run 0 readiness keys generate --name gate-live --role gate --environment live --out etc/keys
run 0 readiness keys generate --name gate-simulator --role gate --environment simulator --out etc/keys
run 0 readiness keys generate --name certifier-simulator --role certifier --environment simulator --out etc/keys
install -m 0644 "$keys/keyring.yaml" "$engine_etc/keyring.yaml"
echo
say "The policies are the shipped ones with the scratch folder in their paths:"
run 0 readiness policy lint $etc/policies/*.yaml

step "A Python trading system, with the faults of its page"
pip_works=yes
if ! /usr/bin/python3 -m venv "$system/venv"; then
  fail "a virtual environment could not be made" "apt-get install python3-venv"
fi
pip=opt/trading-system/venv/bin/pip
export PIP_QUIET=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
if ! "$pip" --retries 1 download --no-deps --dest "$scratch/pip-probe" 'structlog>=23.0.0' 2>"$scratch/pip.log"; then
  pip_works=no
  tail -n 1 "$scratch/pip.log"
  say "PyPI is out of reach, so there is no Python system to look at. This part is left out; the engine's part goes on."
fi

# The seed's system in small: what its page names, and nothing that runs.
make_system() {
  mkdir -p src/data src/ops scripts data
  printf 'ccxt>=4.0.0\nstructlog>=23.0.0\n' >requirements.txt
  printf 'venv/\n.env.local\n__pycache__/\n' >.gitignore
  cat >src/data/kraken_client.py <<'PYTHON'
"""Orders at Kraken Futures, through ccxt."""

ORDER_TYPES = {"stop_loss": "stp", "take_profit": "take_profit"}


def place_futures_order(exchange, symbol, side, amount, order_type, price=None, stop_price=None):
    params = {"reduceOnly": True}
    if stop_price is not None:
        params["stopPrice"] = stop_price
    return exchange.create_order(symbol, ORDER_TYPES[order_type], side, amount, price, params)
PYTHON
  cat >src/ops/status.py <<'PYTHON'
"""Prints whether the kill switch is on."""

from pathlib import Path

print(Path(".kill_switch_state").read_text())
PYTHON
  printf '#!/bin/sh\ngit pull && venv/bin/pip install -r requirements.txt\n' >scripts/deploy.sh
  printf '{"active": false}\n' >.kill_switch_state
  # The page's own slip: it exports KILL_Switch_STATE_PATH, which no program reads.
  printf 'KILL_Switch_STATE_PATH=%s/kill_switch_state.json\nINSTRUMENT_SPECS_CACHE_PATH=%s/instrument_specs_cache.json\n' \
    "$1" "$1" >.env.local
  git init -q .
  git add .
  git -c user.name=ops -c user.email=ops@example.org commit -q -m 'Trade'
  # A repository that is read-only under a hardened unit.
  chmod 0555 data
}
check_system() {
  run "$1" readiness check $etc/policies/python-trading-system.yaml --key etc/keys/gate-live.pem \
    --keyring $etc/keyring.yaml --state $store --report $store/python-trading-system.json | tee "$shown"
}

if [ $pip_works = yes ]; then
  export -f make_system
  (cd "$system" && become_service bash -c 'set -eu; make_system "$1"' make_system "$system_state") ||
    fail "the Python system could not be made"
  say "It has a git repository, a virtual environment, and these faults: structlog was never installed, somebody removed
certifi, which ccxt needs; the state folder does not exist and its variable is misspelt; and an old .kill_switch_state
lies in the repository."
  run 0 $pip install 'ccxt>=4.0.0'
  run 0 $pip uninstall --yes certifi

  step "The gate is asked: BLOCKED"
  say "The page had ticked the first three. The gate looks:"
  check_system 1
  shown '^BLOCKED' 'FAIL *runtime-dependencies' 'FAIL *state-paths' 'FAIL *legacy-state-file' 'FAIL *sl-tp-certification'

  step "Mend what can be mended, and ask again"
  run 0 $pip install -r opt/trading-system/requirements.txt
  serve 0 sed -i 's/^KILL_Switch_STATE_PATH=/KILL_SWITCH_STATE_PATH=/' opt/trading-system/.env.local
  run 0 install -d -o "$service_user" -m 0700 var/lib/trading-system
  serve 0 git -C opt/trading-system rm --quiet --cached .kill_switch_state
  serve 0 rm opt/trading-system/.kill_switch_state
  serve 0 sed -i -e '$a .kill_switch_state' -e '$a data/kill_switch_state.json' \
    -e '$a data/instrument_specs_cache.json' opt/trading-system/.gitignore
  serve 0 sed -i 's|\.kill_switch_state|data/kill_switch_state.json|' opt/trading-system/src/ops/status.py
  check_system 1
  shown '^BLOCKED' 'PASS *runtime-dependencies' 'PASS *state-paths' 'PASS *legacy-state-file' 'FAIL *sl-tp-certification'
  echo; say "One blocker is left, the critical one: nobody has proved what this system's stop-loss and take-profit orders do at the
venue. No command mends that, and it cannot be waived. The page ends here, and so does the gate: BLOCKED."
fi

step "The engine refuses to trade live"
# write_configuration FILE ENVIRONMENT VENUE
write_configuration() {
  local certification=''
  if [ "$2" = simulator ]; then
    certification="
  certification:
    report: $gate_store/certification.json
    policy-sha256: $(readiness policy show --resolved --digest "$engine_etc/policies/certification.yaml")"
  fi
  cat >"$1" <<YAML
engine: v1
environment: $2
venue:
  adapter: kraken-futures
$3
symbols: [PF_XBTUSD]
margin-mode: isolated
state:
  kill-switch-state-path: $engine_state/kill_switch_state.json
  instrument-specs-cache-path: $engine_state/instrument_specs_cache.json
limits:
  max-order-notional-usd: "500"
  max-position-notional-usd: "1500"
  max-daily-loss-usd: "50"
  max-orders-per-minute: 10
gate:
  required: true
  keyring: $engine_etc/keyring.yaml
  state: $gate_store
  approvals: $engine_etc/approvals
  live:
    report: $gate_store/$2.json
    policy-sha256: $(readiness policy show --resolved --digest "$engine_etc/policies/$2.yaml")$certification
health:
  port: 0
YAML
}
live_configuration() {
  write_configuration "$engine_etc/engine.yaml" live "  origin: https://futures.kraken.com
  credentials: { file: $keys/no-venue-keys }
  account: 00000000-0000-0000-0000-000000000000"
}
live_configuration
say "The shipped policy for live, about this engine and a configuration for live:"
run 1 readiness check $etc/policies/live.yaml --key etc/keys/gate-live.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/live.json | tee "$shown"
shown '^BLOCKED' 'PASS *runtime-dependencies' 'PASS *state-paths' 'PASS *legacy-state-file' 'FAIL *sl-tp-certification'
echo
say "The gate's word is a file. What keeps the engine from trading is the engine, which verifies it:"
serve 78 trading-engine run --config $etc/engine.yaml 2>&1 | tee "$shown"
if [ "$(id -u)" -eq 0 ]; then
  shown '\[report.blocked\]'
else
  shown '\[trust.writable-by-engine\]'
  echo; say "It did not even get as far as the report: you own its binary and its configuration, so it could have changed them.
As root this rehearsal has two users, and the refusal is 'report.blocked'."
fi

step "A simulated venue, and what certification would cost there"
say "Protective orders are proved by placing them and letting them fire. kraken-simulator speaks Kraken's protocol on this
machine; its prices move, and its account has 100,000 USD that nobody can lose."
typed "$service_user\$" ./kraken-simulator --port 0 '&'
(become_service ./kraken-simulator --port 0) >"$scratch/venue.out" 2>"$scratch/venue.log" &
venue_process=$!
awaits "$scratch/venue.out" '^listening on http' "$venue_process" 'the simulated venue'
cat "$scratch/venue.out"
venue=$(sed -n 's/^listening on //p' "$scratch/venue.out")
printf 'key=TESTKEY\nsecret=%s\n' "$(python3 -c 'import base64; print(base64.b64encode(bytes(range(64))).decode())')" \
  >"$keys/venue-simulator"
chmod 0400 "$keys/venue-simulator" "$keys/certifier-simulator.pem"
install -d -m 0700 "$engine_state/certification"
if [ "$(id -u)" -eq 0 ]; then
  chmod 0711 "$keys"
  chown "$service_user:" "$engine_state/certification" "$keys/venue-simulator" "$keys/certifier-simulator.pem"
fi
simulator_configuration() {
  write_configuration "$engine_etc/engine.yaml" simulator "  credentials: { file: $keys/venue-simulator }
  origin: $1${2:+
  ca-bundle: $2}"
}
simulator_configuration "$venue"
serve 0 trading-engine certify --config $etc/engine.yaml --symbols PF_XBTUSD --plan

step "Certification, case by case, under a Grant of its own"
evidence=var/lib/trading-engine/certification
say "Certifying sends orders, so it is asked for as well: the first three blockers, small limits, and half an hour."
serve 78 trading-engine certify --config $etc/engine.yaml --symbols PF_XBTUSD --out $evidence \
  --key etc/keys/certifier-simulator.pem
run 0 readiness check $etc/policies/certification.yaml --key etc/keys/gate-simulator.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/certification.json
serve 0 trading-engine certify --config $etc/engine.yaml --symbols PF_XBTUSD --out $evidence \
  --key etc/keys/certifier-simulator.pem 2>&1 | tee "$shown"
shown 'TC-SL-LONG-LAST *pass' 'TC-SL-SHORT-LAST *pass' 'TC-TP-LONG-LAST *pass' 'TC-TP-SHORT-LAST *pass'
transcript=$(sed -n 's/^transcript //p' "$shown")
transcript=${transcript#"$scratch/"}
echo
say "Nobody has to believe that. The transcript holds every request and every answer, and anybody can judge it again:"
serve 0 trading-engine certify --judge "$transcript" | tee "$shown"
shown 'TC-SL-LONG-LAST *pass' 'TC-SL-SHORT-LAST *pass' 'TC-TP-LONG-LAST *pass' 'TC-TP-SHORT-LAST *pass'

step "READY for the simulator"
say "Another environment, another policy, another key; a Grant is required all the same (gate.required: true)."
run 0 readiness check $etc/policies/simulator.yaml --key etc/keys/gate-simulator.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/simulator.json | tee "$shown"
shown '^READY' 'PASS *sl-tp-certification'

step "The engine starts with the simulated venue, under a Grant"
say "Would it start? And then it does:"
serve 0 trading-engine admit --config $etc/engine.yaml
typed "$service_user\$" trading-engine run --config $etc/engine.yaml '&'
log=$scratch/engine.log
(become_service trading-engine run --config $etc/engine.yaml) >"$log" 2>&1 &
engine_process=$!
awaits "$log" '^running in environment simulator' "$engine_process" 'the engine'
cat "$log"
health=$(sed -n 's|.*health \(http://127\.0\.0\.1:[0-9]*\)/healthz.*|\1|p' "$log")
[ -n "$health" ] || fail "the engine did not say where its health endpoint is"
export no_proxy=127.0.0.1
run 0 curl --fail --silent --show-error --max-time 10 "$health/healthz"
echo
typed "$operator_prompt" curl --fail --silent --show-error "$health/metrics" '|' grep -v '^#'
curl --fail --silent --show-error --max-time 10 "$health/metrics" | grep -v '^#' ||
  fail "the engine's metrics could not be fetched"
serve 0 trading-engine status --config $etc/engine.yaml

step "An intent becomes a position with a stop"
say "A strategy only proposes: one JSON object a line on the engine's socket. Risk review, limits, stop and take-profit are
the engine's, and 'protected' is said when the venue shows the stop."
last=$(curl --fail --silent --show-error --max-time 10 "$venue/derivatives/api/v3/tickers/PF_XBTUSD" |
  sed -n 's/.*"last":\([0-9.]*\).*/\1/p')
[ -n "$last" ] || fail "the simulated venue does not say its last price"
intent=$(awk -v last="$last" 'BEGIN { printf "{\"enter\":{\"id\":\"rehearsal-1\",\"symbol\":\"PF_XBTUSD\",\"side\":\"long\",\"size\":\"0.004\",\"entry\":\"market\",\"stop-loss\":\"%d\",\"take-profit\":\"%d\"}}", last * 0.985, last * 1.03 }')
say "$intent"
serve 0 trading-engine intent --config $etc/engine.yaml --wait 5 <<<"$intent" | tee "$shown"
shown '"answer":"accepted"' '"answer":"entered"' '"answer":"protected"'

step "The engine is killed, and the position is not without its stop"
typed "$service_user\$" kill -KILL "$engine_process"
kill -KILL "$engine_process"
wait "$engine_process" 2>/dev/null || true
engine_process=''
say "The stop rests at the venue. What the service manager would start first looks, and says what it would do:"
serve 0 trading-engine reconcile --config $etc/engine.yaml | tee "$shown"
shown '0.004 ours, covered by a stop'
# What the engine before said is no sign of this one.
: >"$log"
typed "$service_user\$" trading-engine run --config $etc/engine.yaml '&'
(become_service trading-engine run --config $etc/engine.yaml) >"$log" 2>&1 &
engine_process=$!
awaits "$log" '^running in environment simulator' "$engine_process" 'the engine'
cat "$log"

step "Flat, whatever the engine thinks"
serve 0 trading-engine flatten --config $etc/engine.yaml --reason "the rehearsal ends" | tee "$shown"
shown 'acknowledged' '^flat, and nothing re-entered'
say "The switch stays tripped, over every restart, until a person types its id:"
serve 0 trading-engine kill-switch show --config $etc/engine.yaml | tee "$shown"
trip=$(sed -n 's/^trip id: //p' "$shown")
serve 0 trading-engine kill-switch reset --config $etc/engine.yaml --trip-id "$trip" --reason "rehearsed"

step "It stops when it is told to"
typed "$service_user\$" kill -TERM "$engine_process"
kill -TERM "$engine_process"
status=0
wait "$engine_process" || status=$?
engine_process=''
tail -n 1 "$log"
[ "$status" -eq 0 ] || fail "the engine ended with status $status after SIGTERM"
serve 1 trading-engine status --config $etc/engine.yaml

step "The report, verified"
run 0 readiness verify $store/simulator.json --keyring $etc/keyring.yaml --environment simulator \
  --engine opt/trading-engine/current/bin/trading-engine --configuration $etc/engine.yaml

step "The same evidence is nothing for live"
say "What a simulator does proves nothing about the venue. The shipped policy for live reads the same folder:"
live_configuration
run 1 readiness check $etc/policies/live.yaml --key etc/keys/gate-live.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/live.json | tee "$shown"
shown '^BLOCKED' 'FAIL *sl-tp-certification' 'simulator'

step "Nor is evidence from a venue behind an authority of one's own"
say "Whoever controls a certificate authority could stand between the engine and the venue, and answer in its name. The
engine may be told to trust such an authority, for a simulator behind TLS; what it then sees is a simulator's."
mkdir "$scratch/tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=In the middle' \
  -keyout "$scratch/tls/ca.key" -out "$scratch/tls/ca.pem" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$scratch/tls/venue.key" -out "$scratch/tls/venue.csr" 2>/dev/null
openssl x509 -req -in "$scratch/tls/venue.csr" -CA "$scratch/tls/ca.pem" -CAkey "$scratch/tls/ca.key" \
  -CAcreateserial -copy_extensions copy -days 2 -out "$scratch/tls/venue.pem" 2>/dev/null
python3 -c "$tls_front" "$scratch/tls/venue.pem" "$scratch/tls/venue.key" "${venue##*:}" >"$scratch/tls/front.out" &
front_process=$!
awaits "$scratch/tls/front.out" '^https' "$front_process" 'the TLS front'
front=$(cat "$scratch/tls/front.out")
simulator_configuration "$front"
serve 78 trading-engine certify --config $etc/engine.yaml --symbols PF_XBTUSD --plan
simulator_configuration "$front" "$scratch/tls/ca.pem"
run 0 readiness check $etc/policies/certification.yaml --key etc/keys/gate-simulator.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/certification.json
rm -r "$engine_state/certification"/*
serve 0 trading-engine certify --config $etc/engine.yaml --symbols PF_XBTUSD --out $evidence \
  --key etc/keys/certifier-simulator.pem --cases-only
live_configuration
run 1 readiness check $etc/policies/live.yaml --key etc/keys/gate-live.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/live.json | tee "$shown"
shown '^BLOCKED' 'FAIL *sl-tp-certification' 'simulator'

step "The bundled strategy, under a Grant of its own"
say "Another configuration is another digest, so the gate is asked again. The strategy buys what closes above its last three
minutes, with a stop two average true ranges away that follows; it is an example that trades, not a promise."
simulator_configuration "$venue"
cat >>"$engine_etc/engine.yaml" <<'YAML'
strategy:
  name: donchian
  donchian:
    candles: 1m
    entry-bars: 3
    exit-bars: 1
    atr-bars: 3
    stop-atr: "2"
    take-profit-atr: "6"
    direction: long
    risk-per-trade-usd: "2"
YAML
run 0 readiness config lint $etc/engine.yaml --elsewhere
run 0 readiness check $etc/policies/simulator.yaml --key etc/keys/gate-simulator.pem \
  --keyring $etc/keyring.yaml --state $store --report $store/simulator.json | tee "$shown"
shown '^READY' 'PASS *sl-tp-certification'

# control NAME BODY: what nobody can do at a real venue.
control() {
  curl --fail --silent --show-error --max-time 10 --output /dev/null --data "$2" "$venue/simulator/$1" ||
    fail "the simulated venue did not take '$1 $2'"
}
# Trades at a price from here on, which is what candles are made of.
trade_at() {
  printf '%s   trades at %s%s\n' "$dim" "$1" "$plain"
  control prices "{symbol: PF_XBTUSD, price: $1, path: flicker}"
}
# to_minute [SECONDS]: moves the venue's clock on to the end of its minute, or so many seconds before it.
to_minute() {
  local second
  second=$(curl --fail --silent --max-time 10 "$venue/simulator/time" | sed -n 's/.*:\([0-9][0-9]\)\.[0-9]*Z.*/\1/p')
  [ -n "$second" ] || fail "the simulated venue does not tell its time"
  local rest=$((60 - 10#$second - ${1:-0}))
  if [ $rest -gt 0 ]; then control time "{advance: ${rest}s}"; fi
}
# Own orders and positions, as the venue has them.
venue_state='
import json, sys
state = json.load(sys.stdin)
for row in state["accounts"][0]["positions"]:
    print("   position    %s %s" % (row["symbol"], row["size"]))
names = {"stp": "stop", "take_profit": "take-profit"}
for entry in state["orders"]:
    row = entry["row"]
    print("   %-11s %s %s %s at %s, reduce-only %s" % (names.get(row["orderType"], row["orderType"]), row["side"],
        row["unfilledSize"], row["symbol"], row.get("stopPrice", row.get("limitPrice")), row["reduceOnly"]))
if not any(account["positions"] for account in state["accounts"]) and not state["orders"]:
    print("   flat, no order")
'
show_venue() {
  curl --fail --silent --show-error --max-time 10 "$venue/simulator/state" | python3 -c "$venue_state" | tee "$shown" ||
    fail "the simulated venue's state could not be read"
}

base=$(curl --fail --silent --show-error --max-time 10 "$venue/derivatives/api/v3/tickers/PF_XBTUSD" |
  sed -n 's/.*"last":\([0-9]*\).*/\1/p')
[ -n "$base" ] || fail "the simulated venue does not say its last price"
share() { awk -v base="$base" -v part="$1" 'BEGIN { printf "%d", base * part }'; }
say "First some quiet minutes. The venue is simulated, and so is its clock: minutes pass at once."
trade_at "$base"
for _ in 1 2 3 4 5; do to_minute; done
: >"$log"
typed "$service_user\$" trading-engine run --config $etc/engine.yaml '&'
(become_service trading-engine run --config $etc/engine.yaml) >"$log" 2>&1 &
engine_process=$!
awaits "$log" '^running in environment simulator' "$engine_process" 'the engine'
awaits "$log" 'strategy watches' "$engine_process" 'the strategy'
cat "$log"

step "Entry, stop and take-profit"
to_minute 13
trade_at "$(share 1.01)"
say "The minute ends in a few seconds, and closes above the channel."
awaits "$log" '"answer":"protected"' "$engine_process" 'the position'
grep -e 'strategy asks {"enter"' -e 'strategy hears' "$log"
tries=0
until show_venue >/dev/null && grep -q take-profit "$shown"; do
  tries=$((tries + 1)); [ $tries -lt 50 ] || fail "the venue shows no take-profit"; sleep 0.2
done
say "The venue shows:"
show_venue
shown 'position *PF_XBTUSD' '^   stop .*reduce-only True' 'take-profit .*reduce-only True'
first_stop=$(sed -n 's/^   stop .* at \([0-9.]*\),.*/\1/p' "$shown")

step "The stop follows"
trade_at "$(share 1.02)"
to_minute
awaits "$log" 'strategy asks {"adjust"' "$engine_process" 'the adjustment'
awaits "$log" '"answer":"done"' "$engine_process" 'the adjustment'
grep -e 'strategy asks {"adjust"' -e '"answer":"done"' "$log"
tries=0
until show_venue >/dev/null && [ "$(grep -c '^   stop ' "$shown")" = 1 ] && ! grep -q "^   stop .* at $first_stop," "$shown"; do
  tries=$((tries + 1)); [ $tries -lt 100 ] || fail "the venue still shows the first stop"; sleep 0.2
done
show_venue
second_stop=$(sed -n 's/^   stop .* at \([0-9.]*\),.*/\1/p' "$shown")
awk -v a="$first_stop" -v b="$second_stop" 'BEGIN { exit !(b > a) }' || fail "the stop went from $first_stop to $second_stop"

step "Exit, and flat"
say "A quiet minute, then one that closes below it, while the stop is farther down."
to_minute
sleep 1
trade_at "$(share 1.018)"
to_minute
awaits "$log" '"answer":"closed"' "$engine_process" 'the exit'
grep -e 'strategy asks {"exit"' -e '"answer":"closed"' "$log"
tries=0
until show_venue >/dev/null && grep -q '^   flat, no order' "$shown"; do
  tries=$((tries + 1)); [ $tries -lt 100 ] || { cat "$shown"; fail "the venue is not flat"; }; sleep 0.2
done
show_venue

step "A trip, a start that is refused, protection, and a reset"
serve 0 trading-engine kill-switch trip --config $etc/engine.yaml --reason "rehearsed: odd prices"
awaits "$log" 'the kill switch is tripped' "$engine_process" 'the trip'
kill -KILL "$engine_process"
wait "$engine_process" 2>/dev/null || true
engine_process=''
say "Killed on top of it, the engine does not come back by itself, and systemd starts protection instead (OnFailure=):"
serve 78 trading-engine run --config $etc/engine.yaml 2>&1 | tee "$shown"
shown '\[kill-switch.not-armed\]'
serve 0 trading-engine protect --until-flat --config $etc/engine.yaml
serve 0 trading-engine kill-switch show --config $etc/engine.yaml | tee "$shown"
trip=$(sed -n 's/^trip id: //p' "$shown")
serve 0 trading-engine kill-switch reset --config $etc/engine.yaml --trip-id "$trip" --reason "looked into"
serve 0 trading-engine admit --config $etc/engine.yaml

step "The trail"
say "What was decided, each entry chained to the one before it:"
tail -n 12 "$engine_state/decisions.jsonl" | sed 's/"previous":"[0-9a-f]*",//' | cut -c 1-150
if trading-engine --help | grep -q '^ *statement '; then serve 0 trading-engine statement --config $etc/engine.yaml; fi
serve 0 trading-engine reconcile --config $etc/engine.yaml
say "And the same strategy over the venue's chart, which is made up but for the last minutes; so it says
nothing about a market:"
curl --fail --silent --show-error --max-time 10 --output "$scratch/candles.json" \
  "$venue/api/charts/v1/trade/PF_XBTUSD/1m" || fail "the simulated venue's chart could not be read"
serve 0 trading-engine strategy replay --config $etc/engine.yaml --candles candles.json >"$shown"
tail -n 4 "$shown"

echo
if [ $pip_works = yes ]; then
  say "The rehearsal went as it should: nothing runs any more, and everything is below"
else
  say "The rehearsal went as it should, without the Python system, for which PyPI was out of reach. Nothing runs any more,
and everything is below"
fi
printf '  %s\n' "$scratch"
say "The report that admitted the engine, and what was decided about it:"
printf '  %s\n  %s\n' "$gate_store/simulator.json" "$engine_state/decisions.jsonl"
say "To remove it all:"
printf '  rm -rf %s\n' "$scratch"
say "Next: README.md, 'Setting up a server'."
