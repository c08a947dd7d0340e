"""Numbers: every choice on the screen gets one, so that it can be typed instead of tapped."""

from collections.abc import Iterator, Sequence

from views import Json
from views.tap import Stay, unpack

# [label, packed tap] of what has a number, the first is number 1; then [label, packed tap, number of its card]
# of the other buttons on cards, which are typed with that number: 「2くわしく」.
Choices = list[list[str]]


def number(messages: Sequence[Json], *, written: bool = True, typed: int | None = None) -> Choices:
    """Write numbers before the labels of what can be chosen, and return what they stand for.

    Where a number is itself an answer (`written` is false) none are written; the labels still work as words.

    The number that was `typed` last undoes nothing: who sends it twice means it once. Counting then goes on past it.

    In a card it is the primary button (one a card), then come the quick replies of the last message. Pins
    and calendars open only on a phone, so they get none."""
    choices: Choices = []
    asides: Choices = []
    for message in messages:
        if message["type"] == "flex":
            for primary, action in _buttons(message["contents"]):
                if primary:
                    _note(action, choices, written, typed)
                else:
                    asides.append([action["label"], action["data"], str(len(choices))])
    for item in messages[-1].get("quickReply", {}).get("items", []) if messages else ():
        if item["action"]["type"] == "postback":
            _note(item["action"], choices, written, typed)
    return choices + asides


def _buttons(part: Json) -> Iterator[tuple[bool, Json]]:
    """Whether it is the card's primary one, and its action, for every button that sends a tap."""
    if part.get("type") == "button":
        if part["action"]["type"] == "postback":
            yield part.get("style") == "primary", part["action"]
        return
    for name in ("contents", "header", "body", "footer"):
        inner = part.get(name)
        for child in inner if isinstance(inner, list) else [inner] if inner else ():
            yield from _buttons(child)


def _note(action: Json, choices: Choices, written: bool, typed: int | None) -> None:
    if typed == len(choices) + 1 and unpack(action["data"]).undoes:
        choices.append(["", Stay().pack()])
    choices.append([action["label"], action["data"]])
    if written:
        action["label"] = f"{len(choices)} {action['label']}"
