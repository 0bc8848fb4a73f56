#!/usr/bin/env bash
# Installs the Debian packages that building, rehearsing and testing need, those that are missing only.
#
# usage: deploy/install-packages.sh [--browser | --packaging | --packaging-checks]
#   --browser     the one that tests show a page to, and nothing else
#   --packaging   what the Debian package is built with, and nothing else
#   --packaging-checks   what it is judged with besides: linters, formatters, shells
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
*)
  echo "error: '$1' is no option" >&2
  echo "  hint: deploy/install-packages.sh --browser, --packaging, --packaging-checks, or nothing" >&2
  exit 64
  ;;
esac
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
