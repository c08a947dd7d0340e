"""Membership plans, which LINE's own manager makes, and people who join, renew and leave them."""

from __future__ import annotations

from aiohttp import web

from simulator.checks.shapes import array, number, one_of, record, text, whole
from simulator.control.asking import Asking, Sorry, told
from simulator.state.memberships import Plan

_PLAN = record(
    {
        "title": text(100),
        "description": text(1_000, least=0),
        "benefits": array(text(100), 1, 10),
        "price": number(1, 1_000_000),
        "limit": whole(1),
    },
    ("title",),
)
_STEP = record({"membership": whole(1), "type": one_of("joined", "renewed", "left")}, ("membership", "type"))


async def make(asking: Asking) -> web.Response:
    wanted = {"description": "", "benefits": ["…"], "price": 500, **await asking.json(_PLAN)}
    plan = asking.world.memberships.add(**wanted)
    asking.world.version += 1
    return told(plan.line(), 201)


async def step(asking: Asking) -> web.Response:
    """Joining, paying for another month, and leaving: the bot is told of each."""
    person, wanted = asking.person(), await asking.json(_STEP)
    plan = asking.world.memberships.plans.get(wanted["membership"])
    if plan is None:
        raise Sorry(404, "There is no membership plan with this number.")
    if not person.linkable:
        raise Sorry(409, "Only a friend can be a member.")
    _take(asking, plan, person.id, wanted["type"])
    asking.world.version += 1
    asking.channel.phones.membership(person, plan.id, wanted["type"])
    return told(plan.line())


def _take(asking: Asking, plan: Plan, user_id: str, kind: str) -> None:
    now = asking.world.clock.now()
    if (user_id in plan.members) == (kind == "joined"):
        raise Sorry(409, "This person is a member." if kind == "joined" else "This person is no member.")
    if kind == "joined":
        if plan.limit is not None and len(plan.members) >= plan.limit:
            raise Sorry(409, "This plan is full.")
        plan.join(user_id, now)
    elif kind == "renewed":
        plan.renew(user_id, now)
    else:
        del plan.members[user_id]
