"""The whole portal as people run it: web, worker and scheduler as processes of their own, and a real mail server."""

import copy
import email
import email.policy
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postbox:
    """A mail server that keeps what it is handed; addresses in ``refused`` are refused for good."""

    def __init__(self):
        self.mails, self.refused = [], set()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.controller.start()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    def to(self, address: str, subject: str = "") -> list:
        """Mails to ``address`` whose subject has ``subject`` in it, oldest first."""
        return [m for to, m in list(self.mails) if address in to and subject.lower() in m["Subject"].lower()]

    def wait(self, address: str, subject: str = "", count: int = 1, seconds: float = 60):
        """The newest of at least ``count`` such mails; fails after ``seconds``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if len(found := self.to(address, subject)) >= count:
                return found[-1]
            time.sleep(0.1)
        seen = [(to, m["Subject"]) for to, m in self.mails]
        raise AssertionError(f"no mail about {subject!r} to {address} after {seconds} s; seen {seen}")


def body(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def link(mail) -> str:
    """The one link of a mail."""
    return re.search(r"https?://\S+", body(mail)).group(0).rstrip(".")


class Portal:
    """``start()`` as ``script/run`` does, ``stop()``, ``kill(part)``, ``manage(...)``.

    ``groundwork``: a prepared data folder to begin with (the fixture of that name).
    """

    def __init__(
        self,
        data: Path,
        *,
        demo: bool = False,
        database_url: str = "",
        broker_url: str = "",
        mail: str = "",
        groundwork: Path | None = None,
    ):
        if groundwork:
            shutil.copytree(groundwork, data)
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV"}}
        self.env = kept | {
            "PORTAL_DATA": str(data),
            "PORT": str(self.port),
            "PORTAL_DEMO": "1" if demo else "0",
            "DJANGO_SETTINGS_MODULE": "alliance_portal.settings",
            "JOB_SWEEP_SECONDS": "3",
        }
        for name, value in (("DATABASE_URL", database_url), ("CELERY_BROKER_URL", broker_url), ("EMAIL_URL", mail)):
            if value:
                self.env[name] = value

    def at(self, host: str) -> "Portal":
        """The same portal under another name of this machine."""
        seen = copy.copy(self)
        seen.url = f"http://{host}:{self.port}"
        return seen

    def start(self, seconds: float = 120):
        self.log = (self.data.parent / f"{self.data.name}.log").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "alliance_portal.supervisor"],
            cwd=ROOT, env=self.env, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.wait_healthy(seconds)
        return self

    def health(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (urllib.error.URLError, OSError) as error:
            return 0, str(error)

    def wait_healthy(self, seconds: float = 60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the portal ended with {self.process.returncode}:\n{self.output()[-4000:]}")
            if self.health()[0] == 200:
                return
            time.sleep(0.25)
        raise AssertionError(f"not healthy after {seconds} s: {self.health()}\n{self.output()[-4000:]}")

    def output(self) -> str:
        return Path(self.log.name).read_text()

    def pid(self, part: str) -> int:
        return int((self.data / "pids" / f"{part}.pid").read_text())

    def kill(self, part: str):
        """``kill -9``: no last word, no clean-up."""
        os.kill(self.pid(part), signal.SIGKILL)

    def manage(self, *arguments, check=True, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.env, capture_output=True, text=True, check=check, **options,
        )  # fmt: skip

    def stop(self, how=signal.SIGINT, seconds: float = 40) -> int:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(seconds)
        return self.process.returncode


def _on_server(server_url: str, statement: str) -> None:
    import psycopg2
    from environ import Env

    config = Env.db_url_config(server_url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parameters = {name: config[key] for name, key in named.items() if config[key]}
    connection = psycopg2.connect(**parameters, **config.get("OPTIONS", {}))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def new_database(server_url: str) -> str:
    """A fresh database on the tests' PostgreSQL server; its address."""
    name = f"journey_{secrets.token_hex(4)}"
    _on_server(server_url, f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, url: str) -> None:
    """Takes away what ``new_database`` made."""
    _on_server(server_url, f"DROP DATABASE {urlsplit(url).path.strip('/')} WITH (FORCE)")
