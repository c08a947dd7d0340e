"""A PostgreSQL server of one's own, to be crashed and stopped; the shared one of the tests is left in peace."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from processes import free_port, until

from models import Base, load
from models.database import Database


@dataclass
class Server:
    tools: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *words: str) -> None:
        """`pg_ctl`, as the user PostgreSQL accepts: never root."""
        command = [str(self.tools / "pg_ctl"), "-D", str(self.folder), "-w", "-s", *words]
        subprocess.run([*_as_nobody_great(), *command], check=True, stdout=subprocess.DEVNULL, timeout=60)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
        self.control("start", "-l", str(self.folder / "log"), "-o", options)
        until(self.answers, "PostgreSQL")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _as_nobody_great() -> list[str]:
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


@contextmanager
def own_server(folder: Path) -> Iterator[tuple[Server, Database]]:
    """A fresh server with our tables; passed over where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found and not shutil.which("pg_ctl"):
        pytest.skip("no PostgreSQL on this machine")
    tools = (found[-1] if found else Path(str(shutil.which("pg_ctl")))).parent
    server = Server(tools, folder / "server", free_port())
    server.folder.mkdir()
    if os.geteuid() == 0:
        who = pwd.getpwnam("postgres")
        os.chown(server.folder, who.pw_uid, who.pw_gid)
        for parent in server.folder.parents:
            if parent.stat().st_uid == 0 and str(parent) not in ("/", "/tmp"):
                parent.chmod(parent.stat().st_mode | 0o011)
    initdb = [
        str(tools / "initdb"),
        "-D",
        str(server.folder),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-N",
        "-E",
        "UTF8",
    ]
    subprocess.run([*_as_nobody_great(), *initdb, "--locale=C"], check=True, stdout=subprocess.DEVNULL)
    server.start()
    load()
    database = Database(server.url)
    try:
        Base.metadata.create_all(database.engine)
        yield server, database
    finally:
        database.close()
        server.control("stop", "-m", "immediate")
