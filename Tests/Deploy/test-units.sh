#!/usr/bin/env bash
# Tests deploy/systemd: what systemd itself says about the files, and what design has decided about them.
#
# usage: Tests/Deploy/test-units.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
units=deploy/systemd

failed=0
passed=0
hold() {
  if "${@:2}"; then passed=$((passed + 1)); return; fi
  printf 'error: %s\n' "$1" >&2
  failed=1
}
states() { grep -q -x -e "$2" "$units/$1"; }
lacks() { ! grep -v '^#' "$units/$1" | grep -q -e "$2"; }

engine=trading-engine.service protection=trading-engine-protect.service gate=readiness-gate.service
probe=trading-engine-probe.service
for unit in $engine $protection $probe; do
  hold "$unit runs as the engine's user" states $unit 'User=trading'
  hold "$unit has no capabilities" states $unit 'CapabilityBoundingSet='
  hold "$unit never sees the gate's key" lacks $unit 'gate-key'
  hold "$unit does not name the key's folder" lacks $unit 'credstore'
done
for unit in $engine $protection; do
  hold "$unit is not stopped by what no retry mends" states $unit 'RestartPreventExitStatus=78'
done
hold 'the gate has the key' states $gate 'LoadCredential=gate-key'
hold 'the gate is asked once' states $gate 'Type=oneshot'
hold 'the gate may change its user and end workers, nothing else' states $gate \
  'CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_KILL'
hold 'the engine says when it is ready' states $engine 'Type=notify'
hold 'the engine starts after the gate' states $engine 'After=readiness-gate.service .*'
hold 'the engine only wants the gate' states $engine 'Wants=readiness-gate.service .*'
hold 'the engine does not require it' lacks $engine '^Requires='
hold 'nothing runs before the engine' lacks $engine '^Exec\(StartPre\|Condition\)='
hold 'protection follows a failure' states $engine 'OnFailure=trading-engine-protect.service'
hold 'the engine is started again after a crash' states $engine 'Restart=on-failure'
hold 'protection goes on until everything is flat' states $protection 'ExecStart=.* protect --until-flat .*'
hold 'the engine ends protection' states $protection 'Conflicts=trading-engine.service'
hold 'the probe is made once, before the gate' states $probe 'Type=oneshot'
hold 'the probe comes before the gate' states $probe 'Before=readiness-gate.service'
hold 'the probe waits for the network' states $probe 'After=.*network-online.target'
hold 'the probe has the venue'"'"'s key' states $probe 'LoadCredential=kraken-futures'
hold 'the probe leaves a record' grep -q -x -e '  --record /var/lib/trading-engine/probe.json' "$units/$probe"
hold 'the gate wants the probe' states $gate 'Wants=.* trading-engine-probe.service'
hold 'the gate starts after the probe' states $gate 'After=.* trading-engine-probe.service'
hold 'the gate does not require the probe' lacks $gate '^\(Requires\|BindsTo\|Requisite\)='
hold 'the gate has no network' states $gate 'RestrictAddressFamilies=AF_UNIX'
# Whatever confines the engine confines the probe, which holds the same key.
confines() {
  diff <(sed -n '/^CapabilityBoundingSet=/,/^KeyringMode=/p' "$units/$1" | grep -v '^#') \
    <(sed -n '/^CapabilityBoundingSet=/,/^KeyringMode=/p' "$units/$2" | grep -v '^#') >&2
}
hold 'the probe is as confined as the engine' confines $engine $probe
for unit in $engine $protection $gate $probe; do
  hold "$unit drops loader variables" states $unit 'UnsetEnvironment=LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES'
  hold "$unit cannot gain rights" states $unit 'NoNewPrivileges=yes'
  hold "$unit sees a read-only system" states $unit 'ProtectSystem=strict'
done

if command -v systemd-analyze >/dev/null && command -v systemd-sysusers >/dev/null; then
  # A root with systemd's own units, and programs that are only there to be found.
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  mkdir -p "$root/usr/lib/systemd" "$root/etc/systemd/system" "$root/opt/trading-engine/current/bin"
  cp -R /usr/lib/systemd/system "$root/usr/lib/systemd/"
  ln -s usr/lib "$root/lib"
  for program in readiness trading-engine; do
    install -m 0755 /bin/true "$root/opt/trading-engine/current/bin/$program"
  done
  cp $units/*.service $units/*.timer "$root/etc/systemd/system/"
  verify() {
    # It says what is wrong and ends with 0 for some of it, so its output counts. Other units' faults are not ours.
    local answer
    answer=$(systemd-analyze verify --man=no --root="$root" "$@" 2>&1) || { printf '%s\n' "$answer" >&2; return 1; }
    answer=$(grep -E 'readiness-gate|trading-engine' <<<"$answer" || true)
    [ -z "$answer" ] || { printf '%s\n' "$answer" >&2; return 1; }
  }
  hold 'systemd-analyze verify finds nothing' verify $gate readiness-gate.timer $engine $protection $probe
  rm "$root/etc/systemd/system/$probe"
  hold 'a host without the probe has a gate all the same' verify $gate readiness-gate.timer
  # What systemd says is left open, 0 to 10. The numbers stand in README, "Setting up a server"; a new systemd may count
  # a tenth more, so the bounds are a little above them. --threshold= is in tenths.
  exposes_at_most() {
    local answer
    answer=$(systemd-analyze security --offline=true --no-pager --threshold="$2" "$PWD/$units/$1") ||
      { tail -n 1 <<<"$answer" >&2; return 1; }
    grep -q "^.* Overall exposure level for $1: [0-9.]* " <<<"$answer"
  }
  for unit in "$units"/*.service; do
    unit=${unit##*/} bound=16
    [ "$unit" = $gate ] && bound=17
    hold "$unit is exposed at most ${bound%?}.${bound#?}" exposes_at_most "$unit" $bound
  done
  printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  hold 'systemd-sysusers makes the user' systemd-sysusers --root="$root" "$PWD/$units/trading-engine.sysusers"
  hold 'the user cannot log in' grep -q '^trading:.*:/var/lib/trading-engine:/usr/sbin/nologin$' "$root/etc/passwd"
  if command -v systemd-tmpfiles >/dev/null && [ "$(id -u)" -eq 0 ]; then
    hold 'systemd-tmpfiles makes the folders' \
      systemd-tmpfiles --create --root="$root" "$PWD/$units/trading-engine.tmpfiles"
    trading=$(sed -n 's/^trading:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/passwd")
    mode_of() { [ "$(stat -c '%u %a' "$root$1")" = "$2 $3" ]; }
    hold "the engine's state is its own" mode_of /var/lib/trading-engine "$trading" 700
    hold "the gate's store is root's, for all to read" mode_of /var/lib/readiness-gate 0 755
    hold 'the configuration is root'"'"'s' mode_of /etc/trading-engine 0 755
    hold 'releases are root'"'"'s' mode_of /opt/trading-engine/releases 0 755
    hold 'keys are root'"'"'s alone' mode_of /etc/credstore 0 700
  else
    echo 'not root: systemd-tmpfiles is skipped, since it changes owners'
  fi
else
  echo 'systemd is not installed: systemd-analyze verify, systemd-sysusers and systemd-tmpfiles are skipped (apt-get install systemd)'
fi

printf 'units: %d expectations hold\n' "$passed"
exit $failed
