"""Reasons: why somebody was told something, found again in what they chose, joined and wait for."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.activities import Activity
from models.announcements import Announcement, sends_of
from models.interests import Interest
from models.notes import Note
from models.organisations import Organisation
from models.outbox import ONE_PERSON, Outgoing
from models.receipts import sent_by_line
from models.registrations import Registration, RegistrationState
from models.residents import Resident
from models.sends import Send, addressed
from models.topics import Topic, chosen_topics

KEY = re.compile(r"([a-z_]{1,30}):([0-9A-Z-]{1,20})")
# What came longer ago is not meant by 「なぜ届いた」 without saying which.
RECENT = timedelta(days=14)
MOST_SENDS = 30


class Reason(StrEnum):
    JOINED = "joined"
    WAITS = "waits"
    KEPT = "kept"
    TOPICS = "topics"
    WEEKLY = "weekly"
    DISTRICT = "district"
    # They have taken part in something of the same organisation.
    MEMBER = "member"
    # They got the message that this one puts right.
    CORRECTED = "corrected"
    # Language or age, as they told us.
    CHOSEN = "chosen"
    EVERYBODY = "everybody"
    # LINE took it to all friends of the account, whatever they chose here.
    FRIENDS = "friends"
    # It never went to them, or what it was about is gone.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told, and why."""

    # The subject of the send: "announcements:12".
    key: str
    reason: Reason = Reason.UNKNOWN
    # Of the activity, or the name of the district or organisation.
    title: str = ""
    topics: tuple[Topic, ...] = ()
    organisation: Organisation | None = None
    mine: Registration | None = None

    @property
    def is_news(self) -> bool:
        """Something one can have less of; a reminder of one's own is none."""
        return self.key.partition(":")[0] in ("announcements", "digests")


def told(db: Session, resident: Resident, key: str) -> Told:
    """Why this came to this person. Whatever is not theirs reads the same as what is not there."""
    found = KEY.fullmatch(key)
    if found is None:
        return Told(key="")
    table, number = found.groups()
    if table == "digests":
        return _digest(db, resident, key)
    if not (number.isdecimal() and len(number) < 10):
        return Told(key)
    if table == "activities":
        return _activity(db, resident, key, int(number))
    if table == "notes":
        note = db.get(Note, int(number))
        return _activity(db, resident, key, note.activity_id) if note else Told(key)
    if table == "announcements":
        return _announcement(db, resident, key, int(number))
    return Told(key)


def last_told(db: Session, resident: Resident, now: datetime) -> str:
    """What came last without being asked for; "" when nothing did lately."""
    pushes = select(Outgoing).where(
        ONE_PERSON, Outgoing.to == resident.line_id, Outgoing.made_at > now - RECENT
    )
    own = next(
        (
            (row.made_at, key)
            for row in db.scalars(pushes.order_by(Outgoing.id.desc()).limit(5))
            if (key := _key_on(row))
        ),
        None,
    )
    recent = select(Send).where(Send.made_at > now - RECENT).order_by(Send.id.desc()).limit(MOST_SENDS)
    sends = db.scalars(recent).all()
    to_all = sent_by_line(db, [send.id for send in sends], resident)
    shared = next(
        (
            (send.made_at, send.subject)
            for send in sends
            if send.id in to_all or resident.id in addressed(db, send.id)
        ),
        None,
    )
    return max((one for one in (own, shared) if one), default=(now, ""))[1]


def _key_on(row: Outgoing) -> str:
    """What the buttons under a push say it is about."""
    found = re.search(r"why\.ask/1\?key=([a-z_]+)%3A([0-9A-Z-]+)", row.body)
    return f"{found[1]}:{found[2]}" if found else ""


def _activity(db: Session, resident: Resident, key: str, activity_id: int) -> Told:
    activity = db.get(Activity, activity_id)
    if activity is None:
        return Told(key)
    mine = Registration.of(db, resident, activity)
    if mine is not None:
        joined = mine.state in (RegistrationState.JOINED, RegistrationState.LEFT)
        reason = Reason.JOINED if joined else Reason.WAITS
        return Told(key, reason, activity.title, organisation=activity.organisation, mine=mine)
    if Interest.kept(db, resident, activity):
        return Told(key, Reason.KEPT, activity.title, organisation=activity.organisation)
    return Told(key)


def _announcement(db: Session, resident: Resident, key: str, number: int) -> Told:
    one = db.get(Announcement, number)
    if one is None:
        return Told(key)
    if one.audience.unmet:
        # Everybody may know of it, also who became a friend while LINE was sending it.
        return (
            Told(key, Reason.FRIENDS)
            if sent_by_line(db, [send.id for send in sends_of(db, one)])
            else Told(key)
        )
    if _went_to(db, resident, key) is None:
        return Told(key)
    meant, whose = one.audience, one.organisation
    for activity_id in meant.activities:
        found = _activity(db, resident, key, activity_id)
        if found.reason is not Reason.UNKNOWN:
            return replace(found, organisation=whose)
    if meant.topics:
        topics = [topic for topic in Topic if topic in meant.topics]
        own = set(chosen_topics(db, resident))
        # Whoever has stopped following them since did so then.
        theirs = tuple(topic for topic in topics if topic in own) or tuple(topics)
        return Told(key, Reason.TOPICS, topics=theirs, organisation=whose)
    if meant.districts:
        district = resident.district if resident.district in meant.districts else meant.districts[0]
        return Told(key, Reason.DISTRICT, district or "", organisation=whose)
    if meant.members:
        member = db.get(Organisation, meant.members[0])
        return Told(key, Reason.MEMBER, member.name if member else "", organisation=whose)
    if meant.got is not None:
        return Told(key, Reason.CORRECTED, organisation=whose)
    return Told(key, Reason.EVERYBODY if meant.everyone else Reason.CHOSEN, organisation=whose)


def _digest(db: Session, resident: Resident, key: str) -> Told:
    if not _went_to(db, resident, key):
        return Told(key)
    return Told(key, Reason.WEEKLY, topics=tuple(chosen_topics(db, resident)))


def _went_to(db: Session, resident: Resident, key: str) -> Send | None:
    sends = db.scalars(select(Send).where(Send.subject == key).order_by(Send.id.desc()))
    return next((send for send in sends if resident.id in addressed(db, send.id)), None)
