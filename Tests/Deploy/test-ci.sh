#!/usr/bin/env bash
# Tests CI's readiness job as CI runs it: READY with every rendering, BLOCKED with every rendering, and the report as evidence
# on the engine's host.
#
# usage: Tests/Deploy/test-ci.sh PROGRAMS     the folder that holds readiness, trading-engine and kraken-simulator
set -euo pipefail
programs=$(realpath "${1:?usage: Tests/Deploy/test-ci.sh PROGRAMS}")
cd "$(dirname "$0")/../.."
# shellcheck source=deploy/scratch.sh
. deploy/scratch.sh

failed=0 passed=0
hold() {
  if "${@:2}"; then passed=$((passed + 1)); return; fi
  printf 'error: %s\n' "$1" >&2
  failed=1
}
work=$(mktemp -d -p "$(dirname "$(scratch_folder test-ci)")" test-ci.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 0755 "$work"
mkdir "$work/programs"
cp "$programs/readiness" "$programs/trading-engine" "$programs/kraken-simulator" "$work/programs/"

# job NAME STATUS [VARIABLE=VALUE]...: runs the job and compares its exit status.
job() {
  local name=$1 expected=$2 status=0
  shift 2
  env "$@" deploy/ci/readiness-job.sh --programs "$work/programs" --artifacts "$work/$name" \
    --scratch "$work/$name-scratch" >"$work/$name.log" 2>&1 || status=$?
  [ "$status" -eq "$expected" ] || { cat "$work/$name.log" "$work/$name"/*.log >&2; return 1; }
}
all_there() {
  local file
  for file in report.json junit.xml readiness.sarif summary.md readiness.html readiness.tap keyring.yaml; do
    [ -s "$work/$1/$file" ] || { echo "$1/$file is missing" >&2; return 1; }
  done
}
no_keys() { [ ! -e "$work/$1-scratch/etc/keys" ] && ! grep -rq 'PRIVATE KEY' "$work/$1" "$work/$1.log"; }

"$programs/readiness" keys generate --name ci --role gate --environment simulator --out "$work/keys" >/dev/null
"$programs/readiness" keys generate --name ci-certifier --role certifier --environment simulator --out "$work/keys" >/dev/null
secrets=(READINESS_GATE_KEY="$(cat "$work/keys/ci.pem")" READINESS_CERTIFIER_KEY="$(cat "$work/keys/ci-certifier.pem")"
  READINESS_KEYRING="$work/keys/keyring.yaml")
hold 'a build whose orders are certified is READY' job ready 0 "${secrets[@]}"
hold 'and leaves every artifact' all_there ready
hold 'and no private key' no_keys ready
verifies() { "$programs/readiness" verify "$@" >"$work/verify.log"; }
hold 'and its report verifies' verifies "$work/ready/report.json" \
  --keyring "$work/keys/keyring.yaml" --environment simulator --engine "$work/programs/trading-engine"

# The engine's host asks for it.
cat >"$work/host.yaml" <<YAML
policy: v1
name: host
environment: simulator
subjects: { engine: $work/programs/trading-engine, configuration: deploy/engine.example.yaml }
blockers:
  - id: promoted
    title: CI passed this very engine
    risk: high
    check: promoted-report
    with:
      report: ready/report.json
      policy: ci
      blockers: [runtime-dependencies, state-paths, legacy-state-file, sl-tp-certification]
YAML
host() {
  local status=0
  "$programs/readiness" check "$work/host.yaml" --keyring "$work/keys/keyring.yaml" --state "$work/store" \
    --subject configuration="$PWD/deploy/engine.example.yaml" "${@:2}" >"$work/host.log" 2>&1 || status=$?
  [ "$status" -eq "$1" ] || { cat "$work/host.log" >&2; return 1; }
}
hold "the host takes CI's report about the same file" host 0
printf 'x' >>"$work/programs/trading-engine"
hold 'and not about another build' host 1
hold 'which it says' grep -q "CI's report is about another build" "$work/host.log"

# A venue that does not start: nothing is certified, and what was found is there to be read.
printf '#!/bin/sh\nexit 1\n' >"$work/programs/kraken-simulator"
cp "$programs/trading-engine" "$work/programs/"
hold 'a build whose orders are not certified is BLOCKED' job blocked 1 \
  READINESS_GATE_KEY="$(base64 -w 0 "$work/keys/ci.pem")" READINESS_CERTIFIER_KEY="$(base64 -w 0 "$work/keys/ci-certifier.pem")" \
  READINESS_KEYRING="$work/keys/keyring.yaml"
hold 'and leaves every artifact as well' all_there blocked
hold 'and no private key either' no_keys blocked
hold 'a keyring without keys makes keys for the run' job keyring 1 READINESS_KEYRING=x
hold 'a part of the secrets is refused' job part 64 READINESS_GATE_KEY=x
hold 'keys without a keyring are refused' job bare 64 READINESS_GATE_KEY=x READINESS_CERTIFIER_KEY=y

# The templates run what there is.
templates() {
  "${PYPA_PACKAGING_PYTHON:-python3}" - <<'PYTHON'
import os, re, sys
try:
    import yaml
except ImportError:
    sys.exit(0)
github = yaml.safe_load(open("deploy/ci/github-actions.yml"))
steps = github["jobs"]["readiness"]["steps"]
gitlab = yaml.safe_load(open("deploy/ci/gitlab-ci.yml"))["readiness"]
lines = "\n".join(step.get("run", "") for step in steps).splitlines() + gitlab["script"]
scripts = {word for line in lines for word in line.split() if word.startswith("deploy/")}
assert {"deploy/install-packages.sh", "deploy/ci/readiness-job.sh"} <= scripts, scripts
for script in scripts:
    assert os.access(script, os.X_OK), script
# What is shown and kept is shown and kept of a BLOCKED run too.
after = [step for step in steps if step.get("name") in ("Summary", "Findings beside the code")
         or "upload-artifact" in step.get("uses", "")]
assert len(after) == 3 and all(step["if"] == "always()" for step in after), after
assert gitlab["artifacts"]["when"] == "always" and gitlab["artifacts"]["reports"]["junit"] == "readiness/junit.xml"
PYTHON
}
hold 'the templates run scripts that are there, and keep what a BLOCKED run found' templates

printf "ci: %d expectations hold\n" "$passed"
exit $failed
