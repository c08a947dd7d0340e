"""Coupons the bot has made: they run until their end, or until it closes them."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any

# What LINE adds to a price it was told; the town pays in yen.
CURRENCY = "JPY"

NO_LIMIT = -1


@dataclass(slots=True)
class Coupon:
    id: str
    object: dict[str, Any]
    at: int
    closed: bool = False

    def status(self, now: int) -> str:
        """Closed is what was closed, or has run out."""
        return "CLOSED" if self.closed or now >= self.object["endTimestamp"] * 1000 else "RUNNING"

    def summary(self) -> dict[str, Any]:
        return {"couponId": self.id, "title": self.object["title"]}

    def line(self, now: int) -> dict[str, Any]:
        """As it was asked for, with what LINE knows besides."""
        told = {name: value for name, value in self.object.items() if value is not None}
        if reward := told.get("reward"):
            told["reward"] = _in_yen(reward)
        return {
            **told,
            "maxAcquireCount": told["acquisitionCondition"].get("maxAcquireCount", NO_LIMIT),
            "maxTicketPerUser": 1,
            "couponId": self.id,
            "createdTimestamp": self.at // 1000,
            "status": self.status(now),
        }


def _in_yen(reward: dict[str, Any]) -> dict[str, Any]:
    price = reward.get("priceInfo")
    if not price or price["type"] == "percentage":
        return reward
    return {**reward, "priceInfo": {**price, "currency": CURRENCY}}


class Coupons:
    """By id, oldest first."""

    def __init__(self) -> None:
        self.shelf: dict[str, Coupon] = {}

    def add(self, wanted: dict[str, Any], at: int) -> Coupon:
        coupon = Coupon(secrets.token_hex(16), wanted, at)
        self.shelf[coupon.id] = coupon
        return coupon

    def clear(self) -> None:
        self.shelf.clear()

    def kept(self) -> list[dict[str, Any]]:
        return [asdict(coupon) for coupon in self.shelf.values()]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        self.shelf = {one["id"]: Coupon(**one) for one in kept}
