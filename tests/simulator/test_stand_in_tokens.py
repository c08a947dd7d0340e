"""Channel access tokens by LINE's own SDK: issued, used, verified, revoked, expired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from boxed import SECRET, TOKEN, Answer, StandIn
from linebot.v3.oauth import ApiClient, ApiException, ChannelAccessToken, Configuration
from signing import SigningKey, signing_key
from town import later

from simulator.api.assertions import usable_key
from simulator.clock import DAY, MINUTE

KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT = "client_credentials"


@pytest.fixture
def api(stand_in: StandIn) -> Iterator[ChannelAccessToken]:
    with ApiClient(Configuration(host=stand_in.url)) as client:
        yield ChannelAccessToken(client)
        client.rest_client.pool_manager.clear()


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return signing_key(1)


def registered(stand_in: StandIn, key: SigningKey) -> str:
    assert usable_key(key.jwk)
    return stand_in.channel.world.passes.register(key.jwk)


def claims(stand_in: StandIn, **changes: Any) -> dict[str, Any]:
    now = stand_in.channel.world.clock.now() // 1000
    channel = stand_in.channel.id
    return {
        "iss": channel,
        "sub": channel,
        "aud": "https://api.line.me/",
        "exp": now + 25 * 60,
        "token_exp": 60 * 60,
        **changes,
    }


def status_with(stand_in: StandIn, token: str) -> int:
    return stand_in.raw("GET", "/v2/bot/info", Authorization=f"Bearer {token}").status


def form(stand_in: StandIn, path: str, **fields: str) -> Answer:
    kind = "application/x-www-form-urlencoded"
    return stand_in.raw("POST", path, urlencode(fields).encode(), Content_Type=kind)


def test_a_short_lived_token_lives_thirty_days_unless_revoked(
    stand_in: StandIn, api: ChannelAccessToken
) -> None:
    first, second = (api.issue_channel_token(GRANT, stand_in.channel.id, SECRET) for _ in range(2))
    assert first.expires_in == 30 * 86_400
    assert status_with(stand_in, first.access_token) == 200
    assert api.verify_channel_token(first.access_token).client_id == stand_in.channel.id
    api.revoke_channel_token(first.access_token)
    assert status_with(stand_in, first.access_token) == 401
    with pytest.raises(ApiException) as gone:
        api.verify_channel_token(first.access_token)
    assert gone.value.status == 400

    later(stand_in, 30 * DAY)
    assert status_with(stand_in, second.access_token) == 401
    assert status_with(stand_in, TOKEN) == 200


def test_the_thirty_first_short_lived_token_ends_the_oldest(
    stand_in: StandIn, api: ChannelAccessToken
) -> None:
    tokens = [api.issue_channel_token(GRANT, stand_in.channel.id, SECRET).access_token for _ in range(31)]
    assert [status_with(stand_in, token) for token in (tokens[0], tokens[1], tokens[30])] == [401, 200, 200]


def test_a_signed_assertion_gets_a_token_of_the_asked_life(
    stand_in: StandIn, api: ChannelAccessToken, key: SigningKey
) -> None:
    key_id = registered(stand_in, key)
    assertion = key.sign(key_id, claims(stand_in))
    issued = api.issue_channel_token_by_jwt(GRANT, KIND, assertion)
    assert issued.expires_in == 3_600
    assert status_with(stand_in, issued.access_token) == 200
    assert api.verify_channel_token_by_jwt(issued.access_token).expires_in <= 3_600
    assert api.gets_all_valid_channel_access_token_key_ids(KIND, assertion).kids == [issued.key_id]

    other = api.issue_channel_token_by_jwt(GRANT, KIND, assertion)
    api.revoke_channel_token_by_jwt(stand_in.channel.id, SECRET, issued.access_token)
    assert status_with(stand_in, issued.access_token) == 401
    assert api.gets_all_valid_channel_access_token_key_ids(KIND, assertion).kids == [other.key_id]
    for _ in range(29):
        api.issue_channel_token_by_jwt(GRANT, KIND, assertion)
    with pytest.raises(ApiException) as full:
        api.issue_channel_token_by_jwt(GRANT, KIND, assertion)
    assert full.value.status == 400
    later(stand_in, 61 * MINUTE)
    assert status_with(stand_in, other.access_token) == 401


def test_a_stateless_token_cannot_be_taken_back_and_ends_soon(
    stand_in: StandIn, api: ChannelAccessToken, key: SigningKey
) -> None:
    key_id = registered(stand_in, key)
    one = api.issue_stateless_channel_token_by_client_secret(stand_in.channel.id, SECRET)
    assertion = key.sign(key_id, claims(stand_in))
    other = api.issue_stateless_channel_token_by_jwt_assertion(assertion)
    api.revoke_channel_token(one.access_token)
    assert status_with(stand_in, one.access_token) == status_with(stand_in, other.access_token) == 200
    later(stand_in, 15 * MINUTE)
    assert status_with(stand_in, one.access_token) == status_with(stand_in, other.access_token) == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "1"},
        {"sub": "1"},
        {"aud": "https://api.example/"},
        {"exp": 1},
        {"exp": 10**11},
        {"exp": "soon"},
        {"token_exp": 31 * 86_400},
        {"token_exp": 0},
    ],
)
def test_an_assertion_that_says_something_else_is_refused(
    stand_in: StandIn, key: SigningKey, changes: dict[str, Any]
) -> None:
    assertion = key.sign(registered(stand_in, key), claims(stand_in, **changes))
    refused = form(
        stand_in,
        "/oauth2/v2.1/token",
        grant_type=GRANT,
        client_assertion_type=KIND,
        client_assertion=assertion,
    )
    assert refused.status == 400
    assert set(refused.json) == {"error", "error_description"}
    assert refused.headers["x-line-request-id"]


def test_only_the_registered_key_counts(stand_in: StandIn, key: SigningKey) -> None:
    key_id, told = registered(stand_in, key), claims(stand_in)
    good = key.sign(key_id, told)
    head, body, seal = good.split(".")
    forged = [
        signing_key(2).sign(key_id, told),
        key.sign("unknown", told),
        key.sign(key_id, told, alg="none"),
        f"{head}.{body}.",
        f"{head}.{body[:-2]}.{seal}",
        "nothing of the kind",
    ]
    asked = {"grant_type": GRANT, "client_assertion_type": KIND}
    statuses = [
        form(stand_in, "/oauth2/v3/token", **asked, client_assertion=assertion).status for assertion in forged
    ]
    assert statuses == [400, 404, 400, 400, 400, 400]
    assert form(stand_in, "/oauth2/v3/token", **asked, client_assertion=good).status == 200


def test_a_wrong_secret_gets_nothing(stand_in: StandIn) -> None:
    asked = {"grant_type": GRANT, "client_id": stand_in.channel.id}
    for wrong in ({}, {"client_secret": "guess"}):
        refused = form(stand_in, "/v2/oauth/accessToken", **asked, **wrong)
        assert (refused.status, set(refused.json)) == (400, {"error", "error_description"})
    assert form(stand_in, "/v2/oauth/accessToken", **asked, client_secret=SECRET).status == 200
