"""Lifelines: whether the worker that holds a lease still lives. The kernel, or PostgreSQL, lets go when it dies.

Without them what a dead worker held would lie there until its lease is over, which is half a minute."""

import fcntl
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from delivery.beginnings import Beginnings, Begun, begun_in
from models.database import Database
from models.outbox import UNDER_WAY, Outgoing

# Leases of other releases have no lifeline; they run out.
PREFIX = "held-"
SPACE = 7001  # ours among PostgreSQL's advisory locks

LEASES = select(Outgoing.lease).where(UNDER_WAY, Outgoing.lease.startswith(PREFIX)).distinct()
HOLD = select(func.pg_advisory_lock(SPACE, func.hashtext(bindparam("lease"))))


class Lifeline:
    """Of one sender, for as long as it lives; and what the sender has begun meanwhile."""

    def __init__(self, database: Database, at_once: int) -> None:
        self.lease = PREFIX + uuid4().hex[:24]
        self.begun = Beginnings(at_once)
        self._database = database
        self._file: int | None = None
        self._connection: Connection | None = None

    def hold(self) -> None:
        """To be called before each claim; it does something at the first, and when it was lost."""
        if self._file is None:
            self._file = _held(lifeline_file(self._database, self.lease))
            self.begun.keep_in(self._file)
        if not self._database.embedded and self._connection is None:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(HOLD, {"lease": self.lease})
            self._connection = connection

    def doubt(self) -> None:
        """The database did not answer: a server that was started anew knows nothing of us."""
        if self._connection is not None:
            try:
                self._connection.execute(select(1))
            except SQLAlchemyError:
                self._hang_up()

    def let_go(self) -> None:
        if self._file is not None:
            lifeline_file(self._database, self.lease).unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
        self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # nobody else is to find our lock on it
            self._connection.close()
            self._connection = None


def of_the_dead(database: Database, db: Session) -> dict[str, Begun | None]:
    """The leases under which something is under way, and whose workers live no more; with what those had begun, which
    on PostgreSQL only their own machine knows."""
    living = _living(database, keep=(leases := [lease for lease in db.scalars(LEASES) if lease]))
    if not database.embedded:
        held = LEASES.subquery()
        free = func.pg_try_advisory_xact_lock(SPACE, func.hashtext(held.c.lease))
        leases = [lease for lease, lets_go in db.execute(select(held.c.lease, free)) if lets_go]
    # A server that was started anew has let go of everybody; who lives on this machine will hold on to it again.
    return {lease: _begun(lifeline_file(database, lease)) for lease in leases if lease not in living}


def lifeline_file(database: Database, lease: str) -> Path:
    if database.embedded:
        file = Path(str(database.url.database))
        return file.with_name(f"{file.name}.{lease}")
    # All workers of this machine share it: deploy/tsunagu-worker@.service sets TMPDIR.
    town = uuid5(NAMESPACE_URL, database.url.render_as_string()).hex[:12]
    return Path(gettempdir()) / f"tsunagu-{town}.{lease}"


def _held(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)  # somebody has taken it for one that was left behind


def _living(database: Database, keep: Collection[str]) -> set[str]:
    """Whose file is held. What the dead left behind goes, unless something of theirs is still under way."""
    living, mark = set(), lifeline_file(database, PREFIX)
    for path in mark.parent.glob(f"{mark.name}*"):
        lease = path.name.removeprefix(mark.name.removesuffix(PREFIX))
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if lease not in keep:
                    path.unlink(missing_ok=True)
            except BlockingIOError:
                living.add(lease)
            finally:
                os.close(file)
    return living


def _begun(path: Path) -> Begun | None:
    with suppress(OSError):
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            return begun_in(file)
        finally:
            os.close(file)
    return None
