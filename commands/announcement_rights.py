"""`flask announcements testers` and `entitle`: who sees announcements first, and what organisations may announce."""

import click

from commands.announcement_desk import group
from commands.announcement_files import audience as who_is_meant
from commands.desk import changing, wrong
from locales import _
from models.acting import By
from models.entitlements import entitle
from models.residents import Resident
from models.staffing import organisation_called
from models.testers import drop_tester, name_tester, testers


@group.command("testers")
@click.option("--add", multiple=True, help="The LINE user id of somebody who agreed to it.")
@click.option("--drop", multiple=True)
def who_tests(add: tuple[str, ...], drop: tuple[str, ...]) -> None:
    """Show who sees announcements first, as a test; name more of them or fewer."""
    with changing() as (db, now):
        for line_id in (*add, *drop):
            resident = Resident.known(db, line_id)
            if resident is None:
                wrong(_("Nobody with the LINE user id “{given}” is known.", given=line_id))
            if line_id in add:
                name_tester(db, resident, now)
            else:
                drop_tester(db, resident)
        db.flush()
        lines = [f"{each.line_id} {each.display_name or '―'}" for each in db.scalars(testers())]
    click.echo("\n".join(lines) or _("Nobody is named as a tester yet."))


@group.command("entitle")
@click.argument("organisation")
@click.option("--by", required=True, help="Your name.")
@click.option("--topics", help="Topics it may send news of, with commas; an empty list for none.")
@click.option("--monthly", type=click.IntRange(0, 10_000_000), help="How many people a month.")
@click.option("--approval/--no-approval", default=None, help="Whether somebody else has to look first.")
def allow(organisation: str, by: str, topics: str | None, monthly: int | None, approval: bool | None) -> None:
    """Say what ORGANISATION may announce beyond its own activities."""
    with changing() as (db, now):
        found = organisation_called(db, organisation)
        named = None
        if topics is not None:
            listed = [part.strip() for part in topics.replace("、", ",").split(",") if part.strip()]
            named = list(who_is_meant(db, {"topics": listed}).topics)
        made = entitle(
            db, found, By.staff(by).actor, now, topics=named, monthly=monthly, needs_approval=approval
        )
        click.echo(_("{name}: {topics}; {monthly} people a month.", name=found.name,
                     topics="、".join(made.topics) or _("its own activities only"), monthly=made.monthly))  # fmt: skip
        approves = _("Somebody else has to look first.") if made.needs_approval else _("Nobody looks first.")
        click.echo(approves)
