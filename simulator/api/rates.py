"""LINE's rate limits: a token bucket for each endpoint, by method and path template."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.clock import HOUR, MINUTE, SECOND, Clock


@dataclass(frozen=True, slots=True)
class Rate:
    count: int
    per: int


EVERYTHING_ELSE = Rate(2_000, SECOND)

RATES: dict[tuple[str, str], Rate] = {
    ("POST", "/v2/bot/message/narrowcast"): Rate(60, HOUR),
    ("POST", "/v2/bot/message/broadcast"): Rate(60, HOUR),
    ("POST", "/v2/bot/channel/webhook/test"): Rate(60, HOUR),
    ("GET", "/v2/bot/channel/webhook/endpoint"): Rate(1_000, MINUTE),
    ("PUT", "/v2/bot/channel/webhook/endpoint"): Rate(1_000, MINUTE),
    ("POST", "/v2/bot/richmenu"): Rate(100, HOUR),
    ("DELETE", "/v2/bot/richmenu/{richMenuId}"): Rate(100, HOUR),
    ("DELETE", "/v2/bot/richmenu/alias/{richMenuAliasId}"): Rate(100, HOUR),
    ("GET", "/v2/bot/richmenu/progress/batch"): Rate(100, HOUR),
    ("POST", "/v2/bot/richmenu/batch"): Rate(3, HOUR),
    ("GET", "/v2/bot/richmenu/list"): Rate(10, SECOND),
    ("POST", "/v2/bot/chat/loading/start"): Rate(100, SECOND),
    ("POST", "/v2/bot/message/multicast"): Rate(200, SECOND),
    ("POST", "/v2/oauth/accessToken"): Rate(370, SECOND),
    **{
        (method, f"/v2/bot/{what}"): Rate(200, SECOND)
        for method, what in (
            ("GET", "membership/list"),
            ("GET", "membership/subscription/{userId}"),
            ("GET", "membership/{membershipId}/users/ids"),
            ("POST", "coupon"),
            ("GET", "coupon"),
            ("GET", "coupon/{couponId}"),
            ("PUT", "coupon/{couponId}/close"),
        )
    },
    **{
        ("GET", f"/v2/bot/insight/{what}"): Rate(60, HOUR)
        for what in (
            "message/delivery",
            "followers",
            "demographic",
            "message/event",
            "message/event/aggregation",
            "richmenu/{richMenuId}/summary",
            "richmenu/{richMenuId}/daily",
        )
    },
    **{
        (method, f"/v2/bot/audienceGroup/{what}"): Rate(60, MINUTE)
        for method, what in (
            ("POST", "upload"),
            ("PUT", "upload"),
            ("POST", "upload/byFile"),
            ("PUT", "upload/byFile"),
            ("POST", "click"),
            ("POST", "imp"),
            ("PUT", "{audienceGroupId}/updateDescription"),
            ("GET", "{audienceGroupId}"),
            ("DELETE", "{audienceGroupId}"),
            ("GET", "list"),
            ("GET", "shared/{audienceGroupId}"),
            ("GET", "shared/list"),
        )
    },
}


@dataclass(slots=True)
class _Bucket:
    level: float
    filled_at: int


class Rates:
    """One channel's buckets. `enforced` is off for load tests of the stand-in itself."""

    def __init__(self, clock: Clock) -> None:
        self.enforced = True
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def allow(self, method: str, template: str) -> bool:
        if not self.enforced:
            return True
        key = (method, template)
        rate = RATES.get(key, EVERYTHING_ELSE)
        now = self._clock.now()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(rate.count, now)
        bucket.level = min(rate.count, bucket.level + (now - bucket.filled_at) * rate.count / rate.per)
        bucket.filled_at = now
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True

    def refill(self) -> None:
        self._buckets.clear()
