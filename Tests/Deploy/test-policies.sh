#!/usr/bin/env bash
# Tests the shipped policies: they are valid, and say what the contract says about them.
#
# usage: Tests/Deploy/test-policies.sh PROGRAMS     the folder that holds readiness
set -euo pipefail
readiness=$(realpath "${1:?usage: Tests/Deploy/test-policies.sh PROGRAMS}")/readiness
cd "$(dirname "$0")/../.."

failed=0
passed=0
hold() {
  if "${@:2}"; then passed=$((passed + 1)); return; fi
  printf 'error: %s\n' "$1" >&2
  failed=1
}
resolved() { "$readiness" policy show --resolved "policies/$1.yaml"; }
# asks POLICY QUESTION: a Python expression over the resolved policy `p` and its blockers `b` by id.
asks() {
  resolved "$1" | python3 -c '
import json, sys
p = json.load(sys.stdin)
b = {blocker["id"]: blocker for blocker in p["blockers"]}
sys.exit(0 if eval(sys.argv[1]) else 1)' "$2"
}

hold 'every shipped policy is valid' "$readiness" policy lint policies/*.yaml
example=$(mktemp -d)
trap 'rm -rf "$example"' EXIT
sed -n '/^```yaml$/,/^```$/p' README.md | sed -e '/^```yaml$/d' -e '/^```$/Q' >"$example/live.yaml"
hold "the README's policy is valid" "$readiness" policy lint "$example/live.yaml"
three='"runtime-dependencies": "dependency-presence", "state-paths": "state-path", "legacy-state-file": "legacy-file-absence"'
four="{$three, \"sl-tp-certification\": \"sltp-certification\"}"
for policy in live python-trading-system; do
  hold "$policy holds the seed's four blockers" asks $policy "$four.items() <= {i: x['check'] for i, x in b.items()}.items()"
  hold "$policy is for live trading" asks $policy 'p["environment"] == "live" and p["scope"] == "live"'
  hold "nobody waives the critical blocker of $policy" asks $policy \
    'b["sl-tp-certification"]["risk"] == "critical" and b["sl-tp-certification"]["waivable"] is False'
  hold "$policy takes no evidence from a simulator" asks $policy \
    'set(b["sl-tp-certification"]["with"]["accept"]) <= {"demo", "live"}'
  hold "$policy becomes the engine's user for every check" asks $policy 'all(x["user"] == "trading" for x in b.values())'
done
end='"venue-api-lifecycle": "venue-api-lifecycle"'
hold 'certification holds the first three, and the end of the venue' asks certification \
  "{$three, $end} == {i: x['check'] for i, x in b.items()}"
hold 'simulator holds the four' asks simulator "$four == {i: x['check'] for i, x in b.items()}"
hold "simulator takes a simulator's evidence, and no other" asks simulator \
  'b["sl-tp-certification"]["with"]["accept"] == ["simulator"]'
for policy in live certification; do
  hold "$policy closes a month before the venue's interface ends" asks $policy \
    'int(b["venue-api-lifecycle"]["with"]["minimum-days-left"]) >= 30 and b["venue-api-lifecycle"]["waivable"] is False'
done
for policy in live certification simulator; do
  hold "$policy asks for every library that the engine loads" asks $policy \
    '{x.split()[0] for x in b["runtime-dependencies"]["with"]["libraries"]} == {"libcrypto", "libyaml", "libcurl"}'
done
hold 'certification has its scope' asks certification 'p["environment"] == "live" and p["scope"] == "certification"'
hold 'certification is bounded in orders and time' asks certification \
  'int(p["report"]["grants"]["max-orders"]) > 0 and p["report"]["valid-for"] in (1800000, "1800000")'
hold 'ci holds the four, and its key opens the simulator alone' asks ci \
  "$four == {i: x['check'] for i, x in b.items()} and p['environment'] == 'simulator'"
hold 'nothing is waived in CI' asks ci 'int(p["waivers"]["maximum"]) == 0'
hold "ci takes the simulator's evidence of this very build" asks ci \
  'b["sl-tp-certification"]["with"]["accept"] == ["simulator"] and b["sl-tp-certification"]["with"]["binds"] == "binary"'
hold 'simulator is for the simulator' asks simulator 'p["environment"] == "simulator"'
hold 'the Python system is not taken for our engine' asks python-trading-system '"engine" not in p["subjects"]'

printf 'policies: %d expectations hold\n' "$passed"
exit $failed
