"""Profiles: the name LINE shows for a resident, asked for after the first meeting, never in its way."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from delivery.line import Messenger, path_of
from models.clock import Clock
from models.database import Database
from models.residents import NAMELESS, Resident
from models.unseen import seen

AGAIN = timedelta(days=7)
MOST_AT_ONCE = 20


def ask_names(database: Database, messenger: Messenger, clock: Clock) -> int:
    """Ask LINE for the names of some residents who have none yet, and return how many were asked for."""
    now = clock()
    with database.reading() as db:
        nameless = select(Resident.id, Resident.line_id).where(NAMELESS, Resident.profile_due_at <= now)
        people = db.execute(nameless.order_by(Resident.profile_due_at).limit(MOST_AT_ONCE)).all()
    # No transaction is open while LINE is asked: others write meanwhile.
    found = {
        key: messenger.call("GET", path_of("/v2/bot/profile/{id}", id=line_id)) for key, line_id in people
    }
    if not found:
        return 0
    with database.writing() as db:
        for key, answer in found.items():
            resident = db.get_one(Resident, key)
            if answer.ok or 400 <= answer.status < 500:
                resident.profile_due_at = now + AGAIN
            profile = _read(answer.body) if answer.ok else {}
            if isinstance(name := profile.get("displayName"), str):
                resident.display_name = " ".join(seen(name, 100).split()) or None
            language = profile.get("language")
            if not resident.locale_chosen and isinstance(language, str) and language.lower().startswith("en"):
                resident.locale = "en"
    return len(found)


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
