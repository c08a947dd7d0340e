"""What a clerk reads when a list is imported: which list it is, what changes, and what to look at."""

from collections.abc import Iterable, Sequence

import click

from imports.gathered import Gathered, Remark
from imports.lists import TITLES
from imports.runs import UNDER_WAY, Asked
from imports.writing import Findings
from locales import Lazy, _, day, lazy
from models.imports import ImportRun
from models.unseen import on_one_line

SHOWN = 60
ENCODINGS: dict[str, Lazy] = {
    "utf-8": lazy("UTF-8"),
    "utf-8-sig": lazy("UTF-8 with its mark, as Excel writes it"),
    "utf-16": lazy("UTF-16, Excel's Unicode text"),
    "cp932": lazy("Shift_JIS, as Windows writes it"),
    "xlsx": lazy("Excel workbook"),
}
# The columns that may change, as a clerk would call them.
COLUMNS: dict[str, Lazy] = {
    "title": lazy("name"),
    "name": lazy("name"),
    "kana": lazy("reading"),
    "text": lazy("description"),
    "category": lazy("category"),
    "audience": lazy("for whom"),
    "organiser": lazy("organiser"),
    "price_text": lazy("price"),
    "when_text": lazy("words for the time"),
    "times": lazy("times"),
    "place": lazy("venue"),
    "address": lazy("address"),
    "latitude": lazy("spot on the map"),
    "longitude": lazy("spot on the map"),
    "phone": lazy("telephone number"),
    "hours": lazy("opening hours"),
    "url": lazy("web address"),
    "sign_up": lazy("sign-up"),
    "sign_up_text": lazy("sign-up"),
    "closes_at": lazy("last day of sign-up"),
    "capacity_text": lazy("capacity"),
    "details": lazy("details"),
    "state": lazy("on the list again"),
    "gone_at": lazy("on the list again"),
}
# Numbers made from words that are told already.
FOLLOW = {"price_yen", "capacity", "topic", "district"}


def say_list(gathered: Gathered, asked: Asked) -> None:
    click.echo(
        _(
            "List: {kind} of {source} (kept as {list_name})",
            kind=TITLES[gathered.kind],
            source=shown(asked.name),
            list_name=shown(asked.list_name),
        )
    )
    click.echo(_("Characters: {encoding}", encoding=ENCODINGS[gathered.encoding]))
    if gathered.other_sheets:
        click.echo(_("Sheet: {sheet}", sheet=shown(gathered.sheet)))
        others = [shown(name, 30) for name in gathered.other_sheets[:10]]
        click.echo(
            _(
                "Sheets that were not read: {sheets}. To import another one, add for example --sheet {first}.",
                sheets="、".join(others),
                first=others[0],
            )
        )
    if gathered.hidden:
        click.echo(
            _("Rows that are hidden in the workbook were read as well: {count}", count=gathered.hidden)
        )
    click.echo(
        _(
            "Rows: {rows}, which are {drafts} entries; rows not taken: {left_out}",
            rows=gathered.rows,
            drafts=gathered.drafts,
            left_out=gathered.left_out,
        )
    )


def say_found(gathered: Gathered, asked: Asked, found: Findings) -> None:
    click.echo(
        _(
            "New: {new}. Changed: {changed}. Gone: {gone}. As before: {same}.",
            new=found.new,
            changed=found.changed,
            gone=found.gone,
            same=found.same,
        )
    )
    if found.back:
        click.echo(_("Of the changed ones, {back} had been gone and are back.", back=found.back))
    _examples(_("New"), found.new_names, found.new)
    _examples(_("Changed"), [_changed(name, columns) for name, columns in found.changed_names], found.changed)
    _examples(_("Gone"), found.gone_names, found.gone)
    if found.codes_before and gathered.codes and found.codes_before.isdisjoint(gathered.codes):
        click.echo(
            _(
                "Look twice: this list has the municipality code {now}, and what was imported before had "
                "{before}. Is it the right file?",
                now="、".join(sorted(gathered.codes)[:5]),
                before="、".join(sorted(found.codes_before)[:5]),
            )
        )
    if asked.as_of is None:
        click.echo(
            _("Residents see of which day the list is. To tell it, add for example --as-of 2026-11-01.")
        )


def say_problems(remarks: Sequence[Remark], most: int | None = None) -> None:
    """The problems of single rows; those that do not matter one by one are counted."""
    grave = [one for one in remarks if not one.minor]
    minor = [one for one in remarks if one.minor]
    if not remarks:
        click.echo(_("There is nothing to look at."))
    if grave:
        click.echo(_("Please look at these: {count}", count=len(grave)))
    for one in grave[:most]:
        click.echo("  " + _remark(one))
    if most is not None and len(grave) > most:
        click.echo("  " + _("and {count} more", count=len(grave) - most))
    if minor and most is not None:
        click.echo(_("Small remarks, for which nothing needs to be done: {count}", count=_times(minor)))
    elif minor:
        click.echo(_("Small remarks, with the first row of each:"))
        for one in minor:
            click.echo("  " + _remark(one) + (f" ×{one.times}" if one.times > 1 else ""))


def say_run(run: ImportRun) -> None:
    """One line of the list of imports."""
    if run.undone_at is not None:
        state = _("undone on {day}", day=day(run.undone_at, year=True))
    elif run.rows == UNDER_WAY:
        state = _("broken off: import the file again, or undo it")
    else:
        state = _(
            "new {new}, changed {changed}, gone {gone}", new=run.new, changed=run.changed, gone=run.gone
        )
    click.echo(
        _(
            "{number}: {day}, {source}, {list_name}, {file}: {state}",
            number=run.id,
            day=day(run.made_at, year=True),
            source=shown(run.source.name),
            list_name=shown(run.source.list_name),
            file=shown(run.file_name),
            state=state,
        )
    )


def shown(words: str, most: int = SHOWN) -> str:
    """Words from outside on one line, without anything that a terminal would obey."""
    bare = on_one_line(words)
    return bare if len(bare) <= most else bare[: most - 1] + "…"


def _examples(title: str, names: Sequence[str], all_of_them: int) -> None:
    for name in names:
        click.echo(f"  {title}: {shown(name, 100)}")
    if names and all_of_them > len(names):
        click.echo("  " + _("and {count} more", count=all_of_them - len(names)))


def _changed(name: str, columns: Iterable[str]) -> str:
    told = dict.fromkeys(str(COLUMNS[one]) for one in columns if one not in FOLLOW and one in COLUMNS)
    return f"{shown(name)} ({_(', ').join(told) or _('details')})"


def _remark(one: Remark) -> str:
    column, value = shown(one.column, 40), shown(one.value)
    where = _("Row {row}", row=one.row) if one.row else ""
    said = f"{column}「{value}」" if column and value else column or (f"「{value}」" if value else "")
    return " ".join(filter(None, (where, said, one.sentence)))


def _times(remarks: Iterable[Remark]) -> int:
    return sum(one.times for one in remarks)
