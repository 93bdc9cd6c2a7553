"""Exit 0 when the PostgreSQL and the Redis of the two given addresses answer."""

import sys

import psycopg
import redis

database_url, redis_url = sys.argv[1:]
try:
    psycopg.connect(database_url.replace("postgres://", "postgresql://"), connect_timeout=3).close()
    redis.Redis.from_url(redis_url, socket_timeout=3).ping()
except (psycopg.Error, redis.RedisError, OSError) as fault:
    print(f"no answer: {type(fault).__name__}")
    sys.exit(1)
