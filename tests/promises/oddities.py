"""Promise W6: webhooks with everything wrong that can be wrong, beside events with nothing wrong."""

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from webhooks import Json, body_of, person

MOMENT = 1_790_000_000_000
LONG = "長い" * 85_000  # a megabyte when it is escaped
DEEP = 100_000
ENTRIES = [
    "さがす",
    "くらし",
    "わたしの予定",
    "せってい",
    "人に聞く",
    "1",
    "もどる",
    "やめる",
    "草刈り",
    "ほげ",
]
TAPS = [
    "open/1?entry=find", "open/1?entry=living", "activity.show/1?activity=1", "activity.join/1?activity=1",
    "form.answer/1?form=activity.join&question=party&value=1", "form.skip/1?form=x&question=y", "back/1",
    "stop/1", "menu.tab/1?to=living", "activity.browse/1?how=upcoming&offset=-1", "old.button/1?item=7",
    "living.look/1?way=near&kind=shelter", "news.follow/1?topic=nature", "\0", "open/1?entry=\ud800", "x" * 5000,
]  # fmt: skip
# Values that a field of the right name may hold, whatever its type should be.
ODD: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**53, 2**63 - 1, -(2**63), 2**70, 1.5, -0.0, 1e300, "", " ", "0", "null",
    "text", "a\0b", "\ud83d", "\udc00\ud800", "\u202e逆", "\ufeff", "'; DROP TABLE inbox;--", "%s{0}", "x" * 300,
    "日本語" * 40, "2" * 80, [], {}, [[]], [None], [{}], {"": ""}, {"type": "user"}, [1, "a", {"b": [None]}],
    {"userId": []}, {"messageId": {}}, [["mentionees"]], {"a": {"b": {"c": {"d": None}}}},
]  # fmt: skip
# And values that Python's json module would not write: text as it stands on the wire.
RAW = [
    "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5_000, "-" + "9" * 5_000, "1." + "0" * 5_000,
    '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '{"a":1,"a":2}', '{"type":"user","type":"group"}',
    "[" * 40 + "]" * 40,
    "[" * 400 + "]" * 400, "[" * 700 + "]" * 700, "[" * 900 + "]" * 900, '{"a":' * 930 + "1" + "}" * 930,
]  # fmt: skip
HOLE = "\u2603hole\u2603"


KINDS = 15


def plausible(chance: Random, key: str, kind: int | None = None) -> Json:
    """An event of some kind that is well-formed and would be acted upon."""
    who = person(chance.randrange(40))
    alone: Json = {"type": "user", "userId": who}
    group = {"type": "group", "groupId": "C" + "1" * 32, "userId": who}
    text: Json = {"id": f"m-{key}", "quoteToken": "q", "type": "text", "text": chance.choice(ENTRIES)}
    called = {"mentionees": [{"index": 0, "length": 4, "type": "user", "userId": who, "isSelf": True}]}
    pin = {
        "id": f"m-{key}",
        "type": "location",
        "title": "t",
        "address": "a",
        "latitude": 35.2,
        "longitude": 136.9,
    }
    params = chance.choice([{"date": "2026-12-01"}, {"datetime": "2026-12-01T10:00"}, {"status": "SUCCESS"}])
    shapes: list[Json] = [
        {"type": "message", "source": alone, "message": text},
        {"type": "message", "source": alone, "message": pin},
        {"type": "message", "source": alone, "message": {"id": "9", "type": "sticker", "packageId": "1"}},
        {"type": "message", "source": group, "message": text | {"text": "@bot くらし", "mention": called}},
        {"type": "messageEdited", "source": group, "message": text | {"mention": called}},
        {"type": "postback", "source": alone, "postback": {"data": chance.choice(TAPS), "params": params}},
        {"type": "postback", "source": group, "postback": {"data": chance.choice(TAPS)}},
        {"type": "follow", "source": alone, "follow": {"isUnblocked": False}},
        {"type": "unfollow", "source": alone},
        {"type": "unsend", "source": alone, "unsend": {"messageId": f"m-{key}"}},
        {"type": "unsend", "source": group, "unsend": {"messageId": "9"}},
        {"type": "join", "source": group},
        {"type": "memberJoined", "source": group, "joined": {"members": [alone]}},
        {"type": "beacon", "source": alone, "beacon": {"hwid": "0", "type": "enter"}},
        {"type": "message", "source": alone | {"groupId": group["groupId"]}, "message": text},
    ]
    assert len(shapes) == KINDS
    return {
        "mode": "active", "timestamp": MOMENT, "webhookEventId": key, "replyToken": f"token-{key}",
        "deliveryContext": {"isRedelivery": False}, **shapes[chance.randrange(KINDS) if kind is None else kind],
    }  # fmt: skip


def every_field(share: int = 1) -> Iterator[tuple[bytes, set[str]]]:
    """Every field of every kind of event with each odd value in its place; of the values only one in `share`."""
    for kind in range(KINDS):
        for number, place in enumerate(places(plausible(Random(kind), "", kind))):
            keys, events = set(), []
            for value in range((kind + number) % share, len(ODD), share):
                key = f"F{kind}-{number}-{value}"
                event = copy.deepcopy(plausible(Random(kind), key, kind))
                inside = event
                for name in place[:-1]:
                    inside = inside[name]
                inside[place[-1]] = ODD[value]
                events.append(event)
                keys |= {key} if place != ["webhookEventId"] else set()
            yield body_of(events), keys


def places(event: Json) -> Iterator[list[str]]:
    """The way to each field, and to one that is not there."""
    for name, value in [*event.items(), ("new", None)]:
        yield [name]
        if isinstance(value, dict) and value:
            yield from ([name, *rest] for rest in places(value))


def spoilt(chance: Random, key: str) -> str:
    """A plausible event with one to three places changed for the worse, as text for the wire."""
    event = copy.deepcopy(plausible(chance, key))
    raw: list[str] = []
    for _change in range(chance.choice([1, 1, 1, 2, 3])):
        inside: Json = event
        while nested := [one for one in inside.values() if isinstance(one, dict) and one]:
            if chance.random() < 0.35:
                break
            inside = chance.choice(nested)
        name = chance.choice(list(inside)) if inside else "odd"
        roll = chance.random()
        if roll < 0.15:
            inside.pop(name, None)
        elif roll < 0.25:
            inside[f"{name}New"] = odd(chance)
        elif roll < 0.35:
            inside[name] = f"{HOLE}{len(raw)}"
            raw.append(chance.choice(RAW))
        elif roll < 0.40:
            inside[name] = {"mentionees": [odd(chance) for _one in range(3)]}
        else:
            inside[name] = odd(chance)
    text = json.dumps(event)
    for number, one in enumerate(raw):
        text = text.replace(json.dumps(f"{HOLE}{number}"), one)
    return text


def odd(chance: Random) -> Any:
    """Its own copy: the next change may go into it."""
    return copy.deepcopy(chance.choice(ODD))


def no_event(chance: Random, key: str) -> str:
    """Something in the list of events that is none at all."""
    return chance.choice([
        "null", "true", "7", '"event"', "[]", "{}", "[[[]]]", "NaN", "9" * 5_000, json.dumps(LONG),
        "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "0" + "}" * DEEP, '{"webhookEventId":' + "[" * 980 + "]" * 980 + "}",
        '{"type":"message","type":"follow","webhookEventId":null}', '{"text":"\xff\xfe"}', '"\\ud800"',
        '{"type": nonsense}', "{'type': 'message'}", '{"type":"message",}', "{,}", '{"a" 1}', "undefined", "+1", "01",
        '{"type":"a\tb\x01"}', '{"x":"\\x"}', '{"text":"' + LONG + '"}', json.dumps({key: "x" * 900_000}),
    ])  # fmt: skip


def sibling(chance: Random, key: str) -> Json:
    """An event with nothing wrong; most ask for nothing, so that the engine is soon through with them."""
    event = plausible(chance, key)
    return event if chance.random() < 0.1 else event | {"mode": "standby"}


def bodies(seed: int, count: int) -> Iterator[tuple[bytes, set[str]]]:
    """Bodies, each with the ids of the events in it that must not be lost. The same seed gives the same."""
    for number in range(count):
        chance = Random(f"{seed}-{number}")
        good = [sibling(chance, f"S{seed}-{number}-{one}") for one in range(chance.randint(1, 5))]
        keys = {one["webhookEventId"] for one in good}
        pieces = [json.dumps(one, ensure_ascii=chance.random() < 0.5) for one in good]
        heavy = number % 100 == 99  # a megabyte, or a hundred thousand deep
        odd = spoilt(chance, f"O{seed}-{number}")
        if heavy or chance.random() < 0.15:
            odd = no_event(chance, "key")
            while (len(odd) > 50_000) != heavy:
                odd = no_event(chance, "key")
        if chance.random() < 0.05:  # cut off in the middle of the odd one
            yield (
                f'{{"events":[{",".join(pieces)},{odd[: chance.randrange(len(odd))]}'.encode(
                    "utf-8", "replace"
                ),
                keys,
            )
            continue
        pieces.insert(chance.randint(0, len(pieces)), odd)
        yield _wrapped(chance, pieces), keys


def _wrapped(chance: Random, pieces: list[str]) -> bytes:
    """The events as a delivery, with something wrong about the whole of it."""
    events = "[" + ", ".join(pieces) + "]"
    whole = chance.choice([
        '{"destination":"U1","events":%s}',
        '{"events":%s,"destination":"U1"}', '{"events" : %s }', "%s",
        '{"destination":null,"events":%s,"new":{"a":[1]}}',
        '{"destination":"U1","events":%s',
        '{"events":null,"events":%s}',
        '{"destination":"U1","events":%s}}', '{"destination":"U1","events":%s}\0',
    ])  # fmt: skip
    if whole == "%s" and not _reads(events):
        whole = '{"events":%s}'  # a bare list that is no JSON holds nothing that could be found
    text = whole.replace("%s", events, 1)
    encoding = chance.choice(["utf-8"] * 12 + ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
    body = text.encode(encoding, "surrogatepass")
    return body if len(body) < 1_400_000 else text.encode("utf-8", "replace")


def _reads(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
