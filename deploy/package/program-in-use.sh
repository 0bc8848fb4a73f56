#!/bin/sh
# /usr/bin/readiness and /usr/bin/trading-engine: what is typed goes to the release in use, the one that the engine runs
# and that was gated, and not to a newer one that a package has brought. Before the first deployment there is no other.
root=${0%/usr/bin/*}
[ "$root" != "$0" ] || root=''
program=$root/opt/trading-engine/current/bin/${0##*/}
[ -x "$program" ] || program=$root/usr/lib/trading-engine/bin/${0##*/}
exec "$program" "$@"
