"""Whether the servers that the tests were given answer: one plain sentence each when they do not."""

import os
import sys
import warnings

import psycopg2
from environ import Env
from kombu import Connection


def database_fault(url: str) -> str:
    try:
        config = Env.db_url_config(url)
        if not config.get("ENGINE", "").endswith("postgresql"):
            return "TEST_DATABASE_URL must name a PostgreSQL server: postgres://user@host:5432/postgres"
        named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        parameters = {name: config[key] for name, key in named.items() if config[key]}
        with psycopg2.connect(**parameters, **config.get("OPTIONS", {}), connect_timeout=10) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                return "The account of TEST_DATABASE_URL may not make databases, and the tests make their own."
    except (psycopg2.Error, ValueError) as error:
        return f"The PostgreSQL server of TEST_DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}"
    return ""


def broker_fault(url: str) -> str:
    try:
        with Connection(url, connect_timeout=10) as connection:
            connection.ensure_connection(max_retries=1, timeout=10)
    except Exception as error:  # each broker has errors of its own
        return f"The broker of TEST_BROKER_URL does not answer: {error or type(error).__name__}"
    return ""


def main() -> int:
    warnings.simplefilter("ignore")
    faults = [database_fault(os.environ["TEST_DATABASE_URL"]), broker_fault(os.environ["TEST_BROKER_URL"])]
    for fault in filter(None, faults):
        print(fault, file=sys.stderr)
    return int(any(faults))


if __name__ == "__main__":
    raise SystemExit(main())
