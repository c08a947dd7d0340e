"""The log of sends in words: never more exact than people's privacy allows, never more certain than LINE is."""

from locales import LANGUAGES, Lazy, _, clock, counted, day, lazy
from models.presses import FEW
from models.sendlog import Entry
from models.sends import Send, SendState, Why

STATES: dict[SendState, Lazy] = {
    SendState.EXPANDING: lazy("under way"),
    SendState.SENDING: lazy("under way"),
    SendState.PAUSED: lazy("paused"),
    SendState.STOPPED: lazy("stopped"),
    SendState.FINISHED: lazy("through"),
}
WHYS: dict[Why, Lazy] = {
    Why.STAFF: lazy("paused by staff"),
    Why.QUOTA: lazy("paused: the month's messages are used up or reserved; it goes on by itself"),
    Why.CANARY: lazy("paused: of the first few too many failed"),
    Why.CONTENT: lazy("paused: LINE does not take these words"),
    Why.RESTORED: lazy("paused: the town came back from a backup; who has got it since then is not known"),
}


def state(send: Send) -> str:
    """How it stands, and what it waits for."""
    if send.state == SendState.PAUSED and send.why is not None:
        return str(WHYS[send.why])
    return str(STATES[send.state])


def about(entry: Entry) -> list[str]:
    """One send, line by line."""
    send, parts = entry.send, entry.progress
    lines = [
        _("Send {number}: {title}", number=send.id, title=send.title),
        _(
            "Begun: {moment}. State: {state}.",
            moment=f"{day(send.made_at)} {clock(send.made_at)}",
            state=state(send),
        ),
        to_whom(entry),
        _("Accepted by LINE: {count}", count=parts.accepted),
        _("Waiting or under way: {count}", count=parts.open),
        _("Undeliverable: {count}", count=parts.dead),
        _("May have arrived or not: {count}", count=parts.uncertain),
        _("Not sent: {count}", count=parts.unsent),
        _("Pressed something (of those who agreed to be counted): {people}", people=few(entry.pressed)),
        *by_line(entry),
    ]
    if send.drill:
        lines.insert(1, _("This was a drill."))
    return lines


def to_whom(entry: Entry) -> str:
    faces = _(", ").join(f"{face_name(face)} {total}" for face, total in entry.faces.items())
    if not faces:
        return _("Recipients: {people}.", people=entry.send.total)
    return _("Recipients: {people} ({faces})", people=entry.send.total, faces=faces)


def face_name(face: str) -> str:
    """`ja.large` as staff read it."""
    locale, _dot, letters = face.partition(".")
    name = LANGUAGES.get(locale, locale)
    return _("{language}, large letters", language=name) if letters == "large" else name


def few(people: int) -> str:
    """A number of people that tells about nobody in particular."""
    if 0 < people < FEW:
        return _("fewer than {few}", few=FEW)
    return counted("{count} person", "{count} people", people)


def by_line(entry: Entry) -> list[str]:
    """LINE's own statistics. It tells no number of under 20 people, and none of the first day."""
    lines = []
    if entry.narrowcast is not None:
        phase, reached, missed = entry.narrowcast
        lines.append(
            _("LINE sends it itself: {phase}, {reached} reached, {missed} not.",
              phase=phase, reached=_known(reached), missed=_known(missed))
        )  # fmt: skip
    if entry.asked_at is None:
        return [*lines, _("LINE has no statistics yet; they come a day later and grow for two weeks.")]
    said = _("LINE's statistics ({day}): displayed on {opened} phones, links opened on {clicked}.",
             day=day(entry.asked_at), opened=_known(entry.opened), clicked=_known(entry.clicked))  # fmt: skip
    return [*lines, said]


def _known(number: int | None) -> str:
    return _("(under 20, or not known)") if number is None else str(number)
