#!/usr/bin/env bash
# Installs the Debian packages that building, rehearsing and testing need, those that are missing only.
#
# usage: deploy/install-packages.sh [--browser | --packaging | --packaging-checks | --monitoring]
#   --browser            the one that tests show a page to, and nothing else
#   --packaging          what the Debian package is built with, and nothing else
#   --packaging-checks   what it is judged with besides: linters, formatters, shells
#   --monitoring         promtool, into .build/test-tools, and nothing else: its package would start a Prometheus
set -euo pipefail

# binutils: the tests' readelf. systemd: what it says about our units, and /etc/machine-id, without which a report could
# not name its host; containers have neither. It is not started.
wanted=(
  libyaml-dev libssl-dev libcurl4-openssl-dev pkg-config binutils git openssl python3 python3-venv curl ca-certificates e2fsprogs systemd
)
case ${1:-} in
'') ;;
--browser) wanted=(chromium) ;;
--packaging) wanted=(dpkg-dev binutils python3) ;;
--packaging-checks) wanted=(lintian mandoc groff-base man-db shellcheck zsh fish) ;;
--monitoring) ;;
*)
  echo "error: '$1' is no option" >&2
  echo "  hint: deploy/install-packages.sh --browser, --packaging, --packaging-checks, --monitoring, or nothing" >&2
  exit 64
  ;;
esac
if [ "${1:-}" = --monitoring ]; then
  tools=$(dirname "$0")/../.build/test-tools
  if command -v promtool >/dev/null || [ -x "$tools/promtool" ]; then exit 0; fi
  mkdir -p "$tools"
  unpacked=$(mktemp -d "$tools/prometheus.XXXXXX")
  trap 'rm -rf "$unpacked"' EXIT
  echo 'unpacking promtool'
  # As root apt would hand the download to a user who cannot write here, and say so at length. Lists that are old or missing
  # are renewed by who may.
  download() { (cd "$unpacked" && apt-get download -qq -o APT::Sandbox::User=root prometheus >/dev/null); }
  download 2>/dev/null || { [ "$(id -u)" -ne 0 ] || apt-get update -qq; download; }
  dpkg-deb --fsys-tarfile "$unpacked"/prometheus_*.deb | tar -x -C "$unpacked" ./usr/bin/promtool
  mv "$unpacked/usr/bin/promtool" "$tools/promtool"
  exit 0
fi
missing=()
for package in "${wanted[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
has_machine_id() { [ -s /etc/machine-id ]; }
if [ ${#missing[@]} -eq 0 ] && has_machine_id; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "error: packages or /etc/machine-id are missing, and you are neither root nor is there sudo" >&2
    echo "  hint: as root: apt-get install ${missing[*]:-systemd} && systemd-machine-id-setup" >&2
    exit 1
  }
  as_root=(sudo)
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'installing %s\n' "${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
has_machine_id || "${as_root[@]}" systemd-machine-id-setup
