"""Coupons as they are asked for: what is given, when, to whom, and how often."""

from __future__ import annotations

from typing import Any

from simulator.checks import addresses
from simulator.checks.shapes import (
    FINE,
    Problems,
    anything,
    by_type,
    one_of,
    record,
    text,
    unreadable,
    whole,
    wrong,
)

LATEST = 2**53
MOST_ACQUIRED = 999_999
DEAREST = 2**53

_ZONES = [
    "ETC_GMT_MINUS_12",
    "ETC_GMT_MINUS_11",
    "PACIFIC_HONOLULU",
    "AMERICA_ANCHORAGE",
    "AMERICA_LOS_ANGELES",
    "AMERICA_PHOENIX",
    "AMERICA_CHICAGO",
    "AMERICA_NEW_YORK",
    "AMERICA_CARACAS",
    "AMERICA_SANTIAGO",
    "AMERICA_ST_JOHNS",
    "AMERICA_SAO_PAULO",
    "ETC_GMT_MINUS_2",
    "ATLANTIC_CAPE_VERDE",
    "EUROPE_LONDON",
    "EUROPE_PARIS",
    "EUROPE_ISTANBUL",
    "EUROPE_MOSCOW",
    "ASIA_TEHRAN",
    "ASIA_TBILISI",
    "ASIA_KABUL",
    "ASIA_TASHKENT",
    "ASIA_COLOMBO",
    "ASIA_KATHMANDU",
    "ASIA_ALMATY",
    "ASIA_RANGOON",
    "ASIA_BANGKOK",
    "ASIA_TAIPEI",
    "ASIA_TOKYO",
    "AUSTRALIA_DARWIN",
    "AUSTRALIA_SYDNEY",
    "ASIA_VLADIVOSTOK",
    "ETC_GMT_PLUS_12",
    "PACIFIC_TONGATAPU",
]


def _or_no_limit(most: int) -> Any:
    """A number from 1, or -1 for as many as one likes."""

    def check(value: Any) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            return unreadable("an integer")
        return FINE if value == -1 or 1 <= value <= most else wrong(f"Must be -1 or between 1 and {most}")

    return check


def _ends_after_its_start(coupon: dict[str, Any]) -> Problems:
    if coupon["startTimestamp"] < coupon["endTimestamp"]:
        return FINE
    return wrong("must be after startTimestamp", "endTimestamp")


_amount = whole(1, DEAREST)
_fixed = record({"type": anything, "fixedAmount": _amount}, ("fixedAmount",))
_percentage = record({"type": anything, "percentage": whole(1, 99)}, ("percentage",))
_explicit = record(
    {"type": anything, "priceAfterDiscount": whole(0, DEAREST), "originalPrice": _amount},
    ("priceAfterDiscount", "originalPrice"),
)
_cash_back = by_type({"fixed": _fixed, "percentage": _percentage})
_discount = by_type({"fixed": _fixed, "percentage": _percentage, "explicit": _explicit})
_plain = record({"type": anything})

COUPON = record(
    {
        "acquisitionCondition": by_type(
            {
                "normal": _plain,
                "lottery": record(
                    {
                        "type": anything,
                        "lotteryProbability": whole(1, 99),
                        "maxAcquireCount": _or_no_limit(MOST_ACQUIRED),
                    },
                    ("lotteryProbability", "maxAcquireCount"),
                ),
            }
        ),
        "barcodeImageUrl": addresses.media,
        "couponCode": text(16),
        "description": text(1_000, least=0),
        "endTimestamp": whole(1, LATEST),
        "imageUrl": addresses.media,
        "maxUseCountPerTicket": _or_no_limit(1),
        "startTimestamp": whole(0, LATEST),
        "title": text(60),
        "usageCondition": text(100, least=0),
        "reward": by_type(
            {
                "cashBack": record({"type": anything, "priceInfo": _cash_back}, ("priceInfo",)),
                "discount": record({"type": anything, "priceInfo": _discount}, ("priceInfo",)),
                **dict.fromkeys(("free", "gift", "others"), _plain),
            }
        ),
        "visibility": one_of("UNLISTED", "PUBLIC"),
        "timezone": one_of(*_ZONES),
    },
    (
        "acquisitionCondition",
        "endTimestamp",
        "maxUseCountPerTicket",
        "startTimestamp",
        "title",
        "visibility",
        "timezone",
    ),
    (_ends_after_its_start,),
)
