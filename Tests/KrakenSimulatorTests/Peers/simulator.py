"""Starts the simulator, hands its origin to a session, and ends it.

Prints one line for each step that held; the first that does not ends the session with a traceback and status 1.
"""
import json
import subprocess
import sys
import urllib.request

KEY = "TESTKEY"
SECRET = (
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
)


class Simulator:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, "--port", "0", "--seed", "7", *arguments], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        self.origin = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def control(self, name, body=None, method=None):
        request = urllib.request.Request(
            f"{self.origin}/simulator/{name}",
            data=None if body is None else json.dumps(body).encode(),
            method=method or ("GET" if body is None else "POST"),
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)


def step(name):
    print(name, flush=True)


def run(session):
    with Simulator(sys.argv[1]) as simulator:
        session(simulator)
    step("done")
