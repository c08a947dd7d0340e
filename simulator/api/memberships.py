"""Paid memberships as the bot may read them: plans, who has joined, and what one person has joined."""

from __future__ import annotations

from aiohttp import web

from simulator.api import pages
from simulator.api.call import Call, answer
from simulator.api.refusals import invalid_parameter, not_found


async def listing(call: Call) -> web.Response:
    plans = call.world.memberships.plans
    if not plans:
        raise not_found("Membership plan not found")
    return answer({"memberships": [plan.line() for plan in plans.values()]})


async def subscription(call: Call) -> web.Response:
    """What a friend has joined."""
    person = call.person()
    if person is None or not person.linkable:
        raise not_found()
    joined = [
        {"membership": plan.subscribed(), "user": plan.members[person.id].line()}
        for plan in call.world.memberships.plans.values()
        if person.id in plan.members
    ]
    if not joined:
        raise not_found()
    return answer({"subscriptions": joined})


async def user_ids(call: Call) -> web.Response:
    """Members who are friends, page by page."""
    given = call.path("membershipId")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise invalid_parameter("membershipId")
    plan = call.world.memberships.plans.get(int(given))
    if plan is None:
        raise not_found("Membership ID is not found")
    limit, first = call.count("limit", default=300, most=1_000), pages.start(call)
    people = call.world.people
    rest = sorted(it for it in plan.members if it >= first and it in people and people[it].linkable)
    return answer(pages.page(call, "userIds", rest, limit))
