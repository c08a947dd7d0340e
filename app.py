"""The front door: checks LINE's signature, stores what came, and introduces the rooms."""

import base64
import hashlib
import hmac
import logging
from dataclasses import fields
from datetime import UTC, datetime

from flask import Flask, request
from prometheus_client import CollectorRegistry, Counter
from werkzeug.exceptions import RequestEntityTooLarge

from bot.ingest import Ingest, NotStored
from bot.reading import read_body
from cli import Commands
from models.clock import Clock
from models.database import Database
from models.limits import Limits
from models.town import Town
from pages import calendars, health, pictures
from settings import Settings, read_settings

log = logging.getLogger(__name__)

# Bytes of a webhook. LINE's are a few kilobytes; a long one may be 1 MB.
MOST_BODY = 1_500_000
# The same where the length is not told beforehand: all threads may be reading such a body at once.
MOST_UNTOLD = 300_000


def wall_clock() -> datetime:
    """Now. The one place that reads the wall clock."""
    return datetime.now(UTC)


def limits_of(settings: Settings) -> Limits:
    return Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)})


def town_of(settings: Settings) -> Town:
    return Town(
        name=settings.town_name,
        office=settings.office_name,
        phone=settings.office_phone,
        public_url=settings.public_url.rstrip("/"),
        privacy_url=settings.privacy_url,
        limits=limits_of(settings),
    )


def create_app(
    settings: Settings | None = None, *, database: Database | None = None, clock: Clock = wall_clock
) -> Flask:
    """The web process: it answers LINE and health checks, and calls nobody."""
    settings = settings or read_settings()
    database = database or Database(settings.database_url)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY
    app.config["SECRET_KEY"] = settings.secret_key or None
    app.extensions["tsunagu"] = {
        "settings": settings,
        "database": database,
        "clock": clock,
        "town": town_of(settings),
    }
    ingest = Ingest(database, clock)
    secret = settings.line_channel_secret.encode()
    rejected = Counter("tsunagu_webhooks_rejected", "Webhooks whose signature was not LINE's", registry=None)

    @app.post("/line/webhook")
    def webhook() -> tuple[str, int]:
        most = MOST_BODY if request.content_length is not None else MOST_UNTOLD
        request.max_content_length = most
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return "too large", 413
        if len(body) >= most:  # a body that comes in chunks is cut off there without a word
            return "too large", 413
        # Two headers arrive joined by a comma, and that is no signature either.
        if not signed(secret, body, request.headers.get("X-Line-Signature", "")):
            rejected.inc()
            log.warning("a webhook without a good signature came from %s", request.remote_addr)
            return "bad signature", 400
        arrivals = read_body(body, int(clock().timestamp() * 1000))
        try:
            ingest.keep(arrivals)
        except NotStored as trouble:
            log.error("webhook not stored: %s", trouble)
            return "not stored, please send it again", 503
        return "OK", 200

    app.register_blueprint(health.blueprint(database, rejected, CollectorRegistry()))
    app.register_blueprint(calendars.blueprint(database, clock))
    app.register_blueprint(pictures.blueprint(database))
    app.cli = Commands("tsunagu")
    return app


def signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether LINE wrote this body: Base64 of HMAC-SHA256 over the raw bytes with the channel secret.

    The SDK's validator takes text: it cannot check bytes that are no UTF-8, nor a missing header."""
    if not secret:
        return False
    expected = base64.b64encode(hmac.new(secret, body, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode("utf-8", "surrogateescape"))
