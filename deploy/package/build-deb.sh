#!/usr/bin/env bash
# Builds a Debian package of a release: both programs, units, completions, manual pages, policies and schemas to copy.
#
# usage: deploy/package/build-deb.sh --programs DIR --version V [option...]
#   --programs DIR     readiness and trading-engine, as they were tested; stripped here if they are not
#   --version V        such as 1.2.0; letters, digits, . and +
#   --output DIR       gets trading-engine_V_ARCHITECTURE.deb (default: here)
#   --maintainer TEXT  'Name <address>' (default: the author of the commit)
#   --development      takes programs that load Swift's runtime from a toolchain: they run beside it only
#
# The same programs, version and commit give the same bytes: times are the commit's, or SOURCE_DATE_EPOCH.
#
# exit status: 0 built, 1 not built, 64 usage
set -euo pipefail
umask 022
export LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1

note() { printf 'error: %s\n' "$1" >&2; if [ -n "${2:-}" ]; then printf '  hint: %s\n' "$2" >&2; fi; }
fail() { note "$@"; exit 1; }
misuse() { note "$1" 'deploy/package/build-deb.sh --help'; exit 64; }

programs='' version='' output=. maintainer='' development=no
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) sed -n '2,13p' "$0" | sed 's/^# \{0,1\}//'; exit 0 ;;
    --development) development=yes; shift; continue ;;
    --programs | --version | --output | --maintainer) [ -n "${2:-}" ] || misuse "$1 needs a value" ;;&
    --programs) programs=$2 ;;
    --version) version=$2 ;;
    --output) output=$2 ;;
    --maintainer) maintainer=$2 ;;
    *) misuse "unknown argument '$1'" ;;
  esac
  shift 2
done
[ -n "$programs" ] || misuse 'which programs?'
# It is a folder's name below /opt/trading-engine/releases as well.
[[ $version =~ ^[0-9][A-Za-z0-9.+]{0,63}$ ]] || misuse "'$version' cannot be the version of a package and a release"
for tool in dpkg-deb dpkg-shlibdeps strip readelf python3; do
  command -v "$tool" >/dev/null || fail "there is no $tool" 'apt-get install dpkg-dev binutils python3'
done
programs=$(realpath -e "$programs") || fail 'there is no folder of programs'
for program in readiness trading-engine; do
  [ -x "$programs/$program" ] || fail "there is no $programs/$program" 'README.md, "Setting up a server", says how a release is built'
done
mkdir -p "$output"
output=$(realpath "$output")
cd "$(dirname "$0")/../.."
commit() { git -c safe.directory="$PWD" log -1 --format="$1" 2>/dev/null; }
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(commit %ct)} || fail 'nobody says when this is made' 'set SOURCE_DATE_EPOCH, or build from a repository'
[[ $SOURCE_DATE_EPOCH =~ ^[0-9]{1,12}$ ]] || fail "SOURCE_DATE_EPOCH is '$SOURCE_DATE_EPOCH'" 'seconds since 1970'
export SOURCE_DATE_EPOCH
maintainer=${maintainer:-$(commit '%an <%ae>')} || fail 'nobody is the maintainer' "--maintainer 'Name <address>'"
[[ $maintainer =~ ^[^\<\>,]+\ \<[^\<\>\ ]+@[^\<\>\ ]+\>$ ]] || fail "'$maintainer' is no maintainer" "--maintainer 'Name <address>'"
architecture=$(dpkg --print-architecture)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root
put() { install -D -m "$1" "$2" "$root/$3"; }
# has PATTERN COMMAND...: whether the answer has a line like that. All of it is read first: a program whose reader has gone
# fails, and that would count as no.
has() { local answer; answer=$("${@:2}") || fail "$2 cannot read the programs"; grep -q -E -e "$1" <<<"$answer"; }
compressed() { mkdir -p "$(dirname "$root/$2")"; gzip -9n <"$1" >"$root/$2"; }

# 1. programs: what is stripped is the file that was tested, and stays as it is

for program in readiness trading-engine; do
  installed=usr/lib/trading-engine/bin/$program
  put 0755 "$programs/$program" "$installed"
  if has '\.(symtab|debug_info)' readelf --section-headers --wide "$root/$installed"; then
    strip "$root/$installed"
    printf 'note: %s is stripped here: what was certified is another file\n' "$program" >&2
  fi
  if has 'libswift|libFoundation|R(UN)?PATH' readelf --dynamic "$root/$installed" && [ $development = no ]; then
    fail "$program loads Swift's runtime, or looks for libraries beside itself" \
      'swift build -c release --static-swift-stdlib --disable-local-rpath'
  fi
  put 0755 deploy/package/program-in-use.sh "usr/bin/$program"
done

# 2. what switches to them, and runs them then

put 0755 deploy/deploy.sh usr/lib/trading-engine/deploy.sh
sed "s/@VERSION@/$version/" deploy/package/trading-engine-deploy.sh >"$scratch/deploy"
put 0755 "$scratch/deploy" usr/sbin/trading-engine-deploy
for unit in deploy/systemd/*.service deploy/systemd/*.timer; do
  put 0644 "$unit" "usr/lib/systemd/system/$(basename "$unit")"
done
put 0644 deploy/systemd/trading-engine.sysusers usr/lib/sysusers.d/trading-engine.conf
put 0644 deploy/systemd/trading-engine.tmpfiles usr/lib/tmpfiles.d/trading-engine.conf
put 0755 deploy/monitoring/check_readiness usr/lib/nagios/plugins/check_readiness

# 3. to copy and to edit: nothing goes below /etc. The configuration pins the digest of the policy, so what changes there
# is changed by a person and gated; a conffile would ask, in the middle of an upgrade, whether to exchange it

for schema in deploy/schemas/*.json; do put 0644 "$schema" "usr/share/trading-engine/schemas/$(basename "$schema")"; done
for file in policies/*.yaml deploy/engine.example.yaml; do
  case $file in policies/*) name=$file ;; *) name=$(basename "$file") ;; esac
  # Editors find the schema from a copy anywhere.
  # shellcheck disable=SC2016
  sed -E '1s#\$schema=(\.\./deploy/)?schemas/#$schema=/usr/share/trading-engine/schemas/#' "$file" >"$scratch/file"
  put 0644 "$scratch/file" "usr/share/trading-engine/$name"
done
for file in alerts.yml alerts-test.yml grafana-dashboard.json readiness-gate.service.d/textfile.conf; do
  put 0644 "deploy/monitoring/$file" "usr/share/trading-engine/monitoring/$file"
done
for example in deploy/examples/*; do
  put 0755 "$example" "usr/share/doc/trading-engine/examples/$(basename "$example")"
done

# 4. what people read and type

for program in readiness trading-engine; do
  run="$root/usr/lib/trading-engine/bin/$program"
  for shell in bash zsh fish; do "$run" --generate-completion-script $shell >"$scratch/completion.$shell"; done
  # It is read by a shell, never run.
  sed -i '1{/^#!/d}' "$scratch/completion.bash"
  put 0644 "$scratch/completion.bash" "usr/share/bash-completion/completions/$program"
  put 0644 "$scratch/completion.zsh" "usr/share/zsh/vendor-completions/_$program"
  put 0644 "$scratch/completion.fish" "usr/share/fish/vendor_completions.d/$program.fish"
done
deploy/package/manual-pages.py --version "$version" --date "$SOURCE_DATE_EPOCH" --output "$scratch/pages" \
  "$root"/usr/lib/trading-engine/bin/*
for page in "$scratch"/pages/*; do compressed "$page" "usr/share/man/man${page##*.}/$(basename "$page").gz"; done
compressed README.md usr/share/doc/trading-engine/README.md.gz
put 0644 deploy/package/debian/copyright usr/share/doc/trading-engine/copyright
made_from=$(commit %H) || made_from=unknown
[ "$made_from" = unknown ] || git -c safe.directory="$PWD" diff --quiet HEAD || made_from="$made_from with changes"
cat >"$scratch/changelog" <<TEXT
trading-engine ($version) unstable; urgency=medium

  * Release $version, from the commit
    $made_from.

 -- $maintainer  $(date --utc --date="@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %H:%M:%S +0000')
TEXT
compressed "$scratch/changelog" usr/share/doc/trading-engine/changelog.gz
put 0644 deploy/package/debian/trading-engine.lintian-overrides usr/share/lintian/overrides/trading-engine

# 5. the package

mkdir -p "$scratch/debian" "$root/DEBIAN"
printf 'Source: trading-engine\n\nPackage: trading-engine\nArchitecture: any\n' >"$scratch/debian/control"
foreign=()
[ $development = no ] || foreign=(--ignore-missing-info)
# The release, not what Debian calls these packages today, decides which libraries of which versions are needed.
libraries=$(cd "$scratch" && dpkg-shlibdeps -O --warnings=0 "${foreign[@]}" root/usr/lib/trading-engine/bin/*) ||
  fail 'dpkg-shlibdeps does not know a library that the programs load'
libraries=${libraries#shlibs:Depends=}
[[ $libraries == *libssl3* && $libraries == *libyaml* && $libraries == *libcurl* ]] ||
  fail "the programs load other libraries than they should: $libraries"
# What dpkg-shlibdeps does not look at: packed relocations, see Package.swift, which an older loader refuses.
if has GLIBC_ABI_DT_RELR readelf --version-info "$root"/usr/lib/trading-engine/bin/*; then
  libraries="$libraries, libc6 (>= 2.36)"
fi
# A file counts as whole kilobytes, anything else as one, as dpkg-gencontrol has it.
size=$(find "$root" -mindepth 1 -path "$root/DEBIAN" -prune -o -printf '%y %s\n' |
  awk '{ sum += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print sum }')
cat >"$root/DEBIAN/control" <<TEXT
Package: trading-engine
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: $libraries, ca-certificates, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles
Section: misc
Priority: optional
Description: trading engine for Kraken derivatives, and its go-live gate
 readiness checks what a policy asks for before real money is traded, and signs
 what it found; trading-engine refuses to trade without a report that it has
 verified itself.
 .
 Installing or upgrading switches no release: trading-engine-deploy gates the
 one that this package brings, and takes it into use when it is READY. Units
 are replaced by an upgrade, and count from their next start.
TEXT
units=$(cd "$root/usr/lib" && printf '%s ' systemd/system/*)
for script in postinst prerm postrm; do
  sed -e "s/@VERSION@/$version/g" -e "s#@UNITS@ #$units#" "deploy/package/debian/$script" >"$root/DEBIAN/$script"
  chmod 0755 "$root/DEBIAN/$script"
done
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 0755 {} +
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
package=trading-engine_${version}_$architecture.deb
# One thread: how many a machine has must not show in the bytes.
dpkg-deb --root-owner-group -Zxz -z1 --threads-max=1 --build "$root" "$scratch/$package" >/dev/null
mv "$scratch/$package" "$output/$package"
printf '%s\n' "$output/$package"
sha256sum "$root/usr/lib/trading-engine/bin/trading-engine" | sed 's#  .*#  trading-engine, as reports and evidence name it#'
