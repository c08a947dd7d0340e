"""Health: is the process up, is everything ready, and figures for Prometheus."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy import Row, Select, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.alarms import NAMES, Alarms, alarms
from models.database import Database
from models.heartbeats import alive
from models.inbox import PENDING, Event
from models.outbox import OPEN, Outgoing

MIGRATIONS = Path(__file__).parent.parent / "migrations"
# Rows of the inbox and of the outbox that are looked at, and at most counted as waiting.
LATEST = 10_000
MOST_WAITING = 100_000


def newest_migration() -> str | None:
    """The revision that this code expects."""
    # Not above: a worker never asks, and one that was killed starts again sooner without.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def troubles(database: Database) -> list[str]:
    """What keeps the bot from working: `database`, `migrations`, `worker`; empty when all is well."""
    try:
        with database.reading() as db:
            if not inspect(db.connection()).has_table("alembic_version"):
                return ["migrations"]
            found = (
                []
                if db.scalar(text("SELECT version_num FROM alembic_version")) == newest_migration()
                else ["migrations"]
            )
            return found or ([] if alive(database, db) else ["worker"])
    except (SQLAlchemyError, OSError):
        return ["database"]


class Figures(Collector):
    """Counts read from the database when they are asked for: true for all processes at once.

    Nothing is counted to the end: a town keeps millions of rows, and somebody asks every few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        latest = f"of the latest {LATEST:,}, by state and kind"
        events = GaugeMetricFamily(
            "tsunagu_inbox_events", f"Webhook events, {latest}", labels=["state", "kind"]
        )
        sent = GaugeMetricFamily(
            "tsunagu_outbox_messages", f"Messages to LINE, {latest}", labels=["state", "kind"]
        )
        waiting = GaugeMetricFamily(
            "tsunagu_waiting", f"Not done yet; {MOST_WAITING:,}: that many or more", labels=["what"]
        )
        workers = GaugeMetricFamily("tsunagu_workers", "Worker processes heard of in the last half minute")
        with self._database.reading() as db:
            for family, table in ((events, Event), (sent, Outgoing)):
                for state, kind, count in _latest(db, table):
                    family.add_metric([state, kind], count)
            doorstep = self._database.doorstep
            lie = doorstep.waiting().webhooks if doorstep else 0
            waiting.add_metric(["events"], lie + _waiting(db, select(Event.id).where(PENDING)))
            waiting.add_metric(["messages"], _waiting(db, select(Outgoing.id).where(OPEN)))
            found = alarms(self._database, db, current_app.extensions["tsunagu"]["clock"]())
        workers.add_metric([], found.workers)
        yield from (events, sent, waiting, workers, *_gauges(found))


def _latest(db: Session, table: type[Event] | type[Outgoing]) -> Iterable[Row[str, str, int]]:
    some = select(table.state, table.kind).order_by(table.id.desc()).limit(LATEST).subquery()
    return db.execute(select(some.c.state, some.c.kind, func.count()).group_by(some.c.state, some.c.kind))


def _waiting(db: Session, open_ones: Select[int]) -> int:
    return db.scalar(select(func.count()).select_from(open_ones.limit(MOST_WAITING).subquery())) or 0


def _gauges(found: Alarms) -> Iterator[GaugeMetricFamily]:
    """What somebody should look at: 1 while it rings; and the numbers behind it."""
    rings = GaugeMetricFamily("tsunagu_alarm", "1: somebody should look at this", labels=["what"])
    for name in NAMES:
        rings.add_metric([name], float(name in found.ringing))
    yield rings
    for name, told, value in (
        ("overdue_seconds", "How long the oldest message that is due has waited", found.overdue),
        ("unanswered_seconds", "How long the oldest unanswered event has waited", found.unanswered),
        ("month_used_ratio", "How much of the month's messages is used", found.month_used),
        ("disk_used_ratio", "How much of the disk is used that the database stands on", found.disk_used),
        ("paused_sends", "Sends that wait for somebody or something", float(found.paused)),
    ):
        yield GaugeMetricFamily(f"tsunagu_{name}", told, value=value)


def blueprint(database: Database, rejected: Counter, registry: CollectorRegistry) -> Blueprint:
    pages = Blueprint("health", __name__)
    registry.register(rejected)
    registry.register(Figures(database))

    @pages.get("/healthz")
    def healthz() -> str:
        return "ok"

    @pages.get("/readyz")
    def readyz() -> tuple[Response, int]:
        found = troubles(database)
        return jsonify(ready=not found, missing=found), 503 if found else 200

    @pages.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return pages
