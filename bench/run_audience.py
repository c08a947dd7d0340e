"""Counting an audience before a send: milliseconds among 10,000, 100,000 and 1,000,000 residents."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar

from pyroaring import BitMap
from sqlalchemy import insert, text

from bench.postgres import own_postgres
from models import Base, load
from models.audiences import Audience
from models.crowds import people, reach
from models.database import Database
from models.limits import Limits
from models.outbox import Lane
from models.residents import Resident
from models.sends import Send, SendPart, SendState
from models.topics import Topic, bits_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
AUDIENCES = {
    "everybody": Audience(everyone=True),
    "one topic": Audience(topics=("nature",)),
    "three topics": Audience(topics=("nature", "arts", "food")),
    "three topics, two districts, Japanese, two ages": Audience(
        topics=("nature", "arts", "food"),
        districts=("北", "南"),
        locales=("ja", "ja_Hira"),
        ages=("40-64", "65-74"),
    ),
}
Result = TypeVar("Result")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--residents", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    for count in options.parse_args().residents:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Database(f"sqlite:///{folder}/town.db"), count)
        with own_postgres() as url:
            if url is not None:
                _measure(Database(url), count)


def _measure(database: Database, count: int) -> None:
    load()
    Base.metadata.create_all(database.engine)
    with database.writing() as db:
        for start in range(0, count, 20_000):
            db.execute(insert(Resident), list(_residents(start, min(count, start + 20_000))))
    _settle(database)
    limits = Limits(most_a_week=1)
    print(f"{'SQLite' if database.embedded else 'PostgreSQL'}, {count:,} residents")
    for name, audience in AUDIENCES.items():
        _counted(database, name, audience, limits)
    _a_third_had_enough(database, count)
    _counted(database, "everybody, a third had enough this week", AUDIENCES["everybody"], limits)
    _counted(database, "three topics, a third had enough", AUDIENCES["three topics"], limits)
    with database.reading() as db:
        taken, crowd = _timed(lambda: people(db, AUDIENCES["everybody"], NOW, limits), 1)
    print(f"  {'who they are, when it begins':52}{1000 * taken:7.1f} ms{len(crowd.people):>12,}")
    database.close()


def _counted(database: Database, name: str, audience: Audience, limits: Limits) -> None:
    with database.reading() as db:
        taken, found = _timed(lambda: reach(db, audience, NOW, limits), 5)
    print(f"  {name:52}{1000 * taken:7.1f} ms{found.count:>12,} of {found.of:,}")


def _timed(do: Callable[[], Result], times: int) -> tuple[float, Result]:
    """The median of several."""
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        found = do()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2], found


def _settle(database: Database) -> None:
    """What PostgreSQL does by itself some minutes after so many rows; SQLite never does."""
    if not database.embedded:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _residents(first: int, last: int) -> Iterator[dict[str, Any]]:
    random, topics = Random(first), list(Topic)
    for number in range(first, last):
        yield {
            "line_id": f"U{number * 7919:032x}",
            "display_name": "山田 花子",
            "profile_due_at": NOW,
            "locale": random.choices(("ja", "ja_Hira", "en"), (90, 6, 4))[0],
            "letter_size": random.choice(("normal", "normal", "large")),
            "delivery": random.choice(("each", "each", "each", "weekly")),
            "paused_until": datetime(2027, 1, 1, tzinfo=UTC) if random.random() < 0.05 else None,
            "district": random.choice(("北", "南", "東", "西", None)),
            "age_band": random.choice(("20-39", "40-64", "65-74", None)),
            "topic_bits": bits_of(random.sample(topics, 3)),
            "follows": random.random() < 0.93,
            "follows_since": NOW,
            "first_seen_at": NOW,
            "last_seen_at": NOW,
        }


def _a_third_had_enough(database: Database, count: int) -> None:
    third = BitMap(Random(1).sample(range(1, count + 1), count // 3))
    with database.writing() as db:
        send = Send(
            kind="announcement", subject="announcements:1", lane=Lane.BULK, state=SendState.FINISHED,
            total=len(third), title="", words="", fingerprint="", made_at=NOW,
        )  # fmt: skip
        db.add(send)
        db.flush()
        part = SendPart(
            send_id=send.id, face="ja.normal", frozen=third.serialize(), body="[]", total=len(third)
        )
        db.add(part)


if __name__ == "__main__":
    main()
