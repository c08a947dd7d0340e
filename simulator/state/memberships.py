"""Paid memberships: plans as they are made in LINE's own manager, and who has joined them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from simulator.clock import DAY, JST

FIRST_PLAN = 3_000

# The next payment is this long after the last one.
MONTH = 30 * DAY


@dataclass(slots=True)
class Subscription:
    number: int
    since: int
    paid_at: int
    months: int = 1

    def line(self) -> dict[str, Any]:
        due = datetime.fromtimestamp((self.paid_at + MONTH) / 1000, JST)
        return {
            "membershipNo": self.number,
            "joinedTime": self.since // 1000,
            "nextBillingDate": due.strftime("%Y-%m-%d"),
            "totalSubscriptionMonths": self.months,
        }


@dataclass(slots=True)
class Plan:
    id: int
    title: str
    description: str
    benefits: list[str]
    price: float
    limit: int | None = None
    members: dict[str, Subscription] = field(default_factory=dict)
    """By user id."""
    joined: int = 0
    """How many have ever joined: the last member's number."""

    def subscribed(self) -> dict[str, Any]:
        """As somebody sees it who has joined."""
        return {
            "membershipId": self.id,
            "title": self.title,
            "description": self.description,
            "benefits": self.benefits,
            "price": float(self.price),
            "currency": "JPY",
        }

    def line(self) -> dict[str, Any]:
        return {
            **self.subscribed(),
            "memberCount": len(self.members),
            "memberLimit": self.limit,
            "isInAppPurchase": False,
            "isPublished": True,
        }

    def join(self, user_id: str, at: int) -> None:
        self.joined += 1
        self.members[user_id] = Subscription(self.joined, at, at)

    def renew(self, user_id: str, at: int) -> None:
        member = self.members[user_id]
        member.paid_at, member.months = at, member.months + 1


class Memberships:
    def __init__(self) -> None:
        self.plans: dict[int, Plan] = {}

    def add(self, **described: Any) -> Plan:
        plan = Plan(FIRST_PLAN + len(self.plans), **described)
        self.plans[plan.id] = plan
        return plan

    def clear(self) -> None:
        self.plans.clear()

    def kept(self) -> list[dict[str, Any]]:
        return [asdict(plan) for plan in self.plans.values()]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        self.plans = {}
        for one in kept:
            members = {user_id: Subscription(**it) for user_id, it in one["members"].items()}
            self.plans[one["id"]] = Plan(**{**one, "members": members})
