"""The tests' settings: ``TEST_DATABASE_URL`` and ``TEST_BROKER_URL`` choose the servers, SQLite otherwise."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import environ

if "PORTAL_DATA" not in os.environ:
    os.environ["PORTAL_DATA"] = tempfile.mkdtemp(prefix="portal-test-")
    atexit.register(shutil.rmtree, os.environ["PORTAL_DATA"], ignore_errors=True)
_DATA = Path(os.environ["PORTAL_DATA"])
(_DATA / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a folder that is not there
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
if os.environ.get("TEST_BROKER_URL"):
    os.environ["CELERY_BROKER_URL"] = os.environ["TEST_BROKER_URL"]

from alliance_portal.settings import *  # noqa: E402, F403
from alliance_portal.settings import DATABASES, STORAGES  # noqa: E402

env = environ.Env()
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: browser tests and two-connection tests need more than one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(_DATA / "test.sqlite3")}
elif env.str("TEST_DB_NAME", ""):
    DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DB_NAME")}
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Nobody answers there: a test that pays online brings a stand-in of its own.
STRIPE_API_URL = "http://127.0.0.1:9"
