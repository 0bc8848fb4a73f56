#!/usr/bin/python3 -I
"""Is the newest backup fresh? An external check of the readiness gate, protocol 1.

    check: external
    with:
      run: /etc/readiness/checks/backup-fresh.py
      sha256: what 'sha256sum /etc/readiness/checks/backup-fresh.py' prints
      arguments: [/var/backups/trading-engine/journal.tar.zst, "26"]    # the file, and how many hours old it may be

It is run from memory, so it can import nothing that lies beside it; -I keeps modules of other folders out as well.
"""
import json
import os
import stat
import sys
import time


def main():
    request = json.load(sys.stdin)
    if request["protocol"] != 1:
        sys.exit("this check speaks protocol 1")
    if len(sys.argv) != 3:
        sys.exit("usage: backup-fresh.py FILE HOURS")
    path, hours = sys.argv[1], int(sys.argv[2])
    finding = look_at(path, hours * 3600)
    json.dump(
        {
            "protocol": 1,
            "nonce": request["nonce"],
            "status": finding["status"],
            "findings": [finding],
        },
        sys.stdout,
    )


def look_at(path, seconds):
    expected = f"a regular file, not empty, at most {seconds // 3600} hours old"

    def finding(status, found, message, **more):
        return {
            "status": status,
            "subject": path,
            "expected": expected,
            "found": found,
            "message": message,
            **more,
        }

    mend = {"hint": "see why the backup did not run: systemctl status backup.service"}
    try:
        status = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return finding("fail", "nothing", "there is no backup", **mend)
    except OSError as error:
        return finding("unknown", str(error), "the backup cannot be looked at")
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return finding("fail", "no regular file, or an empty one", "the backup is none", **mend)
    age = time.time() - status.st_mtime
    if age < 0:
        return finding("fail", f"{-age:.0f} seconds ahead", "the backup is from the future")
    found = f"{status.st_size} bytes, {age / 3600:.1f} hours old"
    if age > seconds:
        return finding("fail", found, "the backup is too old", **mend)
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(status.st_mtime + seconds))
    return finding("pass", found, "the backup is fresh", validUntil=until)


if __name__ == "__main__":
    main()
