"""Starting, stopping and dying: what whoever runs the portal sees."""

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.journeys.portal import Portal, free_port

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.journey


def bash(script: str, **env) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", "-c", f". {ROOT}/script/lib.sh\n{script}"],
        capture_output=True, text=True, cwd=ROOT, env=os.environ | env,
    )  # fmt: skip


def processes_of(session: int) -> list[str]:
    listed = subprocess.run(["ps", "-s", str(session), "-o", "pid=,stat=,args="], capture_output=True, text=True).stdout
    return [line for line in listed.splitlines() if " Z" not in line]


@pytest.fixture
def embedded(tmp_path, request):
    """An empty embedded portal, not started; stopped in the end whatever happens."""
    fresh = "fresh" in request.keywords
    made = Portal(tmp_path / "var", groundwork=None if fresh else request.getfixturevalue("groundwork"))
    made.env["HEARTBEAT_STALE_SECONDS"] = "12"
    yield made
    if made.process and made.process.poll() is None:
        os.killpg(made.process.pid, signal.SIGKILL)


def wait_for(question, seconds=40, every=0.25):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(every)
    raise AssertionError("it did not happen")


@pytest.mark.fresh
def test_it_starts_says_how_to_begin_and_stops_whole(embedded):
    embedded.start()
    output = wait_for(lambda: embedded.url in (said := embedded.output()) and said)
    assert "make_alliance_admin" in output
    assert json.loads(embedded.health()[1]) == {
        "status": "alive", "dead": [], "web": "alive", "worker": "alive", "scheduler": "alive",
    }  # fmt: skip
    assert embedded.stop() == 0
    wait_for(lambda: processes_of(embedded.process.pid) == [])


def test_a_silent_part_is_named_and_a_killed_one_comes_back(embedded):
    embedded.start()
    os.kill(embedded.pid("worker"), signal.SIGSTOP)
    _, answer = wait_for(lambda: (found := embedded.health())[0] == 503 and found)
    assert json.loads(answer)["dead"] == ["worker"]
    os.kill(embedded.pid("worker"), signal.SIGCONT)
    embedded.wait_healthy()
    before = embedded.pid("scheduler")
    embedded.kill("scheduler")
    wait_for(lambda: embedded.pid("scheduler") != before)
    embedded.wait_healthy()


def test_nothing_survives_a_killed_supervisor(embedded):
    embedded.start()
    embedded.process.kill()
    embedded.process.wait()
    wait_for(lambda: processes_of(embedded.process.pid) == [])


def test_a_second_portal_on_the_same_data_is_refused(embedded, tmp_path):
    embedded.start()
    second = Portal(tmp_path / "var")
    ended = subprocess.run(
        [str(ROOT / "script" / "run"), "--no-demo"], env=second.env, capture_output=True, text=True, cwd=ROOT
    )
    assert (ended.returncode, "already runs" in ended.stderr) == (1, True)


def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [str(ROOT / "script" / "run")],
            env=os.environ | {"PORT": str(port)},
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
    assert ended.returncode == 1
    assert (
        ended.stderr.strip()
        == f"Port {port} is taken. Stop what uses it or choose another: PORT={port + 1} ./script/run"
    )


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"PORT": "eight"}, "PORT must be a number, not 'eight'."),
        ({"PORTAL_DATA": "/proc/nowhere"}, "The folder /proc/nowhere cannot be written"),
        ({"BIND": "0.0.0.0"}, "The demo listens on 127.0.0.1 only, not on 0.0.0.0."),
    ],
)
def test_wrong_settings_are_one_sentence(env, sentence):
    free = {"PORT": str(free_port())}
    ended = subprocess.run(
        [str(ROOT / "script" / "run")], env=os.environ | free | env, capture_output=True, text=True, cwd=ROOT
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence)
    assert ended.stderr.strip().count("\n") == 0


def test_an_unknown_argument_is_one_sentence():
    ended = subprocess.run([str(ROOT / "script" / "run"), "--fast"], capture_output=True, text=True, cwd=ROOT)
    assert (ended.returncode, ended.stderr) == (1, "I do not know '--fast'. There is only --no-demo.\n")


def test_no_network_is_one_sentence(tmp_path):
    nowhere = f"http://127.0.0.1:{free_port()}/simple"
    ended = bash(
        "need_venv requirements.txt",
        PORTAL_VENV=str(tmp_path / "venv"), PIP_INDEX_URL=nowhere, UV_DEFAULT_INDEX=nowhere, PIP_RETRIES="0",
        PIP_CONFIG_FILE="/dev/null", UV_NO_CONFIG="1",
    )  # fmt: skip
    last = ended.stderr.strip().splitlines()[-1]
    assert ended.returncode == 1
    assert last.startswith("The Python packages could not be installed (is there a network?):")


def test_no_right_to_install_is_one_sentence():
    ended = bash(
        "has_library() { return 1; }\nmay_install() { return 1; }\ndpkg-query() { return 1; }\n"
        "need_weasyprint_libraries"
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        "Printing certificates needs the Debian packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
        "fontconfig, and this account may not install them: ask an administrator for 'apt-get install libpango-1.0-0 "
        "libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig', then start again.\n"
    )


def test_the_demo_refuses_production_settings(tmp_path):
    demo = Portal(tmp_path / "var", demo=True)
    demo.env |= {"PORTAL_URL": "https://portal.example.org", "EMAIL_URL": "smtp://127.0.0.1:25"}
    ended = demo.manage("check", check=False)
    assert ended.returncode == 1
    assert "portal.E001" in ended.stderr
    assert "PORTAL_URL is https://portal.example.org, EMAIL_URL is set" in ended.stderr


def test_production_settings_pass_the_deployment_check(tmp_path):
    production = Portal(tmp_path / "var")
    production.env |= {
        "PORTAL_URL": "https://portal.example.org", "SECRET_KEY": "a-long-varied-key " * 4,
        "DATABASE_URL": "postgres://portal:secret@db.invalid/portal", "CELERY_BROKER_URL": "redis://redis.invalid:6379/0",
        "EMAIL_URL": "smtp+tls://u:p@smtp.invalid:587", "STORAGE_URL": "s3://key:secret@s3.invalid/bucket",
    }  # fmt: skip
    ended = production.manage("check", "--deploy", "--fail-level", "WARNING", check=False)
    assert (ended.returncode, "no issues" in ended.stdout) == (0, True), ended.stderr
