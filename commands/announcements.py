"""`flask announcements`: write, show, try out, hand in, approve, send, stop and correct, from the command line."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from commands import announcement_rights  # noqa: F401 - its commands belong to the group
from commands.announcement_desk import group, say_it
from commands.announcement_files import audience as who_is_meant
from commands.announcement_files import contents, from_options, read_file, schedule, understood
from commands.announcement_sheets import at_night, counted_lines, heading, sheet
from commands.desk import changing, database, limits, wrong
from locales import LOCALES, _
from models.acting import By
from models.announcements import Announcement, State, find, locked, newest, note, sends_of, shown_in
from models.approving import approve, refuse, submit
from models.audiences import keep
from models.crowds import reach
from models.drafting import change, correct, draft
from models.planning import release, withdraw
from models.schedules import Rule
from models.sends import Why, pause, resume
from models.testers import try_out
from outreach.results import tell_writer
from views import Json, announcing_told
from views.announcements import bodies

EVERYONE_AT_LINE = (
    "Also friends the bot has never met, whatever they chose: in Japanese for all, and nobody can be "
    "taken out or told one by one that it was wrong."
)
Command = TypeVar("Command", bound=Callable[..., Any])


def number_and_name(command: Command) -> Command:
    """What most of these take: which announcement, and who does it."""
    named = click.option("--by", required=True, help="Your name: nobody approves what they wrote.")(command)
    return click.argument("number", type=int)(named)


def words_and_people(command: Command) -> Command:
    """A file, or options for something simple."""
    for option in reversed(
        (
            click.argument("file", default=""),
            click.option("--title", help="For lists; without it the first words are taken."),
            click.option("--ja", help="The words in Japanese."),
            click.option("--easy", "ja_Hira", help="In easy Japanese."),
            click.option("--en", help="In English."),
            click.option("--picture", multiple=True, help="The https address of a picture."),
            click.option("--card", multiple=True, type=int, help="An activity whose card is shown."),
            click.option("--everyone", is_flag=True),
            click.option("--everyone-at-line", is_flag=True, help=EVERYONE_AT_LINE),
            click.option("--topic", multiple=True),
            click.option("--district", multiple=True),
            click.option("--language", multiple=True, help="ja, ja_Hira or en."),
            click.option("--age", multiple=True, help="Such as 65-74, of those who said."),
            click.option("--of", multiple=True, type=int, help="An activity; see --who."),
            click.option("--who", multiple=True, type=click.Choice(["joined", "waiting", "interested"])),
            click.option("--member", multiple=True, help="Who ever joined something of this organisation."),
            click.option("--kept", help="An audience kept under this name."),
        )
    ):
        command = option(command)
    return command


@group.command("new")
@words_and_people
@click.option("--by", required=True, help="Your name: nobody approves what they wrote.")
@click.option("--organisation", help="In whose name; without it in the town's.")
@click.option("--activity", type=int, help="What it is about: when that is over it is not sent any more.")
@click.option("--at", help='Japan time, such as "2026-12-05 09:00"; without it: when you say send.')
@click.option("--urgent", is_flag=True, help="At any hour, to everybody meant; two others have to agree.")
@click.option("--drill", is_flag=True, help="Marked as a drill on the screen.")
def new(file: str, by: str, **given: Any) -> None:
    """Write an announcement, from FILE (see docs/announcements.md) or from options."""
    with changing() as (db, now):
        found = understood(db, read_file(file) if file else from_options(given))
        one = draft(
            db, By.staff(by), found.title, found.content, found.audience, now,
            organisation_id=found.organisation_id, activity_id=found.activity_id, schedule=found.schedule,
            urgent=found.urgent, drill=found.drill, not_after=found.not_after,
        )  # fmt: skip
        say_it(db, one, now)


@group.command("change")
@number_and_name
@click.argument("file")
def change_it(number: int, by: str, file: str) -> None:
    """Write NUMBER anew from FILE: what it names of title, parts, audience and schedule. Approvals are void then."""
    with changing() as (db, now):
        data, one = read_file(file), find(db, number, By.staff(by))
        change(
            db, one, By.staff(by), now,
            title=data.get("title"),
            content=contents(data["parts"]) if "parts" in data else None,
            audience=who_is_meant(db, data["audience"]) if "audience" in data else None,
            schedule=schedule(data["schedule"]) if "schedule" in data else None,
        )  # fmt: skip
        say_it(db, one, now)


@group.command("list")
@click.option("--most", default=20, help="How many, the newest first.")
def list_them(most: int) -> None:
    """Show what there is, the newest first."""
    with database().reading() as db:
        lines = [heading(one) for one in db.scalars(newest().limit(max(1, most)))]
    click.echo("\n".join(lines) or _("There are no announcements yet."))


@group.command("show")
@click.argument("number", type=int)
@click.option("--language", multiple=True, type=click.Choice(LOCALES), help="Which previews; without it all.")
def show(number: int, language: tuple[str, ...]) -> None:
    """Show NUMBER as it will be read, whom it reaches, what it costs, its state and its seal."""
    with changing() as (db, now):
        one = find(db, number, By.staff(""))
        click.echo("\n".join(sheet(db, one, language or LOCALES, now, limits())))


@group.command("audience")
@words_and_people
@click.option("--keep", "name", help="Keep these conditions under this name.")
def audience(file: str, name: str | None, **given: Any) -> None:
    """Count whom conditions reach, from FILE or from options, and keep them with --keep."""
    with changing() as (db, now):
        data = read_file(file) if file else from_options(given)
        meant = who_is_meant(db, data.get("audience", data if file else {}))
        meant.check()
        click.echo("\n".join(counted_lines(db, meant, now, limits())))
        if name:
            keep(db, name, meant, now)
            click.echo(_("Kept as “{name}”.", name=name))


@group.command("test")
@number_and_name
def test(number: int, by: str) -> None:
    """Send NUMBER to the testers, marked as a test."""
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        count = try_out(db, one, By.staff(by), bodies(one, shown_in(db, one), now, test=True), now)
        database().knock(db)
    click.echo(_("It goes to {count} testers.", count=count))


@group.command("submit")
@number_and_name
def hand_in(number: int, by: str) -> None:
    """Hand NUMBER in: somebody else has to approve it."""
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        found = reach(db, one.audience, now, limits(), organisation_id=one.organisation_id, urgent=one.urgent)
        submit(db, one, By.staff(by), bodies(one, shown_in(db, one), now), now, people=found.count)
        say_it(db, one, now)


@group.command("approve")
@number_and_name
@click.option("--seal", required=True, help="As `show` tells it: so that you approve what you have seen.")
def agree(number: int, by: str, seal: str) -> None:
    """Agree to NUMBER. What was written by you, or changed since you saw it, you cannot approve."""
    with changing() as (db, now):
        one = locked(db, find(db, number, By.staff(by)).id)
        waited = one.state == State.WAITING
        approve(db, one, By.staff(by), seal, bodies(one, shown_in(db, one), now), now)
        if waited and one.state != State.WAITING:
            _tell_its_writer(db, one, announcing_told.was_approved, now)
        say_it(db, one, now)


@group.command("refuse")
@number_and_name
@click.option("--why", required=True, help="What whoever wrote it should know.")
def give_back(number: int, by: str, why: str) -> None:
    """Give NUMBER back with a reason."""
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        refuse(db, one, By.staff(by), why, now)
        _tell_its_writer(db, one, announcing_told.was_refused, now)
        say_it(db, one, now)


@group.command("schedule")
@number_and_name
@click.option("--at", help='Japan time, such as "2026-12-05 09:00".')
@click.option("--rule", type=click.Choice([rule.value for rule in Rule]))
@click.option("--time", "at_time", help='Such as "09:00".')
@click.option("--weekday", multiple=True, help="月 … 日, for weekly.")
@click.option("--day", type=int, help="Of the month, for monthly.")
@click.option("--first", help="From this day on.")
@click.option("--last", help="Up to this day.")
@click.option("--except", "exceptions", multiple=True, help="Not on this day.")
@click.option("--holidays", type=click.Choice(["send", "skip", "next"]))
def plan(number: int, by: str, at_time: str | None, weekday: tuple[str, ...], **given: Any) -> None:
    """Say when NUMBER leaves. This voids approvals: the plan is part of what is approved."""
    named = {name: value for name, value in given.items() if value and name != "exceptions"}
    when = named | {"weekdays": list(weekday), "except": list(given["exceptions"])}
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        change(db, one, By.staff(by), now, schedule=schedule(when | ({"time": at_time} if at_time else {})))
        say_it(db, one, now)


@group.command("send")
@number_and_name
def send(number: int, by: str) -> None:
    """Send NUMBER now, when it is approved and waits for that; or when it was held, whatever held it."""
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        release(db, one, By.staff(by), now)
        say_it(db, one, now)
        for line in at_night(db, one, limits()):
            click.echo(line)


@group.command("pause")
@number_and_name
def rest(number: int, by: str) -> None:
    """Let nothing more of NUMBER leave until `resume`."""
    _on_its_sends(number, by, "announcement.pause", lambda db, key: pause(db, key, Why.STAFF))


@group.command("resume")
@number_and_name
def go_on(number: int, by: str) -> None:
    """Go on with NUMBER where it was."""
    _on_its_sends(number, by, "announcement.resume", resume)


@group.command("stop")
@number_and_name
def stop(number: int, by: str) -> None:
    """Take NUMBER back: what has not left stays here, for good."""
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        if withdraw(db, one, By.staff(by), now):
            _tell_its_writer(db, one, lambda one: announcing_told.was_taken_back(one, None), now)
        say_it(db, one, now)


@group.command("correct")
@number_and_name
@click.option("--ja", help="What is right, in Japanese.")
@click.option("--easy", "ja_Hira", help="In easy Japanese.")
@click.option("--en", help="In English.")
def put_right(number: int, by: str, **words: str | None) -> None:
    """Write a correction of NUMBER, to exactly those who got it; the rest of it is stopped. Hand it in next."""
    with changing() as (db, now):
        wrong = find(db, number, By.staff(by))
        right = correct(db, wrong, By.staff(by), contents(from_options(words)["parts"]), now)
        say_it(db, right, now)


def _tell_its_writer(
    db: Session, one: Announcement, draw: Callable[[Announcement], Json], now: datetime
) -> None:
    """An organiser wrote it in the chat, and hears there what the office did with it."""
    tell_writer(db, database(), one, partial(draw, one), now, limits())


def _on_its_sends(number: int, by: str, did: str, act: Callable[[Session, int], bool]) -> None:
    with changing() as (db, now):
        one = find(db, number, By.staff(by))
        moved = [found for found in sends_of(db, one) if act(db, found.id)]
        if not moved:
            wrong(_("Nothing of it is on its way."))
        note(db, By.staff(by), did, one, now)
        database().knock(db)
        say_it(db, one, now)
