#!/usr/bin/env bash
# Brings a release to this host: gates it first, switches only when it is READY, and goes back when it does not start.
#
# usage: deploy/deploy.sh RELEASE [option...]
#   RELEASE              an archive of bin/readiness and bin/trading-engine (tar), or a folder that holds bin/
#   --version NAME       the folder below releases/ (default: the archive's name without trading-engine- and .tar…)
#   --sha256 HEX         what the archive has to be: a release is built once and promoted
#   --environment E      which policy and report: live (default), simulator, …
#   --root DIR           a root other than /, for rehearsals and images; the engine is started without systemd then
#   --policy FILE        default /etc/trading-engine/policies/E.yaml
#   --configuration FILE default /etc/trading-engine/engine.yaml
#   --keyring FILE       default /etc/trading-engine/keyring.yaml
#   --key FILE           the gate's private key, default /etc/credstore/gate-key
#   --store DIR          the gate's store, default /var/lib/readiness-gate
#   --report FILE        what the configuration calls gate.live.report, default STORE/E.json
#   --user NAME          the engine's user, default trading
#   --start COMMAND      how another supervisor starts the engine: ends with 0 once the engine is ready
#   --stop COMMAND       how it stops the engine: ends with 0 once it has ended
#   --protect COMMAND    how it starts `trading-engine protect --until-flat`
#   --probe COMMAND      how a release, whose folder is $1, writes the record that the policy judges; before each gating
# Defaults are below --root. A release archive: tar -czf trading-engine-1.2.0.tar.gz -C FOLDER bin
#
# exit status: 0 the release runs
#              1 it does not; what was in use before is in use, untouched or started again
#              2 neither starts: protection was started, and a person is needed now
#              64 usage
set -euo pipefail
umask 022

say() { printf '%s\n' "deploy: $1"; }
note() { printf 'error: %s\n' "$1" >&2; if [ -n "${2:-}" ]; then printf '  hint: %s\n' "$2" >&2; fi; }
fail() { note "$@"; exit 1; }
usage() { sed -n '4,26p' "$0" | sed 's/^# \{0,1\}//'; }
misuse() { note "$1" 'deploy/deploy.sh --help'; exit 64; }

release='' version='' digest='' environment=live root='' user=trading
policy='' configuration='' keyring='' key='' store='' report=''
start_command='' stop_command='' protect_command='' probe_command=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --*) if [ $# -lt 2 ] || [ -z "$2" ]; then misuse "$1 needs a value"; fi ;;&
    --version) version=$2 ;;
    --sha256) digest=$2 ;;
    --environment) environment=$2 ;;
    --root) root=$(realpath "$2") ;;
    --policy) policy=$2 ;;
    --configuration) configuration=$2 ;;
    --keyring) keyring=$2 ;;
    --key) key=$2 ;;
    --store) store=$2 ;;
    --report) report=$2 ;;
    --user) user=$2 ;;
    --start) start_command=$2 ;;
    --stop) stop_command=$2 ;;
    --protect) protect_command=$2 ;;
    --probe) probe_command=$2 ;;
    --*) misuse "unknown option $1" ;;
    *) [ -z "$release" ] || misuse "one release, not two: $release, $1"; release=$1; shift; continue ;;
  esac
  shift 2
done
[ -n "$release" ] || misuse 'which release?'
case $environment in live | demo | paper | simulator) ;; *) misuse "'$environment' is not an environment" ;; esac
commands=0
for command in "$start_command" "$stop_command" "$protect_command"; do [ -z "$command" ] || commands=$((commands + 1)); done
[ $commands -eq 0 ] || [ $commands -eq 3 ] || misuse '--start, --stop and --protect come together'
[ "$root" != / ] || root=''

home=$root/opt/trading-engine
policy=${policy:-$root/etc/trading-engine/policies/$environment.yaml}
configuration=${configuration:-$root/etc/trading-engine/engine.yaml}
keyring=${keyring:-$root/etc/trading-engine/keyring.yaml}
key=${key:-$root/etc/credstore/gate-key}
store=${store:-$root/var/lib/readiness-gate}
report=${report:-$store/$environment.json}
next_report=${report%.json}.next.json
log=$root/var/log/trading-engine.log
for file in "$policy" "$configuration" "$keyring" "$key"; do [ -r "$file" ] || fail "cannot read $file"; done
# Programs are run from / or the state folder.
policy=$(realpath "$policy") configuration=$(realpath "$configuration")
keyring=$(realpath "$keyring") key=$(realpath "$key")
mkdir -p "$store"
store=$(realpath "$store") report=$(realpath -m "$report") next_report=$(realpath -m "$next_report")

# What the caller's shell has set must not reach the gate or the engine: their units get nothing of it either.
clean=(env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  group=$(id -gn "$user" 2>/dev/null) || fail "there is no user '$user'" "systemd-sysusers makes it, or --user NAME"
  as_user=(setpriv --reuid="$user" --regid="$group" --init-groups)
fi

# how the engine is started and stopped: by systemd, by another supervisor, or by ourselves

if [ $commands -eq 3 ]; then
  supervisor=commands
elif [ -z "$root" ] && [ -d /run/systemd/system ]; then
  supervisor=systemd
else
  supervisor=none
fi

current() { readlink "$home/current" 2>/dev/null || true; }
engine_answer() { (cd / && "${clean[@]}" "${as_user[@]}" "$1" status --config "$configuration" --json 2>/dev/null); }
process_of() { sed -n 's/^{"running":true,"processId":\([0-9]*\),.*/\1/p' <<<"$1"; }

# Ends with 0 once the engine is ready, which is when systemd gets READY=1.
start_engine() {
  case $supervisor in
    commands) sh -c "$start_command" 9>&- ;;
    systemd)
      systemctl reset-failed trading-engine.service 2>/dev/null || true
      systemctl start trading-engine.service
      ;;
    none) start_alone ;;
  esac
}
# Type=notify makes systemctl wait for READY=1. Without systemd the same moment shows in `status`: the health endpoint
# answers from then on. Nothing starts the engine again if it dies; a supervisor would.
start_alone() {
  mkdir -p "$(dirname "$log")"
  (cd "$(state_folder)" && exec setsid "${clean[@]}" "${as_user[@]}" "$home/current/bin/trading-engine" run \
    --config "$configuration") </dev/null >>"$log" 2>&1 9>&- &
  local process=$! tries=0
  while [ $tries -lt 300 ]; do
    if engine_answer "$home/current/bin/trading-engine" >/dev/null && kill -0 "$process" 2>/dev/null; then return 0; fi
    if ! kill -0 "$process" 2>/dev/null; then
      tail -n 5 "$log" >&2
      return 1
    fi
    tries=$((tries + 1))
    sleep 0.2
  done
  kill -TERM "$process" 2>/dev/null || true
  note 'the engine was not ready after a minute'
  return 1
}
# The unit's working directory, which relative state paths start from.
state_folder() { if [ -d "$root/var/lib/trading-engine" ]; then echo "$root/var/lib/trading-engine"; else echo /; fi; }

stop_engine() {
  case $supervisor in
    commands) sh -c "$stop_command" 9>&- ;;
    systemd) systemctl stop trading-engine.service trading-engine-protect.service ;;
    none) stop_alone "$1" ;;
  esac
}
stop_alone() {
  local answer process tries=0
  answer=$(engine_answer "$1") || true
  process=$(process_of "$answer")
  [ -n "$process" ] || return 0
  kill -TERM "$process" || return 1
  while kill -0 "$process" 2>/dev/null; do
    [ $tries -lt 150 ] || { note "process $process did not end within 30 seconds"; return 1; }
    tries=$((tries + 1))
    sleep 0.2
  done
}

protect() {
  case $supervisor in
    commands) sh -c "$protect_command" 9>&- || note 'protection could not be started' 'look at the positions yourself' ;;
    systemd) systemctl start trading-engine-protect.service || note 'protection could not be started' \
      'systemctl status trading-engine-protect; look at the positions yourself' ;;
    none)
      mkdir -p "$(dirname "$log")"
      (cd / && exec setsid "${clean[@]}" "${as_user[@]}" "$home/current/bin/trading-engine" protect --until-flat \
        --config "$configuration") </dev/null >>"$log" 2>&1 9>&- &
      say "protection was started as process $!; it writes to $log"
      ;;
  esac
}

# May it be stopped? Only while every position is covered, and what does not answer is not known to be.
may_be_stopped() {
  local answer
  answer=$(engine_answer "$1") || true
  case $answer in
    '{"running":false,'*) return 0 ;;
    # `status` says in its last member how positions stand: without a venue there are none.
    '{"running":true,'*'"health":{'*'"venue":null}') return 0 ;;
    '{"running":true,'*'"states":'*'"venue":{"allCovered":true,'*) return 0 ;;
  esac
  return 1
}

# probe RELEASE-FOLDER: a record names the engine that wrote it, so another release's counts for nothing. The unit probes with
# what `current` names, which is a release to go back to, and never one that is new here. What fails shows in the gate.
probe() {
  if [ -n "$probe_command" ]; then
    sh -c "$probe_command" deploy "$1" 9>&- || note "$1 could not be probed" 'the gate judges the record as it is now'
  elif [ $supervisor = systemd ] && [ "$home/$(current)" = "$1" ] &&
    systemctl cat trading-engine-probe.service >/dev/null 2>&1; then
    systemctl start trading-engine-probe.service || note "$1 could not be probed" 'systemctl status trading-engine-probe'
  fi
}
# gate RELEASE-FOLDER: gates that release into next_report. The gate of a release judges it, as its timer will.
gate() {
  local status tries=0
  probe "$1"
  while :; do
    status=0
    (cd / && "${clean[@]}" "$1/bin/readiness" check "$policy" --key "$key" --keyring "$keyring" --state "$store" \
      --report "$next_report" --subject "engine=$1/bin/trading-engine") || status=$?
    # 75: another run holds the lock, most likely the timer's.
    if [ $status -ne 75 ] || [ $tries -ge 30 ]; then break; fi
    tries=$((tries + 1))
    sleep 2
  done
  return $status
}
take_report_into_use() { mv -f "$next_report" "$report" && sync -f "$report"; }
# point VERSION: the link changes in one step.
point() { ln -s "releases/$1" "$home/current.next" && mv -T "$home/current.next" "$home/current"; }

# 1. unpack into a folder of its own

if [ -f "$release" ]; then
  name=$(basename "$release")
  version=${version:-$(sed -E 's/^trading-engine-//; s/\.(tar(\.[a-z0-9]+)?|tgz)$//' <<<"$name")}
elif [ ! -d "$release" ]; then
  fail "there is no release at $release"
fi
[ -n "$version" ] || misuse 'a folder has no version: --version NAME'
[[ $version =~ ^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$ ]] || misuse "'$version' cannot be a release's name"
if [ -n "$digest" ]; then
  [ -f "$release" ] || misuse '--sha256 is the digest of an archive'
  found=$(sha256sum <"$release" | cut -d ' ' -f 1)
  [ "$found" = "$digest" ] || fail "$release is not the release that was asked for: its SHA-256 is $found"
fi

mkdir -p "$home/releases"
exec 9>"$home/.deploy.lock"
flock --nonblock 9 || fail 'another deployment is under way' 'wait for it to end'

say "1. unpack $version"
incoming=$home/releases/.incoming
rm -rf "$incoming" "$home/current.next"
mkdir "$incoming"
trap 'rm -rf "$incoming"' EXIT
if [ -f "$release" ]; then
  tar --extract --file "$release" --no-same-owner --no-same-permissions --directory "$incoming" ||
    fail "$release could not be unpacked"
else
  cp -R --no-dereference "$release/bin" "$incoming/" || fail "$release could not be copied"
fi
if [ -n "$(find "$incoming" ! -type f ! -type d -print -quit)" ]; then
  fail 'the release holds something that is neither a file nor a folder' 'links and devices have no place in one'
fi
for program in readiness trading-engine; do
  [ -f "$incoming/bin/$program" ] || fail "the release has no bin/$program"
done
chmod -R u=rwX,go=rX "$incoming"
chmod 0755 "$incoming"/bin/*
new=$home/releases/$version
if [ -e "$new" ]; then
  diff -r "$incoming" "$new" >/dev/null || fail "release $version is here already, with other content" \
    'a version is one release: give this one another'
else
  sync -f "$incoming"
  mv -T "$incoming" "$new"
fi

old=$(current)
old=${old#releases/}
if [ -n "$old" ]; then asked=$home/releases/$old/bin/trading-engine; else asked=$new/bin/trading-engine; fi

# 2. gate that release; what is in use stays untouched

say "2. gate $version for $environment"
gate_status=0
gate "$new" || gate_status=$?
if [ $gate_status -ne 0 ]; then
  fail "$version is not deployed: the gate ended with status $gate_status" \
    "${old:+$old stays in use with its report; }put right what the gate names, and deploy again"
fi

# 3. stop the engine, only while every position is covered

say "3. stop ${old:-what may be running}"
may_be_stopped "$asked" || fail 'the running engine does not say that every position is covered, so it is not stopped' \
  "trading-engine status --config $configuration"
# From here on there is always something to finish: an interrupt only fails the command that it hits.
trap 'note "interrupted; the deployment finishes what it began"' INT TERM HUP
# The timer would gate whatever `current` names, between the steps.
timer=no
if [ $supervisor = systemd ] && systemctl is-active --quiet readiness-gate.timer; then
  timer=yes
  systemctl stop readiness-gate.timer
fi
finish() {
  rm -rf "$incoming"
  [ "$timer" = no ] || systemctl start readiness-gate.timer || true
}
trap finish EXIT
if ! stop_engine "$asked"; then
  fail 'the engine could not be stopped' "$version is not deployed, and ${old:-what ran} is in use"
fi

# 4. the new report and the new release, each in one step

say "4. take the report and $version into use"
switched=yes
if ! { take_report_into_use && point "$version"; }; then
  switched=no
  note 'the report or the link could not be replaced'
fi

# 5. start it

if [ $switched = yes ]; then
  say "5. start $version"
  if start_engine; then
    say "$version runs"
    exit 0
  fi
  note "$version does not start"
  stop_engine "$new/bin/trading-engine" || true
fi

# 6. else back to the release before, through the gate again

if [ -z "$old" ] || [ "$old" = "$version" ]; then
  say '6. there is no release to go back to: protect'
  protect
  exit 2
fi
say "6. go back to $old"
[ "$(current)" = "releases/$old" ] || point "$old" || note "the link could not be switched back to $old"
if gate "$home/releases/$old" && take_report_into_use && start_engine; then
  note "$version does not start; $old runs again" "look into its log: journalctl -u trading-engine, or $log"
  exit 1
fi
note "$old does not start either"
say '7. protect what is open'
stop_engine "$home/releases/$old/bin/trading-engine" || true
protect
note 'no engine runs' 'a person is needed: trading-engine admit says what is missing'
exit 2
