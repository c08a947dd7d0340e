"""Lifelines: whether the worker that holds a lease still lives. The kernel, or PostgreSQL, lets go when it dies.

Without them what a dead worker held would lie there until its lease is over, which is half a minute."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.database import Database
from models.outbox import UNDER_WAY, Outgoing

# Leases of other releases have no lifeline; they run out.
PREFIX = "held-"
SPACE = 7001  # ours among PostgreSQL's advisory locks

LEASES = select(Outgoing.lease).where(UNDER_WAY, Outgoing.lease.startswith(PREFIX)).distinct()
HOLD = select(func.pg_advisory_lock(SPACE, func.hashtext(bindparam("lease"))))


class Lifeline:
    """Of one sender, for as long as it lives."""

    def __init__(self, database: Database) -> None:
        self.lease = PREFIX + uuid4().hex[:24]
        self._database = database
        self._file: int | None = None
        self._connection: Connection | None = None

    def hold(self) -> None:
        """To be called before each claim; it does something at the first, and when it was lost."""
        if self._database.embedded:
            if self._file is None:
                self._file = _held(self._path())
        elif self._connection is None:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(HOLD, {"lease": self.lease})
            self._connection = connection

    def doubt(self) -> None:
        """The database did not answer: a server that was started anew knows nothing of us."""
        if self._connection is not None:
            try:
                self._connection.execute(select(1))
            except SQLAlchemyError:
                self.let_go()

    def let_go(self) -> None:
        if self._file is not None:
            self._path().unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.invalidate()  # nobody else is to find our lock on it
            self._connection.close()
            self._connection = None

    def _path(self) -> Path:
        return _beside(self._database, self.lease)


def of_the_dead(database: Database, db: Session) -> list[str]:
    """The leases under which something is under way, and whose workers live no more."""
    if database.embedded:
        living = _living(database)
        return [lease for lease in db.scalars(LEASES) if lease and lease not in living]
    leases = LEASES.subquery()
    free = func.pg_try_advisory_xact_lock(SPACE, func.hashtext(leases.c.lease))
    return [lease for lease, lets_go in db.execute(select(leases.c.lease, free)) if lets_go]


def _beside(database: Database, lease: str) -> Path:
    file = Path(str(database.url.database))
    return file.with_name(f"{file.name}.{lease}")


def _held(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)  # somebody has taken it for one that was left behind


def _living(database: Database) -> set[str]:
    """Whose file is held. What the dead left behind goes."""
    living, mark = set(), _beside(database, PREFIX)
    for path in mark.parent.glob(f"{mark.name}*"):
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
            except BlockingIOError:
                living.add(path.name.removeprefix(f"{mark.name.removesuffix(PREFIX)}"))
            finally:
                os.close(file)
    return living
