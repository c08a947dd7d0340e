"""Pictures: what organisers send to announce with, made small and kept until nobody needs it any more."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from locales import lazy
from models.announcements import Announcement, State, sends_of
from models.awaiting import heard
from models.base import Base
from models.contents import Content, Picture, Words
from models.drafting import cancel_times
from models.refusals import Refusal
from models.sends import stop
from models.town import Town

MOST_PICTURES = 3  # with words before them and a card behind, the five parts that an announcement may have
TOKEN = 32  # letters of a token


class NoAddress(Refusal):
    message = lazy(
        "Pictures cannot be sent from here: LINE would have to fetch them from an address that begins with https://, "
        "and none is set. Please send words, or ask the office."
    )


class OtherPicture(Refusal):
    message = lazy("This picture cannot be fetched. Please send one from your own phone.")


class TooManyPictures(Refusal):
    message = lazy("One announcement has {most} pictures at most.")


class StillFetched(Refusal):
    message = lazy("The picture is still being fetched. Please wait a little, and send it then.")


class CouldNotBeRead(Refusal):
    message = lazy("One picture could not be read. Please take it out, or send another one instead.")


class PictureState(StrEnum):
    ASKED = "asked"
    READY = "ready"
    UNREADABLE = "unreadable"


class KeptPicture(Base):
    """A picture somebody sent: first only that it is there, later the bytes that everybody may fetch."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Its address; nobody can guess it.
    token: Mapped[str] = mapped_column(String(40), unique=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    announcement_id: Mapped[int | None] = mapped_column(
        ForeignKey("announcements.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[PictureState] = mapped_column(default=PictureState.ASKED, index=True)
    full: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    small: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    tries: Mapped[int] = mapped_column(default=0)
    # On the database's clock: not asked for before.
    due: Mapped[float] = mapped_column(default=0.0)
    made_at: Mapped[datetime] = mapped_column(index=True)


def expected(db: Session, town: Town, message_id: str, now: datetime) -> KeptPicture:
    """The picture of a message, which the worker is going to fetch. Raises NoAddress."""
    if not town.public_url.startswith("https://"):
        raise NoAddress
    known = db.scalars(select(KeptPicture).where(KeptPicture.message_id == message_id)).first()
    if known is None:
        known = KeptPicture(token=secrets.token_urlsafe(24), message_id=message_id, made_at=now)
        db.add(known)
        db.flush()
    return known


def as_parts(db: Session, town: Town, ids: Iterable[int]) -> tuple[Picture, ...]:
    """Those pictures as parts of an announcement, in their order; one that was taken back is left out."""
    found = (db.get(KeptPicture, key) for key in ids)
    return tuple(
        Picture(
            f"{town.public_url}/pictures/{one.token}.jpg", f"{town.public_url}/pictures/{one.token}-small.jpg"
        )
        for one in found
        if one is not None
    )


def attach(db: Session, ids: Iterable[int], one: Announcement) -> None:
    """Note who needs them."""
    db.execute(update(KeptPicture).where(KeptPicture.id.in_(list(ids))).values(announcement_id=one.id))


def with_pictures(db: Session, content: Content, more: tuple[Picture, ...]) -> Content:
    """The same with more pictures, behind the words and instead of those that could not be read.

    Raises TooManyPictures."""
    bad = {url for url, state in states(db, content).items() if state == PictureState.UNREADABLE}
    words = [part for part in content.parts if isinstance(part, Words)]
    here = [part for part in content.parts if isinstance(part, Picture) and part.url not in bad]
    rest = [part for part in content.parts if not isinstance(part, Words | Picture)]
    if len(here) + len(more) > MOST_PICTURES:
        raise TooManyPictures(most=MOST_PICTURES)
    return Content((*words, *here, *more, *rest))


def without_pictures(content: Content) -> Content:
    return Content(tuple(part for part in content.parts if not isinstance(part, Picture)))


def states(db: Session, content: Content) -> Mapping[str, PictureState]:
    """How those of its pictures stand that are kept here, by their addresses."""
    urls = {_token(part.url): part.url for part in content.parts if isinstance(part, Picture)}
    if not urls:
        return {}
    rows = select(KeptPicture.token, KeptPicture.state).where(KeptPicture.token.in_(urls))
    return {urls[token]: state for token, state in db.execute(rows)}


def must_be_ready(db: Session, content: Content) -> None:
    """Raises StillFetched and CouldNotBeRead: people would see a hole."""
    found = states(db, content).values()
    if PictureState.UNREADABLE in found:
        raise CouldNotBeRead
    if PictureState.ASKED in found:
        raise StillFetched


def read_picture(db: Session, name: str) -> bytes | None:
    """The bytes behind an address without its ending: the token, or the token and `-small`."""
    token, rest = name[:TOKEN], name[TOKEN:]
    if rest not in ("", "-small"):
        return None
    column = KeptPicture.small if rest else KeptPicture.full
    ready = KeptPicture.token == token, KeptPicture.state == PictureState.READY
    return db.scalar(select(column).where(*ready))


def forget_picture(db: Session, message_id: str) -> None:
    """Its sender took it back: the bytes go, its address leads nowhere, and what has not left goes without it."""
    found = db.scalars(select(KeptPicture).where(KeptPicture.message_id == message_id)).first()
    if found is None:
        return
    one = db.get(Announcement, found.announcement_id) if found.announcement_id else None
    if one is not None:
        rest = [
            part
            for part in one.content.parts
            if not isinstance(part, Picture) or _token(part.url) != found.token
        ]
        one.content_kept, one.bodies = Content(tuple(rest)).kept(), None
        cancel_times(db, one)
        if one.state == State.STARTED:
            for send in sends_of(db, one):
                stop(db, send.id, send.made_at)
                heard(db, send.id)
        else:
            # Whoever agreed has agreed to something else.
            one.state = State.DRAFT if rest and one.state != State.WITHDRAWN else State.WITHDRAWN
    db.delete(found)


def prune_pictures(db: Session, before: datetime) -> None:
    """Delete what nobody needs: of drafts never made, and of what was thrown away."""
    alive = Announcement.id == KeptPicture.announcement_id, Announcement.state != State.WITHDRAWN
    unused = ~exists(select(Announcement.id).where(*alive))
    db.execute(
        delete(KeptPicture).where(KeptPicture.made_at < before, unused),
        execution_options={"synchronize_session": False},
    )


def _token(url: str) -> str:
    return url.rpartition("/")[2].removesuffix(".jpg")
