"""An empty database of its own on this machine's PostgreSQL, gone when the block ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

SERVER = "postgresql://postgres@127.0.0.1:5432"


@contextmanager
def own_postgres() -> Iterator[str | None]:
    """Its URL; None, and a word about it, when no PostgreSQL answers."""
    name = f"tsunagu_bench_{os.getpid()}"
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        print("PostgreSQL: none answers on port 5432")
        yield None
        return
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{SERVER}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
