"""Runs web, worker and scheduler as three children, and brings back what dies. ``python -m alliance_portal.supervisor``

Each child dies with this process, even by ``kill -9`` (PDEATHSIG), so that no orphan ever works beside a new start.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_with(sentence: str):
    """Ends with one clear sentence and status 1."""
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            stop_with(f"Port {port} may not be used by this account. Choose one above 1023: PORT=8000 ./script/run")
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                stop_with(f"The portal cannot listen on {host}:{port}: {error.strerror}.")
            stop_with(f"Port {port} is taken. Stop what uses it or choose another: PORT={port + 1} ./script/run")


def prepare(data: Path):
    """Makes the data folder and holds its lock, so that two portals never work on the same data."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "portal.lock").open("w")
    except OSError as error:
        stop_with(
            f"The folder {data} cannot be written: {error.strerror}. Choose another: PORTAL_DATA=... ./script/run"
        )
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop_with(f"A portal already runs on {data}. Stop it first, or choose another folder: PORTAL_DATA=...")
    return lock


def commands(host: str, port: int) -> dict[str, list[str]]:
    shm = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - gunicorn's heartbeat
    python = sys.executable
    # Celery warns of the superuser at length; only messages of ours are read, which hold the number of a row.
    silence = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [python, *silence, "-m", "celery", "-A", "alliance_portal", "--quiet"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [python, "-m", "gunicorn", "alliance_portal.wsgi", "--bind", f"{host}:{port}", "--worker-class",
                "gthread", "--workers", os.environ.get("WEB_WORKERS", "1"), "--threads", "4", "--timeout", "60",
                "--log-level", "warning", "--no-control-socket", *shm],
        "worker": [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING", *quiet],
        "scheduler": [*celery, "beat", "--pidfile=", "--loglevel", "WARNING"],
    }  # fmt: skip


class Child:
    """One process of ours: started, watched, brought back with growing patience."""

    def __init__(self, name: str, command: list[str], pids: Path):
        self.name, self.command, self.pid_file = name, command, pids / f"{name}.pid"
        self.process: subprocess.Popen | None = None
        self.wait = 0.5
        self.again_at = 0.0

    def start(self):
        self.process = subprocess.Popen(self.command, cwd=BASE_DIR, preexec_fn=_die_with_parent)  # noqa: S603
        self.started = time.monotonic()
        self.pid_file.write_text(str(self.process.pid))

    def watch(self):
        if self.process is None:
            if time.monotonic() >= self.again_at:
                self.start()
        elif (status := self.process.poll()) is not None:
            print(f"The {self.name} ended (status {status}) and is started again.", file=sys.stderr)
            self.wait = 0.5 if time.monotonic() - self.started > 30 else min(self.wait * 2, 30)
            self.process, self.again_at = None, time.monotonic() + self.wait

    def stop(self, patience: float):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def healthy(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def serve(children: list[Child], host: str, port: int, greeting: str) -> None:
    """Until a signal: starts, waits for health, greets once, watches."""
    running = True

    def ask_to_stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGHUP, ask_to_stop)
    greeted = False
    try:
        while running:
            for child in children:
                child.watch()
            if not greeted and healthy(host, port):
                print(greeting, flush=True)
                greeted = True
            time.sleep(0.25)
    finally:
        print("Stopping ...", file=sys.stderr, flush=True)
        for child in children:
            if child.process:
                with contextlib.suppress(ProcessLookupError):
                    child.process.terminate()
        for child in children:
            child.stop(10)


def main() -> int:
    os.chdir(BASE_DIR)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_portal.settings")
    host = os.environ.get("BIND", "127.0.0.1")
    try:
        port = int(os.environ.get("PORT", "8000"))
    except ValueError:
        stop_with(f"PORT must be a number, not {os.environ['PORT']!r}.")
    if os.environ.get("PORTAL_DEMO") == "1" and host not in {"127.0.0.1", "::1", "localhost"}:
        stop_with(f"The demo listens on 127.0.0.1 only, not on {host}. Start with --no-demo, or unset BIND.")
    data = Path(os.environ.get("PORTAL_DATA", BASE_DIR / "var")).absolute()
    os.environ["PORTAL_DATA"] = str(data)
    os.environ["PORTAL_ONLY_WORKER"] = "1"
    check_port(host, port)
    lock = prepare(data)
    greeting_file = data / "greeting.txt"
    setup = subprocess.run([sys.executable, "manage.py", "prepare", "--greeting", str(greeting_file)], check=False)  # noqa: S603
    if setup.returncode:
        return setup.returncode
    (data / "pids").mkdir(exist_ok=True)
    children = [Child(name, command, data / "pids") for name, command in commands(host, port).items()]
    serve(children, host, port, greeting_file.read_text())
    lock.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
