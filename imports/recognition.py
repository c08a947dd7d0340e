"""Which list a file is: told by its columns, else by its name or its titles, else refused with what was understood."""

import re
import unicodedata
from pathlib import PurePath

from imports.columns import BY_NAME, folded
from imports.headers import Header, listed
from imports.lists import FILE_NAMES, LEFT, PLACE_WORDS, SIGNS, THING_WORDS, TITLES, Kind
from imports.problems import Unreadable
from locales import _


def recognised(header: Header, file_name: str, chosen: Kind | None = None) -> Kind:
    """Which list this is, or a refusal that says what was understood of it."""
    has_name = "name" in header.columns or "event" in header.columns
    if chosen and has_name:
        return chosen
    names = frozenset(map(folded, filter(None, header.names)))
    fitting = [(sign.fits(names), kind) for kind, sign in SIGNS if sign.fits(names) >= 1]
    specific = [found for found in fitting if found[1] is not Kind.PUBLIC_FACILITY]
    for sign, title in LEFT:
        if sign.fits(names) >= max((fit for fit, _kind in specific), default=1.0):
            raise Unreadable(
                _(
                    "This is a list of {title}. It was recognised, but nothing in this bot uses it, "
                    "so it was not taken.",
                    title=title,
                )
            )
    if has_name and specific:
        return specific[0][1]
    if has_name and "start_date" in header.columns:
        return Kind.EVENT
    if has_name and (named := _by_words(header, file_name)):
        return named
    if has_name and fitting:
        return fitting[0][1]
    raise _unknown_list(header, names, has_name)


def _by_words(header: Header, file_name: str) -> Kind | None:
    """What the name of the file says, or the titles; each is asked alone, the surest first."""
    stem = PurePath(file_name).stem.lower()
    for part in (re.sub(r"^\d{5,6}_|_?\d{6,8}$", "", stem), stem):
        if part in FILE_NAMES:
            return FILE_NAMES[part]
    for text in (*header.above, stem):
        said = unicodedata.normalize("NFKC", text[:200]).lower()
        found = [kind for kind, words in THING_WORDS if any(word in said for word in words)][:1]
        found = found or [kind for kind, words in PLACE_WORDS if any(word in said for word in words)]
        if found == [Kind.EVACUATION_SITE, Kind.SHELTER] or len(found) == 1:
            return found[0]
    return None


def _unknown_list(header: Header, names: frozenset[str], has_name: bool) -> Unreadable:
    understood = [name for name in header.names if name and folded(name) in BY_NAME]
    if not has_name:
        return Unreadable(
            _(
                "The column names {columns} were understood, but no column holds the name of a place or an "
                "event. Please name that column 名称 or イベント名.",
                columns=listed(understood),
            )
        )
    nearest = max(SIGNS, key=lambda pair: (pair[1].fits(names), pair[0] is Kind.PUBLIC_FACILITY))[0]
    return Unreadable(
        _(
            "We could not tell which list this is. Understood: {columns}. It looks most like a list of "
            "{title}. Please say which list it is when importing, for example --kind {choice}.",
            columns=listed(understood),
            title=TITLES[nearest],
            choice=nearest.value,
        )
    )
