"""Numbers: every choice on the screen gets one, so that it can be typed instead of tapped."""

from collections.abc import Iterator, Sequence

from views import Json

Choices = list[list[str]]  # [label, packed tap], the first is number 1


def number(messages: Sequence[Json], *, written: bool = True) -> Choices:
    """Write numbers before the labels of what can be chosen, and return what they stand for.

    Where a number is itself an answer (`written` is false) none are written; the labels still work as words.

    In a card it is the primary button (one a card), then come the quick replies of the last message. Pins
    and calendars open only on a phone, so they get none."""
    choices: Choices = []
    for message in messages:
        if message["type"] == "flex":
            for action in _primary(message["contents"]):
                _note(action, choices, written)
    for item in messages[-1].get("quickReply", {}).get("items", []) if messages else ():
        if item["action"]["type"] == "postback":
            _note(item["action"], choices, written)
    return choices


def _primary(part: Json) -> Iterator[Json]:
    if part.get("type") == "button" and part.get("style") == "primary":
        if part["action"]["type"] == "postback":
            yield part["action"]
        return
    for name in ("contents", "header", "body", "footer"):
        inner = part.get(name)
        for child in inner if isinstance(inner, list) else [inner] if inner else ():
            yield from _primary(child)


def _note(action: Json, choices: Choices, written: bool) -> None:
    choices.append([action["label"], action["data"]])
    if written:
        action["label"] = f"{len(choices)} {action['label']}"
