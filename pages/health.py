"""Health: is the process up, is everything ready, and figures for Prometheus."""

from collections.abc import Iterator
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from models.database import Database
from models.heartbeats import alive
from models.inbox import Event
from models.outbox import Outgoing

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def newest_migration() -> str | None:
    """The revision that this code expects."""
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
    """Counts read from the database when they are asked for: true for all processes at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        events = GaugeMetricFamily(
            "tsunagu_inbox_events", "Webhook events kept, by state and kind", labels=["state", "kind"]
        )
        sent = GaugeMetricFamily(
            "tsunagu_outbox_messages", "Messages to LINE, by state and kind", labels=["state", "kind"]
        )
        workers = GaugeMetricFamily("tsunagu_workers", "Worker processes heard of in the last half minute")
        with self._database.reading() as db:
            for state, kind, count in db.execute(
                select(Event.state, Event.kind, func.count()).group_by(Event.state, Event.kind)
            ):
                events.add_metric([state, kind], count)
            for fate, kind, count in db.execute(
                select(Outgoing.state, Outgoing.kind, func.count()).group_by(Outgoing.state, Outgoing.kind)
            ):
                sent.add_metric([fate, kind], count)
            workers.add_metric([], len(alive(self._database, db)))
        yield from (events, sent, workers)


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
