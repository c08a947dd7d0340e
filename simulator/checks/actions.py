"""What a tap may do, and where: in templates, quick replies, rich menus and Flex."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator.checks import addresses
from simulator.checks.counting import graphemes
from simulator.checks.shapes import (
    FINE,
    Check,
    Problems,
    anything,
    by_type,
    matching,
    one_of,
    record,
    text,
    wrong,
)

DATA = text(300, least=0)

# How each mode of the date picker writes its values, and the days LINE's calendar covers.
FORMATS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime": "%Y-%m-%dT%H:%M"}
_WIDTHS = {"date": 10, "time": 5, "datetime": 16}
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def _one_wording(action: dict[str, Any]) -> Problems:
    if action.get("displayText") is not None and action.get("text") is not None:
        return wrong("displayText and text cannot be specified together", "displayText")
    return FINE


def _fill_in_needs_keyboard(action: dict[str, Any]) -> Problems:
    if action.get("fillInText") is not None and action.get("inputOption") != "openKeyboard":
        return wrong("must be used with inputOption openKeyboard", "fillInText")
    return FINE


def moment(mode: str, value: str) -> datetime | None:
    """A date picker's value, if it is one."""
    written = value.replace("t", "T") if mode == "datetime" else value
    if len(written) != _WIDTHS[mode]:
        return None
    try:
        read = datetime.strptime(written, FORMATS[mode])
    except ValueError:
        return None
    return read if _FIRST_YEAR <= read.year <= _LAST_YEAR else None


def _times_in_order(action: dict[str, Any]) -> Problems:
    read: dict[str, datetime] = {}
    for name in ("initial", "min", "max"):
        value = action.get(name)
        if value is None:
            continue
        at = moment(action["mode"], value)
        if at is None:
            return wrong("invalid format", name)
        read[name] = at
    if "min" in read and "max" in read and read["min"] >= read["max"]:
        return wrong("must be later than min", "max")
    if "initial" in read:
        if "min" in read and read["initial"] < read["min"]:
            return wrong("must not be earlier than min", "initial")
        if "max" in read and read["initial"] > read["max"]:
            return wrong("must not be later than max", "initial")
    return FINE


def _kinds(
    label: int, needed: bool, *, desktop: bool = False, link: Check = addresses.link
) -> dict[str, Check]:
    """The actions allowed everywhere, with the label this place asks for."""
    base: dict[str, Check] = {
        "type": anything,
        "label": text(label, least=1 if needed else 0, count=graphemes),
    }
    named = ("label",) if needed else ()
    uri = {**base, "uri": link}
    if desktop:
        uri["altUri"] = record({"desktop": addresses.link}, ("desktop",))
    return {
        "postback": record(
            {
                **base,
                "data": DATA,
                "displayText": text(300, count=graphemes),
                "text": text(300, count=graphemes),
                "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
                "fillInText": text(300, count=graphemes),
            },
            (*named, "data"),
            (_one_wording, _fill_in_needs_keyboard),
        ),
        "message": record({**base, "text": text(300, count=graphemes)}, (*named, "text")),
        "uri": record(uri, (*named, "uri")),
        "datetimepicker": record(
            {
                **base,
                "data": DATA,
                "mode": one_of(*FORMATS),
                "initial": text(16),
                "min": text(16),
                "max": text(16),
            },
            (*named, "data", "mode"),
            (_times_in_order,),
        ),
        "clipboard": record({**base, "clipboardText": text(1_000)}, (*named, "clipboardText")),
    }


def _phone(label: Check) -> Check:
    """What opens a part of the phone and carries nothing but its label."""
    return record({"type": anything, "label": label}, ("label",))


_SHORT_LABEL = text(20, count=graphemes)

in_template = by_type(_kinds(20, True))
in_image_carousel = by_type(_kinds(12, False))
_phones = {kind: _phone(_SHORT_LABEL) for kind in ("camera", "cameraRoll", "location")}
in_quick_reply = by_type(_kinds(20, True) | _phones)
_switch = record(
    {
        "type": anything,
        "label": text(20, least=0, count=graphemes),
        "richMenuAliasId": matching(r"[a-z0-9_-]{1,32}"),
        "data": DATA,
    },
    ("richMenuAliasId", "data"),
)
in_rich_menu = by_type(_kinds(20, False, link=addresses.menu_link) | {"richmenuswitch": _switch})
in_flex_button = by_type(_kinds(40, True, desktop=True))
in_flex = by_type(_kinds(40, False, desktop=True))
in_flex_video = by_type({"uri": _kinds(40, False, desktop=True)["uri"]})
anywhere = by_type(_kinds(40, False, desktop=True) | _phones | {"richmenuswitch": _switch})
"""A tap as a phone reports it, wherever the button stood."""
