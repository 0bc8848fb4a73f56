#!/usr/bin/env bash
# Tests deploy/deploy.sh: every branch, with the real programs, on a scratch root without systemd.
#
# usage: Tests/Deploy/test-deploy.sh PROGRAMS     the folder that holds readiness and trading-engine
set -euo pipefail
programs=$(realpath "${1:?usage: Tests/Deploy/test-deploy.sh PROGRAMS}")
cd "$(dirname "$0")/../.."
umask 022
# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh
unset LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES

scratch=${DEPLOY_TEST_FOLDER:-$(scratch_folder deploy-test)}
user=$(scratch_user)
if [ -e "$scratch" ] && [ ! -e "$scratch/.deploy-test" ]; then echo "error: $scratch is not ours" >&2; exit 1; fi
rm -rf "$scratch"
root=$scratch/root
config=$root/etc/trading-engine/engine.yaml
report=$root/var/lib/readiness-gate/simulator.json
state=$root/var/lib/trading-engine
current=$root/opt/trading-engine/current
mkdir -p "$root/etc/trading-engine/policies" "$root/etc/credstore" "$root/var/lib/readiness-gate" "$scratch/releases"
touch "$scratch/.deploy-test"
install -d -m 0700 "$state"
[ "$(id -u)" -ne 0 ] || chown "$user:" "$state"
# Stripped: every run hashes the engine.
mkdir -p "$scratch/programs"
install -m 0755 "$programs/readiness" "$programs/trading-engine" "$scratch/programs/"
strip "$scratch"/programs/* 2>/dev/null || true
programs=$scratch/programs

engine_process() { sed -n 's/.*"processId":\([0-9]*\),.*/\1/p' "$state"/*instance*.json 2>/dev/null || true; }
end() {
  local process
  process=$(engine_process)
  if [ -n "$process" ]; then kill -CONT "$process" 2>/dev/null || true; kill -TERM "$process" 2>/dev/null || true; fi
}
trap end EXIT

passed=0
check() {
  if [ "$2" = "$3" ]; then passed=$((passed + 1)); return; fi
  printf 'error: %s: %s: expected %s, found %s\n' "$case_name" "$1" "$2" "$3" >&2
  cat "$scratch/output.txt" >&2
  exit 1
}
says() {
  if grep -q -e "$1" "$scratch/output.txt"; then passed=$((passed + 1)); return; fi
  printf 'error: %s: the output does not say %s\n' "$case_name" "$1" >&2
  cat "$scratch/output.txt" >&2
  exit 1
}
case_name=''
begin() { case_name=$1; printf '  %s\n' "$1"; }
deploy() {
  local expected=$1 status=0
  shift
  deploy/deploy.sh "$@" --root "$root" --environment simulator --user "$user" >"$scratch/output.txt" 2>&1 || status=$?
  check 'exit status' "$expected" "$status"
}
in_use() { readlink "$current" || echo nothing; }
digest_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
report_digest() { if [ -e "$report" ]; then digest_of "$report"; else echo none; fi; }
alive() { if [ -n "$(engine_process)" ] && kill -0 "$(engine_process)" 2>/dev/null; then echo yes; else echo no; fi; }
runs_release() { readlink "/proc/$(engine_process)/exe"; }

# A release is its engine with some bytes behind the ELF image: it runs, and has a digest of its own.
release() {
  mkdir -p "$scratch/releases/$1/bin"
  cp "$programs/readiness" "$programs/trading-engine" "$scratch/releases/$1/bin/"
  printf '%s' "$1" >>"$scratch/releases/$1/bin/trading-engine"
  tar -cf "$scratch/trading-engine-$1.tar" -C "$scratch/releases/$1" bin
}
for number in 1 2 3; do release 1.$number.0; done
"$programs/readiness" keys generate --name gate --role gate --environment simulator --out "$scratch/keys" >/dev/null
install -m 0600 "$scratch/keys/gate.pem" "$root/etc/credstore/gate-key"
install -m 0644 "$scratch/keys/keyring.yaml" "$root/etc/trading-engine/keyring.yaml"
# Without the last blocker: certifying a release takes a venue and a minute, and deploy.sh asks the gate alone.
render policies/simulator.yaml "$root" "$user" "$(fleeting_file_system "$scratch")" |
  sed '/^  - id: sl-tp-certification$/,$d' >"$root/etc/trading-engine/policies/simulator.yaml"
configure() {
  cat >"$config" <<YAML
engine: v1
environment: simulator
venue: { adapter: kraken-futures, origin: "http://127.0.0.1:18080" }
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
  keyring: $root/etc/trading-engine/keyring.yaml
  state: $root/var/lib/readiness-gate
  live: { report: $report }
health: { port: $1 }
YAML
}
configure 0

begin 'usage: no release, a bad version, half a supervisor'
deploy 64
deploy 64 "$scratch/releases/1.1.0"
deploy 64 "$scratch/trading-engine-1.1.0.tar" --version ../../evil
deploy 64 "$scratch/trading-engine-1.1.0.tar" --start true

begin 'an archive with another digest, a link in it, or no engine is not unpacked'
deploy 1 "$scratch/trading-engine-1.1.0.tar" --sha256 "$(printf '0%.0s' {1..64})"
says 'not the release that was asked for'
mkdir -p "$scratch/bad/bin" && ln -s /bin/true "$scratch/bad/bin/trading-engine"
deploy 1 "$scratch/bad" --version bad
says 'neither a file nor a folder'
rm "$scratch/bad/bin/trading-engine"
deploy 1 "$scratch/bad" --version bad
says 'has no bin/readiness'
check 'in use' nothing "$(in_use)"

begin 'a first release that the gate blocks is not taken into use'
touch "$state/.kill_switch_state"
deploy 1 "$scratch/trading-engine-1.1.0.tar"
says 'FAIL *legacy-state-file'
check 'in use' nothing "$(in_use)"
check 'report' none "$(report_digest)"
rm "$state/.kill_switch_state"

begin 'a first release that is READY is started'
deploy 0 "$scratch/trading-engine-1.1.0.tar" --sha256 "$(digest_of "$scratch/trading-engine-1.1.0.tar")"
check 'in use' releases/1.1.0 "$(in_use)"
check 'running' "$(realpath "$current/bin/trading-engine")" "$(runs_release)"
check 'owner may write only' 755 "$(stat -c %a "$root/opt/trading-engine/releases/1.1.0/bin/trading-engine")"

begin 'the next release takes its place'
before=$(engine_process)
deploy 0 "$scratch/trading-engine-1.2.0.tar"
check 'in use' releases/1.2.0 "$(in_use)"
check 'running' "$(realpath "$current/bin/trading-engine")" "$(runs_release)"
check 'the one before has ended' no "$(kill -0 "$before" 2>/dev/null && echo yes || echo no)"

begin 'BLOCKED: report, link and running engine stay as they were'
process=$(engine_process) before=$(report_digest)
touch "$state/.kill_switch_state"
deploy 1 "$scratch/trading-engine-1.3.0.tar"
rm "$state/.kill_switch_state"
says '1.2.0 stays in use'
check 'report' "$before" "$(report_digest)"
check 'in use' releases/1.2.0 "$(in_use)"
check 'process' "$process" "$(engine_process)"
check 'alive' yes "$(alive)"

begin 'another release under a version that is there is refused'
cp "$scratch/trading-engine-1.3.0.tar" "$scratch/other.tar"
deploy 1 "$scratch/other.tar" --version 1.2.0
says 'is here already, with other content'
check 'alive' yes "$(alive)"

begin 'an engine that does not answer is not stopped: nobody knows whether its positions are covered'
kill -STOP "$process"
deploy 1 "$scratch/trading-engine-1.3.0.tar"
kill -CONT "$process"
says 'does not say that every position is covered'
check 'report' "$before" "$(report_digest)"
check 'in use' releases/1.2.0 "$(in_use)"
check 'alive' yes "$(alive)"

# Another supervisor, whose start fails for the versions named in a file. Its engine is a name in a file.
cat >"$scratch/start" <<SH
#!/bin/sh
echo "start \$(readlink $current)" >>$scratch/calls
grep -q -x -F "\$(readlink $current)" $scratch/fails && exit 1
exit 0
SH
printf '#!/bin/sh\necho stop >>%s\n' "$scratch/calls" >"$scratch/stop"
printf '#!/bin/sh\necho protect >>%s\n' "$scratch/calls" >"$scratch/protect"
chmod +x "$scratch/start" "$scratch/stop" "$scratch/protect"
supervisor=(--start "$scratch/start" --stop "$scratch/stop" --protect "$scratch/protect")
calls() { paste -s -d ';' "$scratch/calls"; }

begin 'a release that does not start: the one before is gated and started again'
: >"$scratch/calls"
echo releases/1.3.0 >"$scratch/fails"
deploy 1 "$scratch/trading-engine-1.3.0.tar" "${supervisor[@]}"
says '1.2.0 runs again'
check 'calls' 'stop;start releases/1.3.0;stop;start releases/1.2.0' "$(calls)"
check 'in use' releases/1.2.0 "$(in_use)"
"$programs/readiness" verify "$report" --keyring "$root/etc/trading-engine/keyring.yaml" \
  --engine "$current/bin/trading-engine" --configuration "$config" >"$scratch/output.txt" 2>&1 || true
says 'authentic: READY'

begin 'neither starts: protection'
: >"$scratch/calls"
printf 'releases/1.3.0\nreleases/1.2.0\n' >"$scratch/fails"
deploy 2 "$scratch/trading-engine-1.3.0.tar" "${supervisor[@]}"
check 'calls' 'stop;start releases/1.3.0;stop;start releases/1.2.0;stop;protect' "$(calls)"
check 'in use' releases/1.2.0 "$(in_use)"

begin 'the release before is blocked by now: protection, and it is not started'
: >"$scratch/calls"
echo releases/1.3.0 >"$scratch/fails"
cat >"$scratch/start-and-spoil" <<SH
#!/bin/sh
touch $state/.kill_switch_state
exec $scratch/start
SH
chmod +x "$scratch/start-and-spoil"
deploy 2 "$scratch/trading-engine-1.3.0.tar" --start "$scratch/start-and-spoil" --stop "$scratch/stop" \
  --protect "$scratch/protect"
rm "$state/.kill_switch_state"
check 'calls' 'stop;start releases/1.3.0;stop;stop;protect' "$(calls)"

begin 'a first release that does not start has nothing to go back to: protection'
: >"$scratch/calls"
mv "$current" "$scratch/current.saved"
deploy 2 "$scratch/trading-engine-1.3.0.tar" "${supervisor[@]}"
check 'calls' 'stop;start releases/1.3.0;stop;protect' "$(calls)"
mv -T "$scratch/current.saved" "$current"

begin 'an engine that refuses to start, and so does the one before: protection, without a supervisor'
configure 1     # a port that no ordinary user gets
if [ "$(id -u)" -eq 0 ] && [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 1 ]; then
  deploy 2 "$scratch/trading-engine-1.3.0.tar"
  says 'no engine runs'
  check 'alive' no "$(alive)"
fi
configure 0

# shellcheck disable=SC2016
# What writes the record, in place of the engine: it says of which release.
printf '#!/bin/sh\necho "probe $1" | sed s#%s/##g >>%s\n' "$root/opt/trading-engine" "$scratch/calls" >"$scratch/probe"
chmod +x "$scratch/probe"
begin 'each release is probed before it is gated, and the one before again when the new one does not start'
: >"$scratch/calls"
echo releases/1.3.0 >"$scratch/fails"
deploy 1 "$scratch/trading-engine-1.3.0.tar" "${supervisor[@]}" --probe "$scratch/probe \"\$1\""
check 'calls' 'probe releases/1.3.0;stop;start releases/1.3.0;stop;probe releases/1.2.0;start releases/1.2.0' "$(calls)"

begin 'a probe that fails decides nothing: the gate judges what is there'
: >"$scratch/calls"
deploy 1 "$scratch/trading-engine-1.3.0.tar" "${supervisor[@]}" --probe false
says '1.3.0 could not be probed'
says '1.2.0 runs again'

# With systemd, as far as it shows in what systemctl is asked: /opt/trading-engine and /run are the test's own.
begin 'under systemd the unit of the probe runs before the release before is gated again'
case $scratch/ in /opt/* | /run/*) isolated=no ;; *) isolated=yes ;; esac
if [ $isolated = yes ] && [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null; then
  mkdir -p "$scratch/bin"
  cat >"$scratch/bin/systemctl" <<SH
#!/bin/sh
case "\$1 \$2" in
"cat trading-engine-probe.service") [ ! -e $scratch/no-probe ] ;;
"is-active"*) false ;;
"start trading-engine-probe.service") echo "probe \$(readlink $current)" >>$scratch/calls; false ;;
"start trading-engine.service") exec $scratch/start ;;
"stop trading-engine.service") echo stop >>$scratch/calls ;;
esac
SH
  chmod +x "$scratch/bin/systemctl"
  under_systemd() {
    local expected=$1 status=0
    shift
    # shellcheck disable=SC2016
    unshare --mount sh -ec '
      for folder in /opt/*/; do
        [ "$folder" != /opt/trading-engine/ ] && [ -d "$folder" ] || continue
        mkdir -p "$1/${folder#/opt/}" && mount --rbind "$folder" "$1/${folder#/opt/}"
      done
      mount --rbind "$1" /opt
      mount -t tmpfs none /run
      mkdir -p /run/systemd/system
      shift
      exec "$@"' sh "$root/opt" env PATH="$scratch/bin:$PATH" deploy/deploy.sh "$@" --environment simulator --user "$user" \
      --policy "$root/etc/trading-engine/policies/simulator.yaml" --configuration "$config" --store "$root/var/lib/readiness-gate" \
      --keyring "$root/etc/trading-engine/keyring.yaml" --key "$root/etc/credstore/gate-key" >"$scratch/output.txt" 2>&1 || status=$?
    check 'exit status' "$expected" "$status"
  }
  : >"$scratch/calls"
  under_systemd 1 "$scratch/trading-engine-1.3.0.tar"
  check 'calls' 'stop;start releases/1.3.0;stop;probe releases/1.2.0;start releases/1.2.0' "$(calls)"
  : >"$scratch/calls"
  touch "$scratch/no-probe"
  under_systemd 1 "$scratch/trading-engine-1.3.0.tar"
  check 'calls without that unit' 'stop;start releases/1.3.0;stop;start releases/1.2.0' "$(calls)"
else
  echo '    no mount namespace, or not root: skipped'
fi

begin 'a deployment at a time'
exec 8>"$root/opt/trading-engine/.deploy.lock"
flock 8
deploy 1 "$scratch/trading-engine-1.3.0.tar"
says 'another deployment is under way'
exec 8>&-

end
trap - EXIT
rm -rf "$scratch"
printf 'deploy.sh: %d expectations hold\n' "$passed"
