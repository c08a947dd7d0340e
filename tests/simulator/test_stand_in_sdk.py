"""LINE's own Python SDK as a client: what it sends is understood, and it understands the answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from boxed import SECRET, TOKEN, Bot, StandIn, png
from linebot.v3 import messaging
from linebot.v3.exceptions import InvalidSignatureError
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    CreateRichMenuAliasRequest,
    FlexContainer,
    FlexMessage,
    MessageAction,
    MessagingApi,
    MessagingApiBlob,
    MulticastRequest,
    PushMessageRequest,
    QuickReply,
    QuickReplyItem,
    ReplyMessageRequest,
    RichMenuArea,
    RichMenuBounds,
    RichMenuRequest,
    RichMenuSize,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import FollowEvent, ImageMessageContent, MessageEvent, PostbackEvent

from delivery.channel import Channel, NoAnswer, ask

CARD = """
{"type": "bubble", "size": "kilo",
 "body": {"type": "box", "layout": "vertical", "contents": [
   {"type": "text", "text": "草刈り", "weight": "bold", "scaling": true},
   {"type": "image", "url": "https://town.example/river.png", "aspectRatio": "20:13"},
   {"type": "button", "style": "primary", "action":
     {"type": "postback", "label": "参加する", "data": "activities.join/1?item=7"}}]}}
"""


@pytest.fixture
def client(stand_in: StandIn) -> Iterator[ApiClient]:
    with ApiClient(Configuration(access_token=TOKEN, host=stand_in.url)) as client:
        yield client
        client.rest_client.pool_manager.clear()


@pytest.fixture
def api(client: ApiClient) -> MessagingApi:
    return MessagingApi(client)


@pytest.fixture
def blob(client: ApiClient) -> MessagingApiBlob:
    return MessagingApiBlob(client)


def test_every_event_is_read_by_the_sdk(stand_in: StandIn, bot: Bot) -> None:
    hana = stand_in.person()
    stand_in.ask("POST", f"people/{hana}/say", {"text": "こんにちは"})
    stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", png(4, 4))
    action = {"type": "postback", "label": "a", "data": "join/1"}
    stand_in.ask("POST", f"people/{hana}/act", {"action": action})
    bot.events(4)
    parser = WebhookParser(SECRET)
    follow, words, photo, tap = (
        event
        for received in bot.received
        for event in parser.parse(received.body.decode(), received.headers["x-line-signature"])
    )

    assert isinstance(follow, FollowEvent)
    assert isinstance(words, MessageEvent)
    assert isinstance(photo, MessageEvent)
    assert isinstance(photo.message, ImageMessageContent)
    assert isinstance(tap, PostbackEvent)
    assert tap.postback.data == "join/1"
    with pytest.raises(InvalidSignatureError):
        parser.parse(bot.received[0].body.decode() + " ", bot.received[0].headers["x-line-signature"])


def test_the_sdk_replies_and_pushes(stand_in: StandIn, bot: Bot, api: MessagingApi) -> None:
    hana = stand_in.person()
    token = bot.events(1)[0]["replyToken"]
    quick = QuickReply(items=[QuickReplyItem(action=MessageAction(label="はい", text="はい"))])
    words = TextMessage(text="ようこそ", quickReply=quick)
    replied = api.reply_message(ReplyMessageRequest(replyToken=token, messages=[words]))
    card = FlexMessage(altText="草刈りの案内", contents=FlexContainer.from_json(CARD))
    pushed = api.push_message(PushMessageRequest(to=hana, messages=[card]), str(uuid.uuid4()))

    said, shown = stand_in.chat(hana)
    assert replied.sent_messages[0].id == said["id"]
    assert pushed.sent_messages[0].id == shown["id"]
    assert said["message"]["quickReply"]["items"][0]["action"]["text"] == "はい"
    assert shown["message"]["contents"]["size"] == "kilo"


def test_the_sdk_reads_refusals(stand_in: StandIn, api: MessagingApi) -> None:
    hana, key = stand_in.person(), str(uuid.uuid4())
    request = PushMessageRequest(to=hana, messages=[TextMessage(text="やあ")])
    api.push_message(request, key)
    with pytest.raises(ApiException) as again:
        api.push_message(request, key)
    with pytest.raises(ApiException) as used:
        api.reply_message(ReplyMessageRequest(replyToken="x", messages=[TextMessage(text="やあ")]))

    assert again.value.status == 409
    assert again.value.headers["x-line-accepted-request-id"]
    assert (used.value.status, "Invalid reply token" in used.value.body) == (400, True)


def test_the_sdk_asks_about_people_and_the_account(stand_in: StandIn, bot: Bot, api: MessagingApi) -> None:
    hana = stand_in.person("花")
    stand_in.turn(quota={"type": "limited", "value": 200})
    api.multicast(MulticastRequest(to=[hana], messages=[TextMessage(text="やあ")]))
    api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="やあ")]))
    api.show_loading_animation(ShowLoadingAnimationRequest(chatId=hana, loadingSeconds=10))

    assert api.get_profile(hana).display_name == "花"
    assert api.get_bot_info().display_name == "つなぐ町"
    assert api.get_followers().user_ids == [hana]
    assert api.get_message_quota().value == 200
    assert api.get_message_quota_consumption().total_usage == 1
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=bot.url))
    assert api.get_webhook_endpoint().endpoint == bot.url
    assert api.test_webhook_endpoint(messaging.TestWebhookEndpointRequest()).success is True


def test_the_sdk_makes_menus(stand_in: StandIn, api: MessagingApi, blob: MessagingApiBlob) -> None:
    hana, picture = stand_in.person(), png(800, 540)
    area = RichMenuArea(
        bounds=RichMenuBounds(x=0, y=0, width=800, height=540), action=MessageAction(label="a", text="a")
    )
    menu = api.create_rich_menu(
        RichMenuRequest(
            size=RichMenuSize(width=800, height=540), selected=True, name="a", chatBarText="a", areas=[area]
        )
    ).rich_menu_id
    blob.set_rich_menu_image(menu, body=picture, _headers={"Content-Type": "image/png"})
    api.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="everyday", richMenuId=menu))
    api.set_default_rich_menu(menu)
    api.link_rich_menu_id_to_user(hana, menu)

    assert blob.get_rich_menu_image(menu) == picture
    assert api.get_rich_menu_list().richmenus[0].rich_menu_id == menu
    assert api.get_rich_menu_id_of_user(hana).rich_menu_id == menu
    assert api.get_default_rich_menu_id().rich_menu_id == menu
    assert api.get_rich_menu_alias_list().aliases[0].rich_menu_alias_id == "everyday"
    api.delete_rich_menu_alias("everyday")
    api.cancel_default_rich_menu()
    api.delete_rich_menu(menu)
    assert api.get_rich_menu_list().richmenus == []


def test_the_sdk_fetches_what_people_photographed(
    stand_in: StandIn, bot: Bot, blob: MessagingApiBlob
) -> None:
    hana, picture = stand_in.person(), png(40, 30)
    stand_in.raw("POST", f"/_stand-in/people/{hana}/photo", picture)
    message_id = bot.events(1, "message")[0]["message"]["id"]

    assert blob.get_message_content(message_id) == picture
    assert blob.get_message_content_preview(message_id) == picture


def test_the_set_up_check_asks_it_for_the_channel(stand_in: StandIn, api: MessagingApi) -> None:
    name = api.get_bot_info().display_name
    here = "https://bot.town.example/line/webhook"
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=here))
    assert ask(TOKEN, stand_in.url) == Channel(name, here, True)
    with pytest.raises(NoAnswer) as refused:
        ask("another", stand_in.url)
    assert refused.value.status == 401
    with pytest.raises(NoAnswer) as nobody:
        ask(TOKEN, "http://127.0.0.1:9")
    assert nobody.value.status == 0
