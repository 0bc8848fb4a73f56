#!/usr/bin/env python3
"""Writes the manual pages of the programs.

usage: deploy/package/manual-pages.py --version V --date EPOCH --output DIR PROGRAM...
  PROGRAM           readiness, trading-engine, kraken-simulator: each is asked what its commands are
  --version V       stands at the foot of every page
  --date EPOCH      seconds since 1970, likewise
  --output DIR      gets readiness.1, readiness-check.1, …; with trading-engine also the pages of sections 5 and 8
"""

import argparse
import os
import subprocess
import sys

import manual_commands
import manual_deploy
import manual_formats


def main() -> int:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--version", required=True)
    parser.add_argument("--date", type=int, required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("programs", nargs="+")
    given = parser.parse_args()
    deploy = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        pages = {}
        for program in given.programs:
            root = manual_commands.described_by(os.path.abspath(program))
            pages |= manual_commands.pages(root, given.date, given.version)
        if "trading-engine.1" in pages:
            pages |= manual_formats.pages(f"{deploy}/schemas", given.date, given.version)
            pages |= manual_deploy.pages(f"{deploy}/deploy.sh", given.date, given.version)
    except (manual_commands.NotDescribed, manual_deploy.NotDescribed, OSError, subprocess.CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    os.makedirs(given.output, exist_ok=True)
    for name, page in sorted(pages.items()):
        with open(f"{given.output}/{name}", "w", encoding="ascii") as file:
            file.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
