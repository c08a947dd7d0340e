"""Stories of joining: by taps, by words in hiragana, by number alone; full, waiting, offered, left."""

from datetime import datetime, timedelta

from sqlalchemy import select

from models.activities import Activity, Occurrence
from models.registrations import Registration


def an_activity(db, clock, **fields):
    made = Activity(
        title="川原の草刈り", kana="かわらのくさかり", text="いっしょに草を刈ります。", place="川原の広場", price_yen=0,
        made_at=clock(), extra={}, **({"capacity": 10, "district": "川東", "topic": "nature"} | fields),
    )
    starts = clock().replace(hour=9) + timedelta(days=4)
    made.occurrences = [Occurrence.at(starts, starts + timedelta(hours=2, minutes=30))]
    made.prepare()
    db.add(made)
    db.flush()
    return made


def test_hana_joins(phone, db, clock):
    an_activity(db, clock)
    hana = phone("hana")
    hana.says("いべんと")
    print(hana.reads())
    hana.taps("Join")
    print(hana.reads())
    hana.says("２")
    print(hana.reads())
    hana.taps("Yes, I join")
    print(hana.reads())
    print(hana.buttons())
    assert db.scalars(select(Registration)).one().party == 2
