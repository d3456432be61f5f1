"""Production's settings on a throw-away PostgreSQL, with invented people: what the demo's checks would refuse."""

import os

os.environ.setdefault("DATABASE_URL", os.environ["BENCH_DATABASE_URL"])
os.environ["PORTAL_DEMO"] = "0"

from alliance_portal.settings import *  # noqa: F403
from alliance_portal.settings import DATABASES, INSTALLED_APPS

ROOT_URLCONF = "benchmarks.urls"
SEED_ANYWHERE = True
INSTALLED_APPS += ["benchmarks"]
ALLOWED_HOSTS = ["testserver"]
DATABASES["default"]["CONN_MAX_AGE"] = None
