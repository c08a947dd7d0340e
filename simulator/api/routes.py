"""LINE's paths and who answers them."""

from __future__ import annotations

from aiohttp import web

from simulator.api import accounts, bulk, chats, menus, sending
from simulator.api.call import Handler, unknown
from simulator.api.door import ANY_PATH, guard
from simulator.channel import Channel


def table() -> list[tuple[str, str, Handler]]:
    batches = bulk.Batches()
    return [
        ("POST", "/v2/bot/message/reply", sending.reply),
        ("POST", "/v2/bot/message/push", sending.push),
        ("POST", "/v2/bot/message/multicast", sending.multicast),
        ("POST", "/v2/bot/message/broadcast", sending.broadcast),
        ("POST", "/v2/bot/message/validate/reply", sending.validate),
        ("POST", "/v2/bot/message/validate/push", sending.validate),
        ("POST", "/v2/bot/message/validate/multicast", sending.validate),
        ("POST", "/v2/bot/message/validate/narrowcast", sending.validate),
        ("POST", "/v2/bot/message/validate/broadcast", sending.validate),
        ("GET", "/v2/bot/message/quota", accounts.quota),
        ("GET", "/v2/bot/message/quota/consumption", accounts.consumption),
        ("GET", "/v2/bot/message/delivery/{way:reply|push|multicast|broadcast}", accounts.delivered),
        ("GET", "/v2/bot/message/aggregation/info", accounts.units),
        ("GET", "/v2/bot/message/aggregation/list", accounts.unit_names),
        ("GET", "/v2/bot/message/{messageId}/content", chats.content),
        ("GET", "/v2/bot/message/{messageId}/content/preview", chats.content),
        ("GET", "/v2/bot/message/{messageId}/content/transcoding", chats.transcoding),
        ("POST", "/v2/bot/message/markAsRead", chats.mark_chat_read),
        ("POST", "/v2/bot/chat/markAsRead", chats.mark_read),
        ("POST", "/v2/bot/chat/loading/start", chats.loading),
        ("GET", "/v2/bot/profile/{userId}", chats.profile),
        ("GET", "/v2/bot/followers/ids", chats.followers),
        ("GET", "/v2/bot/info", accounts.info),
        ("GET", "/v2/bot/channel/webhook/endpoint", accounts.endpoint),
        ("PUT", "/v2/bot/channel/webhook/endpoint", accounts.set_endpoint),
        ("POST", "/v2/bot/channel/webhook/test", accounts.test_endpoint),
        ("POST", "/v2/bot/richmenu", menus.create),
        ("POST", "/v2/bot/richmenu/validate", menus.validate),
        ("GET", "/v2/bot/richmenu/list", menus.listing),
        ("POST", "/v2/bot/richmenu/bulk/link", bulk.link_many),
        ("POST", "/v2/bot/richmenu/bulk/unlink", bulk.unlink_many),
        ("POST", "/v2/bot/richmenu/batch", batches.start),
        ("POST", "/v2/bot/richmenu/validate/batch", bulk.validate_batch),
        ("GET", "/v2/bot/richmenu/progress/batch", batches.progress),
        ("POST", "/v2/bot/richmenu/alias", menus.create_alias),
        ("GET", "/v2/bot/richmenu/alias/list", menus.list_aliases),
        ("GET", "/v2/bot/richmenu/alias/{richMenuAliasId}", menus.get_alias),
        ("POST", "/v2/bot/richmenu/alias/{richMenuAliasId}", menus.update_alias),
        ("DELETE", "/v2/bot/richmenu/alias/{richMenuAliasId}", menus.delete_alias),
        ("GET", "/v2/bot/richmenu/{richMenuId}", menus.get),
        ("DELETE", "/v2/bot/richmenu/{richMenuId}", menus.delete),
        ("GET", "/v2/bot/richmenu/{richMenuId}/content", menus.download),
        ("POST", "/v2/bot/richmenu/{richMenuId}/content", menus.upload),
        ("POST", "/v2/bot/user/all/richmenu/{richMenuId}", menus.set_default),
        ("GET", "/v2/bot/user/all/richmenu", menus.get_default),
        ("DELETE", "/v2/bot/user/all/richmenu", menus.clear_default),
        ("GET", "/v2/bot/user/{userId}/richmenu", menus.get_linked),
        ("DELETE", "/v2/bot/user/{userId}/richmenu", menus.unlink),
        ("POST", "/v2/bot/user/{userId}/richmenu/{richMenuId}", menus.link),
        ("POST", "/v2/bot/user/{userId}/linkToken", chats.link_token),
    ]


def add_line(app: web.Application, channel: Channel) -> None:
    for method, template, handler in table():
        app.router.add_route(method, template, guard(channel, method, template, handler))
    app.router.add_route("*", ANY_PATH, guard(channel, "*", ANY_PATH, unknown))
