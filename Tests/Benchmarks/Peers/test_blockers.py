"""The four blockers as a pytest-testinfra suite, the way its documentation has it: `host.pip`, `host.package`,
`host.file`, `host.run`. Paths come from the environment."""

import json
import os
import re

import pytest

SCENE = os.environ["SCENE"]
ROOT = f"{SCENE}/opt"
STATE = f"{SCENE}/state/data"
ENGINE = os.environ["ENGINE"]
CONFIGURATION = f"{SCENE}/etc/engine.yaml"
PIP = f"{ROOT}/venv/bin/pip"
STATE_FILES = ["kill_switch_state.json", "instrument_specs_cache.json"]
IGNORED = [".kill_switch_state", "data/kill_switch_state.json", "data/instrument_specs_cache.json"]


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def version(text):
    return tuple(int(part) for part in text.split("."))


def test_python_requirements(host):
    installed = {normalised(n): p["version"] for n, p in host.pip.get_packages(pip_path=PIP).items()}
    for line in host.file(f"{ROOT}/requirements.txt").content_string.splitlines():
        name, _, least = line.partition(">=")
        assert version(installed[normalised(name)]) >= version(least)


def test_python_requirements_of_requirements(host):
    assert host.pip.check(pip_path=PIP).rc == 0


@pytest.mark.parametrize("name", ["libssl3", "libyaml-0-2"])
def test_packages(host, name):
    assert host.package(name).is_installed


def test_libraries(host):
    answer = json.loads(host.check_output("%s dependencies --json", ENGINE))
    found = {library["name"]: library["version"] for library in answer["libraries"]}
    assert version(found["libcrypto"]) >= (3, 0)
    assert version(found["libyaml"]) >= (0, 2, 5)


@pytest.fixture(scope="module")
def paths(host):
    answer = json.loads(
        host.check_output("%s state paths --config %s --root %s --json", ENGINE, CONFIGURATION, f"{SCENE}/state"))
    return [entry["path"] for entry in answer["paths"]]


@pytest.mark.parametrize("index", range(len(STATE_FILES)))
def test_state_path(host, paths, index):
    path = paths[index]
    assert path == f"{STATE}/{STATE_FILES[index]}"
    folder = host.file(os.path.dirname(path))
    assert folder.is_directory and not folder.is_symlink
    assert folder.mode & 0o022 == 0 and folder.uid == os.getuid()
    assert not host.file(path).is_symlink
    assert host.check_output("stat -f -c %%T %s", STATE) not in ("tmpfs", "ramfs", "overlayfs")
    assert int(host.check_output("df --output=avail -B1 %s | tail -1", STATE)) > 10_000_000
    probe = f"{path}.probe"
    assert host.run("echo probe > %s && sync %s && mv %s %s && rm %s",
                    f"{probe}.tmp", f"{probe}.tmp", f"{probe}.tmp", probe, probe).rc == 0


def test_state_survives_a_kill(host):
    files = " ".join(f"--file {k}={STATE}/.probe-{k}" for k in ("kill-switch", "instrument-specs"))
    number = f"{STATE}/.probe-process"
    host.run(f"{{ {ENGINE} state exercise {files} --token peer --hold & echo $! >{number}; }}"
             f" | {{ read acknowledged; kill -9 $(cat {number}); }}")
    answer = json.loads(host.check_output(f"{ENGINE} state show {files} --json"))
    assert [file["token"] for file in answer["files"]] == ["peer", "peer"]
    host.run(f"rm {STATE}/.probe-kill-switch {STATE}/.probe-instrument-specs {number}")


def test_legacy_file(host):
    assert not host.file(f"{ROOT}/.kill_switch_state").exists


@pytest.mark.parametrize("path", IGNORED)
def test_git(host, path):
    assert host.run("git -C %s check-ignore -q %s", ROOT, path).rc == 0
    assert host.check_output("git -C %s ls-files --cached -- %s", ROOT, path) == ""


@pytest.mark.parametrize("place", ["src", "deploy", ".env.local"])
def test_mentions(host, place):
    assert host.run("grep -rnF -e .kill_switch_state %s", f"{ROOT}/{place}").rc == 1


def test_engine_leaves_no_legacy_file(host):
    scratch = host.check_output("mktemp -d")
    host.check_output("%s state exercise --root %s --config %s --json", ENGINE, scratch, CONFIGURATION)
    assert not host.file(f"{scratch}/.kill_switch_state").exists
    host.run("rm -r %s", scratch)


def test_certification(host):
    assert len(host.file(ENGINE).sha256sum) == 64
    evidence = host.file(f"{SCENE}/evidence/certification.json")
    assert evidence.exists and "payload" in json.loads(evidence.content)
