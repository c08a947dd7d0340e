"""The stand-in beside LINE's published API description: paths, answers, webhooks, and every property."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from boxed import Bot, Json, StandIn, menu_object, png
from objects import SWITCH, box, bubble, flex, imagemap, quick, template, text, words
from published import DESCRIPTIONS, Description, description
from test_stand_in_flex import ACCEPTED as FLEX_ACCEPTED
from test_stand_in_messages import ACCEPTED

from simulator.api.routes import table
from simulator.checks.messages import MESSAGES

pytestmark = pytest.mark.skipif(
    not DESCRIPTIONS.is_dir(), reason=f"LINE's published description is not at {DESCRIPTIONS}"
)

# The descriptions whose paths are served; LINE's log-in and LIFF apps are other services.
SERVED = ("messaging-api.yml", "insight.yml", "manage-audience.yml", "channel-access-token.yml")

# One path of ours stands for several of LINE's.
_WAYS = "/v2/bot/message/delivery/{way:reply|push|multicast|broadcast}"


@pytest.fixture
def line() -> Description:
    return description("messaging-api.yml")


def agree(validator: Any, value: Any) -> None:
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)] == []


def test_every_path_of_lines_is_served_and_no_other() -> None:
    described = {operation for name in SERVED for operation in description(name).operations()}
    served = {(method, template) for method, template, _handler in table() if template != _WAYS}
    served |= {
        ("GET", f"/v2/bot/message/delivery/{way}") for way in ("reply", "push", "multicast", "broadcast")
    }

    assert served == described


@pytest.mark.parametrize("message", [*ACCEPTED.values(), *FLEX_ACCEPTED.values()])
def test_what_is_taken_is_in_the_description(line: Description, message: Json) -> None:
    without_nulls = json.loads(
        json.dumps(message), object_hook=lambda found: {k: v for k, v in found.items() if v is not None}
    )
    agree(line.named("Message"), without_nulls)


PLACES: dict[str, tuple[Callable[[Json], Json], str]] = {
    "TextMessage": (lambda it: {"type": "text", **it}, ""),
    "TextMessageV2": (lambda it: {"type": "textV2", **it}, ""),
    "StickerMessage": (lambda it: {"type": "sticker", **it}, ""),
    "ImageMessage": (lambda it: {"type": "image", **it}, ""),
    "VideoMessage": (lambda it: {"type": "video", **it}, ""),
    "AudioMessage": (lambda it: {"type": "audio", **it}, ""),
    "LocationMessage": (lambda it: {"type": "location", **it}, ""),
    "ImagemapMessage": (lambda it: {"type": "imagemap", **it}, ""),
    "CouponMessage": (lambda it: {"type": "coupon", **it}, ""),
    "TemplateMessage": (lambda it: {"type": "template", **it}, ""),
    "FlexMessage": (lambda it: {"type": "flex", **it}, ""),
    "Sender": (lambda it: text(sender=it), "sender"),
    "QuickReply": (lambda it: text(quickReply=it), "quickReply"),
    "QuickReplyItem": (lambda it: text(quickReply={"items": [it]}), "quickReply.items[0]"),
    "ImagemapVideo": (lambda it: imagemap(video=it), "video"),
    "ImagemapArea": (lambda it: imagemap(video={"area": it}), "video.area"),
    "ImagemapExternalLink": (lambda it: imagemap(video={"externalLink": it}), "video.externalLink"),
    "ButtonsTemplate": (lambda it: template("buttons", **it), "template"),
    "ConfirmTemplate": (lambda it: template("confirm", **it), "template"),
    "CarouselTemplate": (lambda it: template("carousel", **it), "template"),
    "CarouselColumn": (lambda it: template("carousel", columns=[it]), "template.columns[0]"),
    "ImageCarouselTemplate": (lambda it: template("image_carousel", **it), "template"),
    "ImageCarouselColumn": (lambda it: template("image_carousel", columns=[it]), "template.columns[0]"),
    "FlexBubble": (lambda it: flex({"type": "bubble", **it}), "contents"),
    "FlexCarousel": (lambda it: flex({"type": "carousel", **it}), "contents"),
    "FlexBubbleStyles": (lambda it: flex(bubble(styles=it)), "contents.styles"),
    "FlexBlockStyle": (lambda it: flex(bubble(styles={"body": it})), "contents.styles.body"),
    "FlexBoxLinearGradient": (
        lambda it: flex(bubble(box(background={**it, "type": "linearGradient"}))),
        "contents.body.contents[0].background",
    ),
    "FlexSpan": (
        lambda it: flex(bubble(words(contents=[{**it, "type": "span"}]))),
        "contents.body.contents[0].contents[0]",
    ),
    "FlexVideo": (lambda it: flex({"type": "bubble", "hero": {**it, "type": "video"}}), "contents.hero"),
    "FlexIcon": (
        lambda it: flex(bubble(box({**it, "type": "icon"}, layout="baseline"))),
        "contents.body.contents[0].contents[0]",
    ),
    **{
        f"Flex{kind.title()}": (
            lambda it, kind=kind: flex(bubble({**it, "type": kind})),  # type: ignore[misc]  # kind is bound here
            "contents.body.contents[0]",
        )
        for kind in ("box", "button", "image", "text", "separator", "filler")
    },
    **{
        f"{kind[0].upper()}{kind[1:]}Action": (
            lambda it, kind=kind: quick({**it, "type": kind}),  # type: ignore[misc]  # kind is bound here
            "quickReply.items[0].action",
        )
        for kind in ("postback", "message", "clipboard", "camera", "cameraRoll", "location")
    },
    "DatetimePickerAction": (
        lambda it: quick({**it, "type": "datetimepicker"}),
        "quickReply.items[0].action",
    ),
    "URIAction": (
        lambda it: flex(bubble(words(action={**it, "type": "uri"}))),
        "contents.body.contents[0].action",
    ),
}

# Icons stand in baseline boxes, where LINE's words forbid what its description allows.
FORBIDDEN_IN_WORDS = {"FlexIcon": {"offsetBottom"}}


@pytest.mark.parametrize("name", PLACES)
def test_the_tables_know_exactly_the_described_properties(line: Description, name: str) -> None:
    place, where = PLACES[name]
    described = line.properties(name) - FORBIDDEN_IN_WORDS.get(name, set())
    everything = (line.every_property() | {"notDescribed"}) - {"type"}
    # No property takes such a list: a known one complains of it, an unknown one of being unknown.
    odd = place({field: [object()] for field in everything})
    unknown = {
        problem.path.removeprefix("[0]").removeprefix(".").removeprefix(where).removeprefix(".")
        for problem in MESSAGES([odd])
        if problem.message == "unknown field"
    }

    assert unknown == everything - described


def test_every_answer_is_as_described(stand_in: StandIn, bot: Bot, line: Description) -> None:
    hana = stand_in.person("花")
    stand_in.turn(quota={"type": "limited", "value": 100})
    stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", png(4, 4))
    photo = bot.events(1, "message")[0]
    film = stand_in.raw("POST", f"/_stand-in/people/{hana}/film", b"film").json["id"]
    menu = stand_in.menu()
    alias = {"richMenuAliasId": "everyday", "richMenuId": menu}
    hello = {"messages": [text()]}
    batch = {"operations": [{"type": "unlinkAll"}]}
    asked = stand_in.line("POST", "/v2/bot/richmenu/batch", batch).headers["x-line-request-id"]
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/v2/bot/message/reply", {**hello, "replyToken": photo["replyToken"]}),
        ("POST", "/v2/bot/message/push", {**hello, "to": hana}),
        ("POST", "/v2/bot/message/multicast", {**hello, "to": [hana]}),
        ("POST", "/v2/bot/message/broadcast", hello),
        ("GET", "/v2/bot/message/quota", None),
        ("GET", "/v2/bot/message/quota/consumption", None),
        ("GET", "/v2/bot/message/delivery/push?date=20200101", None),
        ("GET", "/v2/bot/message/delivery/reply?date=20990101", None),
        ("GET", "/v2/bot/message/aggregation/info", None),
        ("GET", "/v2/bot/message/aggregation/list", None),
        ("GET", f"/v2/bot/message/{film}/content/transcoding", None),
        ("GET", f"/v2/bot/profile/{hana}", None),
        ("GET", "/v2/bot/followers/ids", None),
        ("GET", "/v2/bot/info", None),
        ("GET", "/v2/bot/channel/webhook/endpoint", None),
        ("POST", "/v2/bot/channel/webhook/test", {}),
        ("POST", "/v2/bot/richmenu", menu_object()),
        ("GET", "/v2/bot/richmenu/list", None),
        ("GET", f"/v2/bot/richmenu/{menu}", None),
        ("POST", "/v2/bot/richmenu/alias", alias),
        ("GET", "/v2/bot/richmenu/alias/everyday", None),
        ("GET", "/v2/bot/richmenu/alias/list", None),
        ("POST", f"/v2/bot/user/all/richmenu/{menu}", None),
        ("GET", "/v2/bot/user/all/richmenu", None),
        ("POST", f"/v2/bot/user/{hana}/richmenu/{menu}", None),
        ("GET", f"/v2/bot/user/{hana}/richmenu", None),
        ("POST", f"/v2/bot/user/{hana}/linkToken", None),
        ("GET", f"/v2/bot/richmenu/progress/batch?requestId={asked}", None),
        ("POST", "/v2/bot/chat/loading/start", {"chatId": hana}),
    ]
    checked = 0
    for method, path, body in calls:
        answer = stand_in.line(method, path, body)
        assert 200 <= answer.status < 300, (path, answer.content)
        described = line.answer(method, line.template(method, path.partition("?")[0]), answer.status)
        if described:
            agree(described, answer.json)
            checked += 1
    assert checked >= 24


def test_every_refusal_is_as_described(stand_in: StandIn, line: Description) -> None:
    hana, refusal = stand_in.person(), line.named("ErrorResponse")
    for body in ({}, {"to": hana, "messages": [text(text="")]}, {"to": "x", "messages": [text()]}):
        answer = stand_in.line("POST", "/v2/bot/message/push", body)
        assert answer.status == 400
        agree(refusal, answer.json)
    key = "123e4567-e89b-12d3-a456-426614174000"
    for status in (200, 409):
        answer = stand_in.push(hana, text(), X_Line_Retry_Key=key)
        assert answer.status == status
    agree(refusal, answer.json)


def test_every_webhook_is_as_described(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    said = stand_in.ask("POST", f"people/{hana}/say", {"text": "おはよう"}).json["id"]
    stand_in.ask("POST", f"people/{hana}/say", {"text": "はい", "quote": said})
    stand_in.ask("POST", f"people/{hana}/sticker", {"packageId": "446", "stickerId": "1988"})
    stand_in.ask("POST", f"people/{hana}/pin", {"title": "a", "address": "b", "latitude": 1, "longitude": 2})
    stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", png(4, 4))
    stand_in.ask("POST", f"people/{hana}/unsend", {"message": said})
    picker = {"type": "datetimepicker", "label": "a", "data": "d", "mode": "time"}
    stand_in.ask("POST", f"people/{hana}/act", {"action": picker, "params": {"time": "06:15"}})
    stand_in.ask("POST", f"people/{hana}/act", {"action": SWITCH})
    stand_in.ask("POST", f"people/{hana}/block")
    stand_in.ask("POST", f"people/{hana}/unblock")
    events = bot.events(11)
    request = description("webhook.yml").named("CallbackRequest")

    assert len(events) == 11
    for received in bot.received:
        agree(request, json.loads(received.body))
    # The description is strict enough to notice: the same event with a stray property is refused.
    stray = json.loads(bot.received[0].body)
    stray["events"][0]["stray"] = 1
    assert not request.is_valid(stray)
