"""Events become activities: every word finds its column, and only what is certain becomes a number or a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from imports.cells import Answer
from imports.drafts import Draft, Time, cut_lines, district_of, fitting, in_order, labelled, lines, moment
from imports.events import EventRecord
from imports.keys import described
from imports.occurrences import Occurrence as Told
from imports.terms import Deadline
from imports.topics import topic_of
from models.activities import SEARCHED, Activity, SignUp, over_at, searched

# Days that stand in the calendar one by one; what lasts longer is one time with a beginning and an end.
MOST_DAYS_APART = 7
MOST_TIMES = 400  # of one activity: every day of a year
WHEN_ROOM, SIGN_UP_ROOM = 500, 500

# Said where the list is silent: to come in vain is worse than to ask.
NOBODY_SAID = "申し込みがいるかどうかは、もとの一覧に書かれていません。主催者に確かめてください。"


def activity(record: EventRecord, municipality: str) -> Draft:
    where = record.contact
    times = _times(record)
    values = _told(record, municipality)
    values |= {
        "starts_at": min((starts for starts, *_rest in times), default=None),
        "ends_at": max((over for *_rest, over in times), default=None),
        "search": searched(*(values[name] or "" for name in SEARCHED)),
    }
    # Numbers come and go; a happening's name and place stay, and the reading half describes it by both.
    description = next(
        (key for key in (record.key, *record.also_known_as) if key.startswith("~")),
        described("event", record.name, record.venue or where.address),
    )
    values["extra"] = {
        "key": record.key,
        "described": description,
        "code": record.code,
        "english": record.english,
        "columns": dict(record.extras),
        "unlimited": record.capacity.unlimited,
        "drawn": record.capacity.drawn,
    }
    return Draft(
        record.rows[0], record.key, description, record.name, values["place"], values, in_order(times)
    )


def _told(record: EventRecord, municipality: str) -> dict[str, Any]:
    where = record.contact
    sign_up, how = _sign_up(record)
    topic = topic_of(record.category, record.name)
    return fitting(
        Activity,
        {
            "organiser": record.organizer or where.name,
            "title": record.name,
            "kana": record.kana,
            "text": lines(
                record.description,
                labelled("行き方", record.access),
                labelled("駐車場", record.parking),
                labelled("問い合わせ", where.name if record.organizer else ""),
                labelled("メール", where.email),
                labelled("備考", record.remarks),
            ),
            "topic": topic.value if topic else None,
            "category": record.category or None,
            "audience": record.audience,
            "price_text": record.fee.text,
            "price_yen": record.fee.yen,
            "when_text": cut_lines(record.when_text, WHEN_ROOM),
            "place": record.venue or where.address,
            "address": " ".join(filter(None, (where.address, where.building))),
            "district": district_of(where.address, municipality),
            "latitude": where.spot.latitude if where.spot else None,
            "longitude": where.spot.longitude if where.spot else None,
            "phone": " ".join(filter(None, (where.phones.text, labelled("内線", where.extension)))),
            "url": where.url or where.form,
            "sign_up": sign_up,
            "sign_up_text": how,
            "closes_at": _closes(record.deadline),
            "capacity": record.capacity.people,
            "capacity_text": record.capacity.text,
        },
    )


def _sign_up(record: EventRecord) -> tuple[SignUp, str]:
    told = record.sign_up
    if told.needed is Answer.NO:
        return SignUp.NOT_NEEDED, cut_lines(told.text, SIGN_UP_ROOM)
    until = labelled("締め切り", record.deadline.text)
    ways = lines(told.text, record.contact.form, until)
    if told.needed is Answer.UNKNOWN and not ways:
        ways = NOBODY_SAID
    return SignUp.ELSEWHERE, cut_lines(ways, SIGN_UP_ROOM)


def _closes(deadline: Deadline) -> datetime | None:
    if deadline.day is None:
        return None
    return moment(deadline.day, 24 * 60 if deadline.minute is None else deadline.minute)


def _times(record: EventRecord) -> list[Time]:
    """All times that are certain. Of 「6月14日まで」 only the last day is."""
    told = record.occurrences or ((Told(record.until, record.until),) if record.until else ())
    found = dict.fromkeys(time for one in told for time in _apart(one))
    first = sorted(found, key=lambda time: time[0])[:MOST_TIMES]
    return [
        (starts.astimezone(UTC), ends, all_day, over_at(starts, ends, all_day=all_day))
        for starts, ends, all_day in first
    ]


def _apart(one: Told) -> list[tuple[datetime, datetime | None, bool]]:
    days = (one.last - one.first).days + 1
    if one.start is None:
        # A whole day ends by itself; the last of several is named, to its last minute.
        return [(moment(one.first, 0), moment(one.last, 24 * 60 - 1) if days > 1 else None, True)]
    if days > MOST_DAYS_APART:
        # Without a closing time the last day is over when it is over.
        return [(moment(one.first, one.start), moment(one.last, one.end or 24 * 60 - 1), False)]
    each = (one.first + timedelta(days=step) for step in range(days))
    return [
        (moment(day, one.start), None if one.end is None else moment(day, one.end), False) for day in each
    ]
