#!/usr/bin/env bash
# Tests the Debian package: how it is built, what is in it, and that installing, upgrading and removing it in a scratch
# root leaves what runs, what was decided and what was written down alone.
#
# usage: Tests/Deploy/test-package.sh PROGRAMS     the folder that holds readiness, trading-engine and kraken-simulator
set -euo pipefail
given=$(realpath "${1:?usage: Tests/Deploy/test-package.sh PROGRAMS}")
cd "$(dirname "$0")/../.."
umask 022
command -v dpkg-shlibdeps >/dev/null || {
  echo 'error: there is no dpkg-shlibdeps, without which there is no package to test' >&2
  echo '  hint: deploy/install-packages.sh --packaging' >&2
  exit 1
}
# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh
unset LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH OPENSSL_CONF OPENSSL_MODULES
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

scratch=${PACKAGE_TEST_FOLDER:-$(scratch_folder package-test)}
user=$(scratch_user)
if [ -e "$scratch" ] && [ ! -e "$scratch/.package-test" ]; then echo "error: $scratch is not ours" >&2; exit 1; fi
rm -rf "$scratch"
mkdir -p "$scratch/first" "$scratch/second" "$scratch/programs" "$scratch/next"
touch "$scratch/.package-test"
scratch=$(realpath "$scratch")
root=$scratch/root
etc=$root/etc/trading-engine state=$root/var/lib/trading-engine store=$root/var/lib/readiness-gate
current=$root/opt/trading-engine/current
output=$scratch/output.txt

engine_process() { sed -n 's/.*"processId":\([0-9]*\),.*/\1/p' "$state"/*instance*.json 2>/dev/null || true; }
stop_engine() {
  local process tries=0
  process=$(engine_process)
  [ -n "$process" ] || return 0
  kill -TERM "$process" 2>/dev/null || return 0
  while kill -0 "$process" 2>/dev/null && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
  if kill -0 "$process" 2>/dev/null; then
    echo "error: $case_name: the engine, process $process, did not end within 30 seconds" >&2
    return 1
  fi
}
trap stop_engine EXIT

passed=0 case_name=''
begin() { case_name=$1; printf '  %s\n' "$1"; }
complain() { printf 'error: %s: %s\n' "$case_name" "$1" >&2; tail -n 40 "$output" >&2; exit 1; }
hold() { if "${@:2}"; then passed=$((passed + 1)); else complain "$1"; fi; }
check() { if [ "$2" = "$3" ]; then passed=$((passed + 1)); else complain "$1: expected $2, found $3"; fi; }
# ends STATUS COMMAND...: its words are kept for `says`.
ends() {
  local expected=$1 status=0
  shift
  "$@" >"$output" 2>&1 || status=$?
  check "exit status of $(basename "$1")" "$expected" "$status"
}
says() { hold "the output does not say '$1'" grep -q -e "$1" "$output"; }
silent() { "$@" >"$output" 2>&1 && [ ! -s "$output" ]; }
has() { command -v "$1" >/dev/null || { echo "    there is no $1: skipped"; return 1; }; }
digest_of() { sha256sum <"$1" | cut -d ' ' -f 1; }
: >"$output"

development=()
if grep -q libswift <<<"$(readelf --dynamic "$given/readiness")"; then development=(--development); fi
build() { deploy/package/build-deb.sh "${development[@]}" "$@"; }

begin 'usage: no programs, no such programs, and a version that no release could have'
ends 64 build --version 1.0.0
ends 64 build --programs "$given" --version 1.0-1~rc1
ends 64 build --programs "$given" --version
ends 1 build --programs "$scratch/next" --version 1.0.0
if [ ${#development[@]} -gt 0 ]; then
  ends 1 deploy/package/build-deb.sh --programs "$given" --version 1.0.0
  says "loads Swift's runtime"
fi

begin 'two builds are the same bytes, wherever, whenever, and whether or not the programs were stripped before'
install -m 0700 "$given/readiness" "$given/trading-engine" "$scratch/programs/"
strip "$scratch"/programs/*
cp "$scratch"/programs/* "$scratch/next/"
printf 'next' >>"$scratch/next/trading-engine"
built=$PWD
build --programs "$given" --version 1.0.0 --output "$scratch/first" >"$output" 2>&1 &
first=$!
(cd / && umask 077 && TZ=Asia/Tokyo "$built/deploy/package/build-deb.sh" "${development[@]}" --version 1.0.0 \
  --programs "$scratch/programs" --output "$scratch/second") >"$scratch/second.txt" 2>&1 || complain "$(cat "$scratch/second.txt")"
wait $first || complain 'not built'
package=$(echo "$scratch"/first/*.deb)
hold 'the bytes differ' cmp "$package" "$(echo "$scratch"/second/*.deb)"
check 'the digest of the engine in its last line' "$(digest_of "$scratch/programs/trading-engine")" \
  "$(tail -n 1 "$scratch/second.txt" | cut -d ' ' -f 1)"
# The next release's unit is another one.
next_unit=usr/lib/systemd/system/trading-engine.service
build_next() {
  build --programs "$scratch/next" --version 1.1.0 --output "$scratch/next" && (
    cd "$scratch/next"
    dpkg-deb --raw-extract trading-engine_1.1.0_*.deb tree
    echo '# another release' >>tree/$next_unit
    dpkg-deb --root-owner-group -Znone --build tree "$scratch/first" && rm -r tree
  )
}
build_next >"$scratch/next.txt" 2>&1 &
next=$!

begin 'what is in it'
dpkg-deb --contents "$package" >"$scratch/contents"
dpkg-deb --extract "$package" "$scratch/extracted"
content=$scratch/extracted
hold 'all of it is root'"'"'s' test -z "$(awk '$2 != "root/root"' "$scratch/contents")"
hold 'nobody else may write, and nothing runs as somebody else' test -z "$(awk '$1 !~ /^.(rwxr-xr-x|rw-r--r--)$/' "$scratch/contents")"
hold 'nothing is below /etc, /opt or /var' test -z "$(grep -E ' \./(etc|opt|var)/' "$scratch/contents")"
for program in readiness trading-engine; do
  hold "$program is the file that was given" cmp "$scratch/programs/$program" "$content/usr/lib/trading-engine/bin/$program"
done
for file in deploy/systemd/*.service deploy/systemd/*.timer; do
  unit=$(basename "$file")
  hold "$unit is the tested one" cmp "$file" "$content/usr/lib/systemd/system/$unit"
done
policies=("$content"/usr/share/trading-engine/policies/*.yaml)
check 'policies to copy' "$(find policies -name '*.yaml' | wc -l)" ${#policies[@]}
ends 0 "$scratch/programs/readiness" policy lint "${policies[@]}"
for file in "${policies[@]}" "$content/usr/share/trading-engine/engine.example.yaml"; do
  # shellcheck disable=SC2016
  schema=$(sed -n '1s/.*\$schema=//p' "$file")
  hold "$(basename "$file") names a schema that is there" test -n "$schema" -a -f "$content$schema"
done
for policy in live simulator certification; do
  check "the digest that pins $policy" "$("$scratch/programs/readiness" policy show --resolved --digest "policies/$policy.yaml")" \
    "$("$scratch/programs/readiness" policy show --resolved --digest "$content/usr/share/trading-engine/policies/$policy.yaml")"
done
for file in alerts.yml alerts-test.yml grafana-dashboard.json readiness-gate.service.d/textfile.conf; do
  hold "monitoring/$file is the tested one" cmp "deploy/monitoring/$file" "$content/usr/share/trading-engine/monitoring/$file"
done
hold 'the example strategy is the tested one' cmp deploy/examples/breakout.py \
  "$content/usr/share/doc/trading-engine/examples/breakout.py"
depends=$(dpkg-deb --field "$package" Depends)
for name in 'libc6 (>= 2\.' 'libssl3' 'libyaml-0-2' 'libcurl' 'ca-certificates'; do
  hold "it depends on $name: $depends" grep -q -e "$name" <<<"$depends"
done

# Packed relocations, which a loader before that cannot read.
if grep -q GLIBC_ABI_DT_RELR <<<"$(readelf --version-info "$given/trading-engine")"; then
  hold "it needs glibc 2.36: $depends" grep -q -F -e 'libc6 (>= 2.36)' <<<"$depends"
fi

begin 'lintian'
if has lintian; then
  # A debug build looks for the toolchain's libraries; a release that does is not packaged at all.
  suppressed=()
  if [ ${#development[@]} -gt 0 ]; then suppressed=(--suppress-tags custom-library-search-path); fi
  allow_root=()
  if [ "$(id -u)" -eq 0 ]; then allow_root=(--allow-root); fi
  ends 0 lintian "${allow_root[@]}" "${suppressed[@]}" --fail-on error,warning --tag-display-limit 0 "$package"
fi

begin 'manual pages say what the programs say, without a complaint of either formatter'
ends 0 deploy/package/manual-pages.py --version 1.0.0 --date 0 --output "$scratch/pages" "$given/kraken-simulator"
for page in "$content"/usr/share/man/man?/*.gz; do gzip -dc "$page" >"$scratch/pages/$(basename "$page" .gz)"; done
for name in readiness.1 readiness-check.1 trading-engine-run.1 trading-engine-kill-switch.1 readiness-policy.5 \
  trading-engine.yaml.5 trading-engine-deploy.8 kraken-simulator.1; do
  hold "there is $name" test -s "$scratch/pages/$name"
done
hold 'hidden commands have none' test ! -e "$scratch/pages/trading-engine-certification-worker.1"
if has mandoc; then hold 'mandoc warns' silent mandoc -Tlint -Wwarning "$scratch"/pages/*; fi
if has groff; then
  for page in "$scratch"/pages/*; do hold "groff warns" silent groff -ww -mdoc -Tutf8 -Kutf8 -z "$page"; done
fi
if has lexgrog; then
  for page in "$scratch"/pages/*; do ends 0 lexgrog "$page"; done
fi
# Texts that roff would take for something else come out as they went in.
cat >"$scratch/nasty.txt" <<'TEXT'
.Sh NOT A SECTION
'br
  a\nb \(bu \fBbold "quoted" `grave` ^hat ~tilde
--key=-1 … · → "$(mktemp -d)"
TEXT
PYTHONPATH=deploy/package python3 -c '
import sys, mdoc
lines = sys.stdin.read().splitlines()
print("\n".join([*mdoc.head("NASTY", 1, 0, "1"), ".Sh NAME", ".Nm nasty", ".Nd texts", ".Sh EXAMPLES", *mdoc.examples(lines)]))' \
  <"$scratch/nasty.txt" >"$scratch/nasty.1"
rendered() { sed -n '/^EXAMPLES/,/^1 /p' | sed -e '1d' -e 's/^ \{11\}//' | grep -v -e '^$' -e '^trading-engine 1'; }
if has mandoc; then
  check 'mandoc' "$(cat "$scratch/nasty.txt")" "$(mandoc -Tutf8 "$scratch/nasty.1" | col -b -x | rendered)"
fi
# README's table, the help, and the page have the same numbers.
statuses_of() { sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It //p' "$scratch/pages/$1" | sort -n | tr '\n' ' '; }
table=$(sed -n '/^## Exit status/,/^## /p' README.md)
check 'the statuses of readiness' "$(sed -n 's/^| \([0-9 ]*\) |.*/\1/p' <<<"$table" | tr ' ' '\n' | sort -n | tr '\n' ' ')" \
  "$(statuses_of readiness.1)"
# shellcheck disable=SC2016
line=$(sed -n 's/^`trading-engine`: //p' <<<"$table")
check 'the statuses of trading-engine' "$(grep -o -E '(^|· )[0-9]+' <<<"$line" | tr -d '· ' | sort -n | tr '\n' ' ')" \
  "$(statuses_of trading-engine.1)"

begin 'completions'
complete=$content/usr/share/bash-completion/completions
for program in readiness trading-engine; do hold 'bash reads them' bash -n "$complete/$program"; done
cat >"$scratch/complete.bash" <<'TEXT'
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMPREPLY=()
"_$1" "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
TEXT
ends 0 bash "$scratch/complete.bash" "$complete/readiness" readiness policy ''
for word in lint schema checks explain show; do says "^$word *$"; done
ends 0 bash "$scratch/complete.bash" "$complete/readiness" readiness check policies/l
says '^policies/live.yaml$'
ends 0 bash "$scratch/complete.bash" "$complete/readiness" readiness check live.yaml --format jun
says '^junit$'
ends 0 bash "$scratch/complete.bash" "$complete/trading-engine" trading-engine flatten --config deploy/eng
says '^deploy/engine.example.yaml$'
if has zsh; then for program in readiness trading-engine; do hold zsh zsh -n "$content/usr/share/zsh/vendor-completions/_$program"; done; fi
if has fish; then
  for program in readiness trading-engine; do hold fish fish --no-execute "$content/usr/share/fish/vendor_completions.d/$program.fish"; done
fi

begin 'shellcheck'
if has shellcheck; then
  hold 'scripts of the package' shellcheck deploy/package/*.sh deploy/package/debian/p* deploy/monitoring/check_readiness
fi
wait $next || complain "$(cat "$scratch/next.txt")"

if [ "$(id -u)" -ne 0 ]; then
  echo 'not root: installing is skipped, since it changes owners'
  rm -rf "$scratch"
  printf 'package: %d expectations hold\n' "$passed"
  exit 0
fi

mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers} "$root/etc"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
# Scripts run outside of the root and are told where it is; what the package depends on is this machine's.
in_root() { dpkg --root="$root" --log=/dev/null --force-script-chrootless --force-depends "$@"; }
in_use() { readlink "$current" || echo nothing; }
alive() { if [ -n "$(engine_process)" ] && kill -0 "$(engine_process)" 2>/dev/null; then echo yes; else echo no; fi; }
installed() { dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat='${db:Status-Status} ${Version}' trading-engine 2>/dev/null; }
release=1.0.0
next_package=$(echo "$scratch"/first/trading-engine_1.1.0_*.deb)

begin 'a first install makes the user and the folders, and starts, writes and switches nothing'
ends 0 in_root --install "$package"
says "$release is here and runs nowhere"
hold 'no unit was there to replace' test -z "$(grep 'the units are' "$output")"
check 'package' "installed $release" "$(installed)"
hold 'the user cannot log in' grep -q '^trading:.*:/var/lib/trading-engine:/usr/sbin/nologin$' "$root/etc/passwd"
trading=$(sed -n 's/^trading:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/passwd")
check "the engine's folder" "$trading 700" "$(stat -c '%u %a' "$state")"
check 'nothing is written below /etc/trading-engine' '' "$(find "$etc" -type f)"
check 'in use' nothing "$(in_use)"
check 'enabled' '' "$(find "$root/etc/systemd" -name '*.wants' 2>/dev/null)"
hold 'what is typed is the package'"'"'s release' cmp <("$root/usr/bin/trading-engine" identity --json) \
  <("$root/usr/lib/trading-engine/bin/trading-engine" identity --json)

# As README has it, in small: keys, policy and configuration are a person's.
# Processes run on this machine, so the root's user is one of its users from here on.
sed -i "s/^trading:x:[0-9]*:[0-9]*:/trading:x:$(id -u "$user"):$(id -g "$user"):/" "$root/etc/passwd"
sed -i "s/^trading:x:[0-9]*:/trading:x:$(id -g "$user"):/" "$root/etc/group"
chown -R "$user:" "$state"
"$root/usr/bin/readiness" keys generate --name gate --role gate --environment simulator --out "$scratch/keys" >/dev/null
install -m 0600 "$scratch/keys/gate.pem" "$root/etc/credstore/gate-key"
install -m 0644 "$scratch/keys/keyring.yaml" "$etc/keyring.yaml"
# Without the last blocker: certifying a release takes a venue and a minute.
render "$root/usr/share/trading-engine/policies/simulator.yaml" "$root" "$user" "$(fleeting_file_system "$scratch")" |
  sed '/^  - id: sl-tp-certification$/,$d' >"$etc/policies/simulator.yaml"
cat >"$etc/engine.yaml" <<YAML
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
  keyring: $etc/keyring.yaml
  state: $store
  live: { report: $store/simulator.json }
health: { port: 0 }
YAML
ends 0 "$root/usr/bin/readiness" policy lint "$etc/policies/simulator.yaml"
trading_deploy() { "$root/usr/sbin/trading-engine-deploy" "$@" --root "$root" --environment simulator --user "$user"; }
as_engine() { setpriv --reuid="$user" --regid="$(id -gn "$user")" --clear-groups "$@"; }
# awaits_engine FILE: one that no engine before has written to.
awaits_engine() {
  local tries=0
  until grep -q -s '^running in environment simulator' "$1" || [ $tries -ge 600 ]; do sleep 0.1; tries=$((tries + 1)); done
  hold 'it runs under a Grant' grep -q '^running in environment simulator: Grant of report' "$1"
}
# start UNIT: what the unit starts, as the user that it names, with paths in the root and simulator for live.
start() {
  local unit=$root/usr/lib/systemd/system/$1 command
  command=$(sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' "$unit" | sed -n 's/^ExecStart=//p' |
    sed -E -e "s#(^| )/(opt|etc|var)/#\\1$root/\\2/#g" -e "s#\\$\\{CREDENTIALS_DIRECTORY\\}#$root/etc/credstore#" \
      -e 's#/live\.(yaml|json)#/simulator.\1#g')
  # shellcheck disable=SC2086
  if grep -q '^User=trading$' "$unit"; then
    (cd "$state" && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin setpriv --reuid="$user" --regid="$(id -gn "$user")" \
      --clear-groups $command)
  else
    (cd / && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin $command)
  fi
}

begin 'the engine of the package refuses without a report'
ends 78 as_engine "$root/usr/bin/trading-engine" run --config "$etc/engine.yaml"
says '\[report.missing\]'

begin 'trading-engine-deploy gates it before it is in use'
touch "$state/.kill_switch_state"
ends 1 trading_deploy
says 'FAIL *legacy-state-file'
check 'in use' nothing "$(in_use)"
rm "$state/.kill_switch_state"
ends 0 trading_deploy
check 'in use' "releases/$release" "$(in_use)"
hold 'it is the engine of the package' cmp "$current/bin/trading-engine" "$root/usr/lib/trading-engine/bin/trading-engine"
check 'alive' yes "$(alive)"

begin 'the commands of the units, in their order'
ends 0 start readiness-gate.service
says '^READY'
ends 75 start trading-engine.service
ends 75 start trading-engine-protect.service
stop_engine
check 'alive' no "$(alive)"
touch "$state/.kill_switch_state"
ends 1 start readiness-gate.service
ends 78 start trading-engine.service
says '\[report.blocked\]'
rm "$state/.kill_switch_state"
ends 0 start readiness-gate.service
start trading-engine.service >"$scratch/engine.txt" 2>&1 &
awaits_engine "$scratch/engine.txt"

begin 'an upgrade leaves engine, link, report, policy and the release before as they are'
echo '# edited here' >>"$etc/policies/simulator.yaml"
before=$(engine_process; in_use; digest_of "$store/simulator.json"; digest_of "$etc/policies/simulator.yaml"; digest_of "$current/bin/trading-engine")
ends 0 in_root --install "$next_package"
says '1.0.0 stays in use until trading-engine-deploy has gated 1.1.0'
says 'the units are those of 1.1.0 now'
says 'unit-hardening'
hold 'the unit is the one of the next release already' grep -q '^# another release' "$root/$next_unit"
check 'package' 'installed 1.1.0' "$(installed)"
check 'all of it' "$before" "$(engine_process; in_use; digest_of "$store/simulator.json"; digest_of "$etc/policies/simulator.yaml"; digest_of "$current/bin/trading-engine")"
check 'alive' yes "$(alive)"
hold 'what is typed is still the release in use' cmp <("$root/usr/bin/trading-engine" identity --json) <("$current/bin/trading-engine" identity --json)

begin 'the switch is gated, and there is a way back'
ends 0 trading_deploy
check 'in use' releases/1.1.0 "$(in_use)"
check 'running' "$root/opt/trading-engine/releases/1.1.0/bin/trading-engine" "$(readlink "/proc/$(engine_process)/exe")"
ends 0 trading_deploy "$root/opt/trading-engine/releases/1.0.0" --version 1.0.0
check 'in use' releases/1.0.0 "$(in_use)"

begin 'a running engine is not taken away'
ends 0 systemctl --root="$root" enable trading-engine.service readiness-gate.timer
ends 1 in_root --remove trading-engine
says 'trading-engine is not removed: process'
says 'hint: trading-engine flatten'
check 'package' 'installed 1.1.0' "$(installed)"
check 'alive' yes "$(alive)"
check 'enabled' 2 "$(find "$root/etc/systemd/system" -path '*.wants/*' | wc -l)"

begin 'removal leaves releases, what was decided and what was written down'
stop_engine
kept() { (cd "$root" && find etc/trading-engine etc/credstore var/lib/readiness-gate var/lib/trading-engine -type f -exec sha256sum {} + | sort); }
before=$(kept)
hold 'there are reports and decisions' grep -q -e 'readiness-gate/reports/.*json' -e 'decisions.jsonl' <<<"$before"
ends 0 in_root --remove trading-engine
check 'programs' '' "$(find "$root" -path "$root/usr/*" -name 'trading-engine*')"
check 'enabled' 0 "$(find "$root/etc/systemd/system" -path '*.wants/*' | wc -l)"
check 'in use' releases/1.0.0 "$(in_use)"
check 'kept' "$before" "$(kept)"

begin 'a purge takes the releases, and never the evidence, and ends although the engine has put a link in a folder'"'"'s place'
rmdir "$state/certification"
mkdir "$scratch/elsewhere"
ln -s "$scratch/elsewhere" "$state/certification"
ends 0 in_root --purge trading-engine
says '/var/lib/readiness-gate is kept'
hold 'releases are gone' test ! -e "$root/opt/trading-engine"
hold 'what the link leads to is not touched' test -L "$state/certification" -a -d "$scratch/elsewhere"
rm "$state/certification"
check 'kept' "$before" "$(kept)"

begin 'installed once more it goes on from there, and says which files of an older installation win'
mkdir -p "$root/etc/systemd/system"
cp deploy/systemd/trading-engine.service deploy/systemd/trading-engine-probe.service "$root/etc/systemd/system/"
ends 0 in_root --install "$next_package"
for unit in trading-engine trading-engine-probe; do says "/etc/systemd/system/$unit.service wins over the package's"; done
hold 'of the others it says nothing' test "$(grep -c 'wins over' "$output")" = 2
ends 0 trading_deploy
check 'in use' releases/1.1.0 "$(in_use)"

begin 'a purge leaves a release that somebody has started by hand'
stop_engine
ends 0 in_root --remove trading-engine
(cd "$state" && as_engine "$current/bin/trading-engine" run --config "$etc/engine.yaml") >"$scratch/by-hand.txt" 2>&1 &
awaits_engine "$scratch/by-hand.txt"
ends 0 in_root --purge trading-engine
says 'opt/trading-engine stays, since .*releases/1.1.0/bin/trading-engine runs'
check 'in use' releases/1.1.0 "$(in_use)"
check 'alive' yes "$(alive)"
stop_engine

trap - EXIT
rm -rf "$scratch"
printf 'package: %d expectations hold\n' "$passed"
