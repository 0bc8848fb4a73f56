#!/bin/sh
# /usr/sbin/trading-engine-deploy: deploy.sh, with the release that the package has brought when none is named.
set -e
root=${0%/usr/sbin/*}
[ "$root" != "$0" ] || root=''
case ${1-} in
'' | -*) set -- "$root/usr/lib/trading-engine" --version '@VERSION@' "$@" ;;
esac
exec "$root/usr/lib/trading-engine/deploy.sh" "$@"
