"""Promise W5: events come twice, three times, late and mixed up; what is known in the end is what happened."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from phone import TestTown
from sqlalchemy import func, select
from webhooks import PATH, Json, body_of, event, person, signature, words

from app import create_app
from models.help import Unheard
from models.inbox import Event, EventState
from models.outbox import Outgoing
from models.residents import Resident

BEGAN = 1_790_000_000_000


@dataclass
class Model:
    """What is true when every event is taken once, in the order in which it happened."""

    follows: dict[str, bool] = field(default_factory=dict)
    unheard: Counter[str] = field(default_factory=Counter)
    answered: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, events: Sequence[Json]) -> "Model":
        model, said = cls(), dict[str, Json]()
        for one in sorted(events, key=lambda one: int(one["timestamp"])):
            who = one["source"]["userId"]
            model.follows.setdefault(who, True)
            if one["type"] in ("follow", "unfollow"):
                model.follows[who] = one["type"] == "follow"
            if one["type"] == "message" and one["message"]["type"] == "text":
                said[one["message"]["id"]] = one
                model.unheard[one["message"]["text"]] += 1
            if one["type"] not in ("unfollow", "unsend"):
                model.answered.add(one["webhookEventId"])
            if one["type"] == "unsend":
                unsent = said[one["unsend"]["messageId"]]
                del model.unheard[unsent["message"]["text"]]
                model.answered.discard(unsent["webhookEventId"])
        return model

    @classmethod
    def read(cls, town: TestTown, name: str) -> "Model":
        """The same, as the database has it, of the events whose ids begin with `name`."""
        mine = Event.webhook_event_id.startswith(name)
        with town.database.reading() as db:
            lanes = select(Event.lane).where(mine)
            people = db.execute(select(Resident.line_id, Resident.follows).where(Resident.line_id.in_(lanes)))
            said = db.scalars(select(Unheard.words).where(Unheard.words.startswith(name)))
            answers = select(Event.webhook_event_id).join(Outgoing, Outgoing.event_id == Event.id)
            answers = answers.where(mine, Outgoing.body != "[]")
            left = select(func.count()).where(mine, Event.state != EventState.DONE)
            assert db.scalar(left) == 0
            keys = list(db.scalars(answers))
            assert len(keys) == len(set(keys))
            return cls({row.line_id: row.follows for row in people}, Counter(said), set(keys))


def history(chance: Random, name: str, count: int, people: int) -> list[Json]:
    """What `people` did: words nobody understands, each kept once; taking them back; blocking and coming back."""
    made: list[Json] = []
    spoken: list[Json] = []
    for number in range(count):
        who, key, moment = person(chance.randrange(people)), f"{name}-{number}", BEGAN + number
        kind = chance.choice(["message", "message", "follow", "unfollow"])
        if spoken and chance.random() < 0.1:
            one = spoken.pop(chance.randrange(len(spoken)))
            unsent = {"messageId": one["message"]["id"]}
            made.append(event("unsend", one["source"]["userId"], key, moment, unsend=unsent))
        elif kind == "message":
            # Words that are like nothing else, so that they are kept as not understood.
            made.append(words(f"{name} ぬむ{number}", who, key, moment))
            spoken.append(made[-1])
        else:
            made.append(event(kind, who, key, moment))
    return made


def mixed_up(chance: Random, events: Sequence[Json], copies: int) -> list[list[Json]]:
    """Deliveries of one to five events, each event in `copies` of them, in any order."""
    pile = [one | {"deliveryContext": {"isRedelivery": copy > 0}} for one in events for copy in range(copies)]
    chance.shuffle(pile)
    deliveries = []
    while pile:
        size = chance.randint(1, 5)
        deliveries.append(pile[:size])
        pile = pile[size:]
    return deliveries


def deliver(town: TestTown, deliveries: Sequence[Sequence[Json]], doors: int = 2) -> None:
    """Post through several front doors at the same time, each with an ingest of its own, while the engine works."""

    def posts(number: int) -> None:
        client = create_app(town.settings, database=town.database, clock=town.clock).test_client()
        for events in deliveries[number::doors]:
            body = body_of(events)
            statuses.append(
                client.post(PATH, data=body, headers={"X-Line-Signature": signature(body)}).status_code
            )

    statuses: list[int] = []
    threads = [threading.Thread(target=posts, args=(number,)) for number in range(doors)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        town.engine.batch()
    while town.engine.batch():
        pass
    assert set(statuses) == {200} and len(statuses) == len(deliveries)


def comes_out_right(town: TestTown, *, count: int, copies: int, seed: int, people: int) -> None:
    chance, name = Random(seed), f"w5s{seed}"
    events = history(chance, name, count, people)
    deliver(town, mixed_up(chance, events, copies))
    assert Model.read(town, name) == Model.of(events)
