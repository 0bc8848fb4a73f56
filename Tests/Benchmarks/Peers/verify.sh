#!/bin/sh
# Verifies a signed report with what every server has: verify.sh REPORT PUBLIC-KEY-PEM
# Envelope, signature, verdict and expiry; no keyring, no canonical form, no roles.
set -eu
report=$1
key=$2
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
sed -n 's/.*"payload":"\([^"]*\)".*/\1/p' "$report" | base64 -d >"$work/payload"
sed -n 's/.*"sig":"\([^"]*\)".*/\1/p' "$report" | base64 -d >"$work/signature"
type=application/vnd.in-toto+json
{
  printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(stat -c %s "$work/payload")"
  cat "$work/payload"
} >"$work/signed"
openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/signed" -sigfile "$work/signature"
expires=$(sed -n 's/.*"expiresAt":"\([^"]*\)","expiresBecause.*/\1/p' "$work/payload")
[ "$(date -u +%Y-%m-%dT%H:%M:%S)" \< "$expires" ] || exit 6
grep -q '"verdict":"READY"' "$work/payload" || exit 1
