"""`flask staff`: organisations, activities and codes, and who waits for an answer, from the command line."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from commands.desk import changing, database, wrong
from commands.printing import table, when
from locales import _, clock, counted, day, fold
from models import staffing
from models.organisations import CODE_LIFE
from models.topics import Topic
from models.unseen import seen

staff = AppGroup("staff", help="Organisations, activities, one-time codes, and who waits for an answer.")

TOKYO = ZoneInfo("Asia/Tokyo")
ACTOR = "command line"
CHOICE_MOST = 17  # characters: it becomes a button
DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
TIME = r"(\d{1,2})[:時](\d{2})分?"
YEN = re.compile(r"[¥]?([\d,]{1,9})円?")


@staff.command("organisation")
@click.argument("name", default="")
@click.option("--about", default="", help="What it does, in a sentence or two.")
@click.option("--phone", default="", help="Where residents reach it.")
def organisation(name: str, about: str, phone: str) -> None:
    """Take in an organisation: NAME as residents will read it."""
    called = _words("NAME", name, 100, needed=True)
    with changing() as (db, now):
        made = staffing.add_organisation(
            db, called, _words("--about", about, 500), _words("--phone", phone, 40) or None, ACTOR, now
        )
    click.echo(_("{name} is taken in. Its number is {number}.", name=made.name, number=made.id))


@staff.command("activity")
@click.argument("organisation", default="")
@click.argument("title", default="")
@click.option("--starts", default="", help='Japan time, such as "2026-12-05 09:00".')
@click.option("--ends", default="", help='Likewise, or only a time such as "11:30".')
@click.option("--place", default="")
@click.option("--capacity", default="", help="Places; without it as many as like can come.")
@click.option("--price", default="", help="Yen, 無料, or a sentence.")
@click.option("--topic", default="", help="Such as nature, or its name.")
@click.option("--district", default="")
@click.option("--text", default="", help="What it is about.")
@click.option("--kana", default="", help="How the title is read.")
@click.option(
    "--question", multiple=True, help='"Question" or "Question: choice / choice"; up to five times.'
)
@click.option("--party-most", default="", help="How many may come on one registration; 4 unless told.")
@click.option("--closes", default="", help="The last day, or day and time, for signing up.")
def activity(organisation: str, title: str, question: tuple[str, ...], **given: str) -> None:
    """Put in an activity TITLE of ORGANISATION."""
    starts = _moment("--starts", given["starts"])
    if starts is None:
        wrong(_("{name} is needed.", name="--starts"))
    price_yen, price_text = _price(given["price"])
    draft = staffing.Draft(
        title=_words("TITLE", title, 120, needed=True),
        starts=starts,
        ends=_moment("--ends", given["ends"], of=starts),
        place=_words("--place", given["place"], 120, needed=True),
        capacity=_number("--capacity", given["capacity"]),
        price_yen=price_yen,
        price_text=price_text,
        topic=_topic(given["topic"]),
        district=_words("--district", given["district"], 40) or None,
        text=_words("--text", given["text"], 5000),
        kana=_words("--kana", given["kana"], 200),
        party_most=_number("--party-most", given["party_most"]) or 4,
        closes=_moment("--closes", given["closes"], last_minute=True),
        questions=[_question(words) for words in question],
    )
    with changing() as (db, now):
        by = staffing.organisation_called(db, _words("ORGANISATION", organisation, 100, needed=True))
        made = staffing.add_activity(db, by, draft, ACTOR, now)
    said = _("“{title}” is put in. Its number is {number}.", title=made.title, number=made.id)
    click.echo(f"{said} {day(starts, year=True)} {clock(starts)}")


@staff.command("code")
@click.argument("organisation", default="")
def code(organisation: str) -> None:
    """Make a one-time code that lets somebody speak for ORGANISATION."""
    with changing() as (db, now):
        for_whom = staffing.organisation_called(db, _words("ORGANISATION", organisation, 100, needed=True))
        made = staffing.hand_out_code(db, for_whom, ACTOR, now)
    until = day(now + CODE_LIFE, year=True)
    click.echo(made)
    click.echo(
        _("For {name}: it works once, until {day}. It is not shown again.", name=for_whom.name, day=until)
    )


@staff.command("people")
def people() -> None:
    """Show who asked for a person and waits, the oldest first."""
    with database().reading() as db:
        waiting = [
            (str(one.id), when(one.made_at), one.resident.display_name or "―", one.words or _("(unsent)"))
            for one in db.scalars(staffing.open_requests())
        ]
    if not waiting:
        click.echo(_("Nobody waits for an answer."))
        return
    click.echo(table((_("Number"), _("Since"), _("Name"), _("Words")), waiting, right=(0,)))
    click.echo(counted("{count} person waits.", "{count} people wait.", len(waiting)))


@staff.command("done")
@click.argument("number", default="")
def done(number: str) -> None:
    """Write down that the request NUMBER has been answered."""
    found = _number("NUMBER", number)
    if found is None:
        wrong(_("{name} is needed.", name="NUMBER"))
    with changing() as (db, now):
        fresh = staffing.mark_done(db, found, ACTOR, now)
    said = _("Request {number} is done.") if fresh else _("Request {number} was done already.")
    click.echo(said.format(number=found))


@staff.command("unheard")
@click.option("--most", default="50", help="How many lines to show.")
def unheard(most: str) -> None:
    """Show the words nobody understood, the most frequent first: keywords are made of them."""
    lines = _number("--most", most) or 50
    with database().reading() as db:
        counts = [(str(times), words) for words, times in staffing.unheard_counted(db, lines)]
    if not counts:
        click.echo(_("Every word was understood."))
        return
    click.echo(table((_("Times"), _("Words")), counts, right=(0,)))


def _words(name: str, given: str, most: int, *, needed: bool = False) -> str:
    words = seen(given, len(given))
    if needed and not words:
        wrong(_("{name} is needed.", name=name))
    if len(words) > most:
        wrong(_("{name} may have {most} characters at most.", name=name, most=most))
    return words


def _number(name: str, given: str) -> int | None:
    bare = unicodedata.normalize("NFKC", given).strip().replace(",", "").removesuffix("人")
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= 9 and int(bare) > 0):
        wrong(_("{name} has to be a whole number above zero, but is “{given}”.", name=name, given=given))
    return int(bare)


def _moment(
    name: str, given: str, *, of: datetime | None = None, last_minute: bool = False
) -> datetime | None:
    """A day and time in Japan. `of`: a time alone is taken on its day; `last_minute`: a day alone is whole."""
    bare = unicodedata.normalize("NFKC", given).strip()
    if not bare:
        return None
    try:
        if found := re.fullmatch(rf"{DAY}[ T]*{TIME}", bare):
            return datetime(*map(int, found.groups()), tzinfo=TOKYO)  # type: ignore[misc, arg-type]  # five
        if of is not None and (found := re.fullmatch(TIME, bare)):
            return of.replace(hour=int(found[1]), minute=int(found[2]))
        if last_minute and (found := re.fullmatch(DAY, bare)):
            return datetime(int(found[1]), int(found[2]), int(found[3]), 23, 59, tzinfo=TOKYO)
    except ValueError:
        pass  # the 31st of February
    wrong(
        _(
            "{name} has to be a day and time such as 2026-12-05 09:00, but is “{given}”.",
            name=name,
            given=given,
        )
    )


def _price(given: str) -> tuple[int | None, str]:
    """Yen when it is one certain amount, otherwise the words as they are."""
    words = _words("--price", given, 300)
    bare = unicodedata.normalize("NFKC", words).strip()
    if fold(bare) in (fold("無料"), "free"):
        return 0, ""
    if found := YEN.fullmatch(bare):
        return int(found[1].replace(",", "") or 0), ""
    return None, words


def _topic(given: str) -> Topic | None:
    if not given.strip():
        return None
    shape = fold(given)
    for topic in Topic:
        if shape in (topic.value, fold(topic.label)):
            return topic
    known = "、".join(f"{topic.value} ({topic.label})" for topic in Topic)
    wrong(_("There is no topic “{given}”. Known are: {known}.", given=given, known=known))


def _question(given: str) -> tuple[str, list[str]]:
    """The words, and the choices if what follows the last colon is a list of them."""
    words = _words("--question", given, 300, needed=True)
    head, _colon, tail = words.replace("：", ":").rpartition(":")
    choices = [choice.strip() for choice in tail.replace("／", "/").split("/")]
    if not head.strip() or len(choices) < 2 or not all(choices):
        return _words("--question", words, 120), []
    for choice in choices:
        if len(choice) > CHOICE_MOST:
            wrong(_("A choice may have {most} characters, but is “{given}”.", most=CHOICE_MOST, given=choice))
    return _words("--question", head, 120, needed=True), choices
