"""W12 in small: what the bot does not know, or is not asked, is stored and counted, and nothing is said."""

import pytest
from phone import TestTown
from sqlalchemy import func, select
from webhooks import PATH, Json, body_of, event, person, signature, words

from models.inbox import Event, EventState
from models.outbox import Outgoing

MOMENT = 1_790_000_000_000
GROUP: Json = {"type": "group", "groupId": "C" + "1" * 32, "userId": person(1)}
ROOM: Json = {"type": "room", "roomId": "R" + "1" * 32}


def asks(**more: object) -> Json:
    return words("くらし", person(1), "key", MOMENT) | more


QUIET: dict[str, Json] = {
    "an event of a new kind": event("hologram", person(1), "key", MOMENT, hologram={"depth": 3}),
    "one with a message in it": asks(type="hologram"),
    "one with a button's data in it": event(
        "tapped", person(1), "key", MOMENT, postback={"data": "open/1?entry=find"}
    ),
    "a new kind of message": asks(message={"id": "1", "type": "hologram", "depth": 3}),
    "a message of no kind": asks(message={"id": "1", "text": "くらし"}),
    "a notice of a module channel": event("botSuspended", person(1), "key", MOMENT),
    "standby": asks(mode="standby"),
    "a pressed button in standby": asks(type="postback", mode="standby", postback={"data": "back/1"}),
    "a new mode": asks(mode="rehearsal"),
    "a new kind of source": asks(source={"type": "square", "squareId": "S1", "userId": person(1)}),
    "no kind of source": asks(source={"userId": person(1)}),
    "no source": asks(source=None),
    "a group's talk": asks(source=GROUP),
    "a room's talk": asks(source=ROOM),
    "somebody else being called in a group": asks(
        source=GROUP,
        message={
            "id": "1",
            "type": "text",
            "text": "@hana くらし",
            "mention": {"mentionees": [{"index": 0, "length": 5, "type": "user", "userId": person(2)}]},
        },
    ),
    "everybody being called in a group": asks(
        source=GROUP,
        message={
            "id": "1",
            "type": "text",
            "text": "@All くらし",
            "mention": {"mentionees": [{"index": 0, "length": 4, "type": "all"}]},
        },
    ),
    "a message edited in a group": asks(type="messageEdited", source=GROUP),
    "a new kind of message in a group": asks(source=GROUP, message={"id": "1", "type": "hologram"}),
    "the bot being removed from a group": event("leave", person(1), "key", MOMENT) | {"source": GROUP},
    "members coming": event("memberJoined", person(1), "key", MOMENT, joined={"members": []})
    | {"source": GROUP},
}


@pytest.mark.parametrize("what", QUIET)
def test_what_is_not_for_the_bot_is_stored_counted_and_left_in_peace(town: TestTown, what: str) -> None:
    # Guards bot/engine.py: `_take` (mode, kind of source); bot/groups.py: silence is the rule; bot/conversing.py:
    # a kind without a route says nothing; pages/health.py: Figures counts by kind.
    given = QUIET[what]
    body = body_of([given])
    assert town.client.post(PATH, data=body, headers={"X-Line-Signature": signature(body)}).status_code == 200
    town.work()
    with town.looking() as db:
        assert db.scalars(select(Event)).one().state == EventState.DONE
        assert db.scalar(select(func.count()).select_from(Outgoing)) == 0
    assert town.wire.calls == []
    counted = f'tsunagu_inbox_events{{kind="{given["type"]}",state="done"}} 1.0'
    assert counted in town.client.get("/metrics").text


def test_fields_that_line_adds_hide_nothing(town: TestTown) -> None:
    # Guards bot/reading.py and bot/engine.py: only what is known is read.
    new = {"new": {"a": [1]}, "chatControl": {"expireAt": MOMENT}}
    given = asks(**new) | {"source": {"type": "user", "userId": person(1), **new}}
    given["message"] |= new
    assert town.post(given) == 200
    town.work()
    with town.looking() as db:
        assert db.scalars(select(Outgoing)).one().because == "answer.message"
