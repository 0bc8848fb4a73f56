#!/usr/bin/env bash
# Installs what the build needs, builds, and runs every test. For a fresh clone on Debian with a Swift toolchain.
#
# usage: deploy/test.sh [argument of `swift test`...]
#   deploy/test.sh                           everything
#   deploy/test.sh --filter StrictYAMLTests  one target's tests
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in --help | -h) sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;; esac
command -v swift >/dev/null || {
  echo "error: there is no 'swift' on the PATH" >&2
  echo "  hint: install a toolchain, 6.3 or later, from https://www.swift.org/install/linux/ and add its usr/bin to PATH" >&2
  exit 1
}

step() { printf '\n== %s\n' "$1"; }

deploy/install-packages.sh
deploy/install-packages.sh --browser || echo "chromium cannot be installed: the tests in a browser are skipped"
deploy/install-packages.sh --packaging
deploy/install-packages.sh --packaging-checks || echo "lintian, mandoc and the like cannot be installed: the package is judged without"
deploy/install-packages.sh --monitoring || echo "promtool cannot be had: whether alerts fire is not tested"

# Tests compare our answers with those of pypa/packaging and validate schemas with independent tools. Their versions are
# pinned: somebody else's release decides nothing about a clone of ours. To move one, move it here and see what differs.
tools=.build/test-tools
step "tools from PyPI"
if [ ! -x "$tools/bin/python" ]; then
  mkdir -p .build
  python3 -m venv "$tools" || rm -rf "$tools"
fi
if [ -x "$tools/bin/python" ] &&
  "$tools/bin/pip" install --quiet --disable-pip-version-check packaging==26.4 pip==26.3 jsonschema==4.26.0 \
    PyYAML==6.0.4 prometheus-client==0.26.0; then
  PYPA_PACKAGING_PYTHON=$PWD/$tools/bin/python
  export PYPA_PACKAGING_PYTHON
else
  echo "PyPI is out of reach: the comparisons with pypa/packaging and jsonschema are skipped"
fi

# The simulated venue answers clients of the real one, written by others.
if [ -x "$tools/bin/python" ] &&
  "$tools/bin/pip" install --quiet --disable-pip-version-check ccxt==4.5.90 python-kraken-sdk==3.5.1; then
  KRAKEN_CLIENTS_PYTHON=$PWD/$tools/bin/python
  export KRAKEN_CLIENTS_PYTHON
else
  echo "PyPI is out of reach: the sessions of ccxt and python-kraken-sdk are skipped"
fi

step "format"
swift format lint --strict --recursive Package.swift Sources checks Tests

step "build"
swift build --build-tests --explicit-target-dependency-import-check error

# Three runs: many tests wait for processes on the threads that servers and clients of the others need to answer in time,
# and engines that are killed and started again want the machine's two cores for themselves, as do receivers that hang.
talking='KrakenSimulatorTests|KrakenFuturesClientTests|VenueConformanceTests|VenueAccessTests|HTTPTransportTests|OrderCertificationTests'
alone='TradingProcessTests|AlertDeliveryTests'
if [ $# -gt 0 ]; then
  step "test"
  swift test --skip-build --disable-xctest "$@"
else
  step "test what talks over loopback"
  swift test --skip-build --disable-xctest --filter "$talking"
  step "test engines as processes"
  swift test --skip-build --disable-xctest --filter "$alone"
  step "test everything else"
  swift test --skip-build --disable-xctest --skip "$talking|$alone"
  # A release build, twenty times as fast. A change is judged by seeds that were clean before it, so that a red run says
  # something about the change; new seeds are the command's, for hours.
  step "simulation"
  swift build -c release --product trading-simulation
  .build/release/trading-simulation --seeds 1..30000 --jobs "$(nproc)"
  for process in first second; do
    .build/release/trading-simulation --seeds 1..1000 --digests >".build/digests.$process"
  done
  # The rate, in the last line, is of each process.
  cmp <(sed '$d' .build/digests.first) <(sed '$d' .build/digests.second)
fi

# A filter asks for Swift tests only.
if [ $# -eq 0 ]; then
  step "policies, units, deployment, CI's job, monitoring, Debian package"
  Tests/Deploy/test-policies.sh .build/debug
  Tests/Deploy/test-units.sh
  Tests/Deploy/test-deploy.sh .build/debug
  Tests/Deploy/test-ci.sh .build/debug
  Tests/Deploy/test-monitoring.sh .build/debug
  Tests/Deploy/test-package.sh .build/debug
fi
