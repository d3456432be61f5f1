"""What the settings make of the environment."""

import pytest
import redis

from alliance_portal import settings


@pytest.mark.parametrize(
    ("broker", "connection"),
    [
        ("redis://127.0.0.1:6379/3", {"host": "127.0.0.1", "port": 6379, "db": 3}),
        ("rediss://:secret@cache.example:6380/0", {"host": "cache.example", "port": 6380, "password": "secret"}),
        ("redis+socket:///run/redis/redis.sock", {"path": "/run/redis/redis.sock"}),
    ],
)
def test_the_cache_finds_the_brokers_redis(broker, connection):
    pool = redis.ConnectionPool.from_url(settings.redis_cache(broker)["LOCATION"])
    assert connection.items() <= pool.connection_kwargs.items()
