"""What holds for every feature, present and future: buttons, words, menus and forms all lead somewhere."""

import dataclasses
import importlib
import pkgutil
from typing import get_args, get_type_hints

import pytest
from offered import an_activity
from phone import ROUTES, Phone
from sqlalchemy import select

import handlers
import views
from bot.form import Form
from bot.questions import Choice, Day, Number, Question, Text
from commands.samples import NOT_PRESSED
from locales import LOCALES, keywords
from models.inbox import Event, EventState
from models.registrations import Registration
from richmenus import entries, read_menus
from views.tap import Answered, Back, MenuTab, Open, Resume, Skipped, Stay, Stop, Tap, unpack

# Those the conversation answers itself, without a feature.
OF_THE_CONVERSATION = {Open, Back, Stop, Stay, Resume, Answered, Skipped, MenuTab}
ITS_WORDS = {"stop", "back", "skip"}


def all_taps() -> list[type[Tap]]:
    for room in (views, handlers):
        for module in pkgutil.iter_modules(room.__path__):
            importlib.import_module(f"{room.__name__}.{module.name}")
    return sorted(Tap.registry.values(), key=lambda kind: kind.name)


@pytest.mark.parametrize("kind", all_taps(), ids=lambda kind: kind.name)
def test_every_tap_is_answered(kind: type[Tap]) -> None:
    assert kind in ROUTES.taps or kind in OF_THE_CONVERSATION


@pytest.mark.parametrize("kind", all_taps(), ids=lambda kind: kind.name)
def test_every_tap_carries_ids_days_and_choices_only(kind: type[Tap]) -> None:
    """Free text never; names of forms, questions, entries and districts are ours or the town's.

    `seen` is the beginning of a fingerprint: it names no one, and what it was made of cannot be read from it.
    """
    ours = {"entry", "form", "question", "value", "to", "case", "code", "key", "seen"}
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        assert hints[field.name] is not str or field.name in ours, f"{kind.name}.{field.name}"


@pytest.mark.parametrize("entry", sorted(set(keywords().values())))
def test_every_keyword_opens_something(entry: str) -> None:
    assert entry in ROUTES.entries or entry in ITS_WORDS


@pytest.mark.parametrize("entry", sorted(entries(read_menus())))
def test_every_menu_area_opens_something(entry: str) -> None:
    assert entry in ROUTES.entries


@pytest.mark.parametrize("entry", sorted(ROUTES.entries))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_answers_a_newcomer(phone, db, entry: str, locale: str) -> None:
    hana = phone("hana", locale=locale)
    hana.presses(Open(entry).pack())
    assert hana.answer
    assert not db.scalars(select(Event).where(Event.state == EventState.FAILED)).all()


def test_no_tap_with_strange_ids_is_a_bug(phone, db) -> None:
    """Buttons are only requests: whatever they carry, the answer is a kind sentence."""
    hana = phone("hana")
    for kind in all_taps():
        hints = get_type_hints(kind)
        if kind.name in NOT_PRESSED:
            continue
        for number in (0, -1, 1, 2**31 - 1):
            given = {
                field.name: number if hints[field.name] is int else "x"
                for field in dataclasses.fields(kind)  # type: ignore[arg-type]
                if hints[field.name] in (int, str)
            }
            query = "&".join(f"{name}={value}" for name, value in given.items())
            hana.presses(f"{kind.name}/{kind.version}?{query}")
    assert not db.scalars(select(Event).where(Event.state == EventState.FAILED)).all()


def test_a_tap_survives_the_wire() -> None:
    for kind in all_taps():
        hints = get_type_hints(kind)
        values = {field.name: sample(hints[field.name]) for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
        tap = kind(**values)
        assert unpack(tap.pack()) == tap
        assert len(tap.pack()) <= 300


def sample(hint: object) -> object:
    hint = next(iter(get_args(hint)), hint)  # the first of `PlaceKind | None`
    if isinstance(hint, type) and hasattr(hint, "__members__"):
        return list(hint)[-1]  # type: ignore[call-overload]
    return {int: 7, bool: True, str: "a b&c=日本"}.get(hint, "x")  # type: ignore[call-overload]


FORMS = sorted(Form.registry)


def start_of(name: str, phone: Phone, db, clock) -> None:
    """Lead a resident to the first question of a form, as a resident gets there."""
    if name.startswith("activity."):
        an_activity(
            db, clock(), questions=[("持ち物はありますか。", []), ("朝がいいですか。", ["はい", "いいえ"])]
        )
        phone.says("さがす")
        phone.says("1")
        if name != "activity.join":
            phone.says("1")
            phone.says("はい")
        if name == "activity.party":
            phone.says("やめる")
            mine = db.scalars(select(Registration)).one()
            phone.presses(f"place.party/1?registration={mine.id}")


def an_answer(question: Question) -> str:
    if isinstance(question, Choice):
        return next(iter(question.choices))
    return {Number: "1", Day: "12/24", Text: "よろしくおねがいします"}[type(question)]


@pytest.mark.parametrize("name", [name for name in FORMS if name.startswith("activity.")])
def test_every_form_of_a_resident_is_walkable_to_the_end_back_and_out(
    phone, db, clock, town, name: str
) -> None:
    from models.conversations import Conversation

    def now() -> Conversation:
        db.expire_all()
        return db.scalars(select(Conversation)).one()

    hana = phone("hana")
    start_of(name, hana, db, clock)
    assert now().form == name
    hana.says("もどる")
    assert hana.answer
    hana.says("やめる")
    assert now().form is None
    hana.says("最初から")
    hana.sees("さがす")
