"""LINE's paths and who answers them."""

from __future__ import annotations

import re

from aiohttp import web

from simulator.api import (
    accounts,
    audiences,
    bulk,
    chats,
    coupons,
    groups,
    insight,
    memberships,
    menus,
    narrowcasts,
    sending,
    tokens,
)
from simulator.api.call import Handler, unavailable, unknown
from simulator.api.door import ANY_PATH, WAYS, guard
from simulator.channel import Channel

_HOLE = re.compile(r"\{\w+:?([^}]*)\}")


def _filled(hole: re.Match[str]) -> str:
    return f"(?:{hole[1]})" if hole[1] else "[^/]+"


def table() -> list[tuple[str, str, Handler]]:
    return [
        ("POST", "/v2/bot/message/reply", sending.reply),
        ("POST", "/v2/bot/message/push", sending.push),
        ("POST", "/v2/bot/message/multicast", sending.multicast),
        ("POST", "/v2/bot/message/broadcast", sending.broadcast),
        ("POST", "/v2/bot/message/narrowcast", narrowcasts.narrowcast),
        ("GET", "/v2/bot/message/progress/narrowcast", narrowcasts.progress),
        ("POST", "/v2/bot/message/validate/reply", sending.validate),
        ("POST", "/v2/bot/message/validate/push", sending.validate),
        ("POST", "/v2/bot/message/validate/multicast", sending.validate_for_many),
        ("POST", "/v2/bot/message/validate/narrowcast", sending.validate_for_many),
        ("POST", "/v2/bot/message/validate/broadcast", sending.validate_for_many),
        ("GET", "/v2/bot/message/quota", accounts.quota),
        ("GET", "/v2/bot/message/quota/consumption", accounts.consumption),
        ("GET", "/v2/bot/message/delivery/{way:reply|push|multicast|broadcast}", accounts.delivered),
        # By telephone number: for companies with a contract of their own.
        ("GET", "/v2/bot/message/delivery/pnp", unavailable),
        ("POST", "/bot/pnp/push", unavailable),
        ("GET", "/v2/bot/message/aggregation/info", accounts.units),
        ("GET", "/v2/bot/message/aggregation/list", accounts.unit_names),
        ("GET", "/v2/bot/message/{messageId}/content", chats.content),
        ("GET", "/v2/bot/message/{messageId}/content/preview", chats.preview),
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
        ("POST", "/v2/bot/richmenu/batch", bulk.batch),
        ("POST", "/v2/bot/richmenu/validate/batch", bulk.validate_batch),
        ("GET", "/v2/bot/richmenu/progress/batch", bulk.progress),
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
        ("GET", "/v2/bot/group/{groupId}/summary", groups.summary),
        *(
            (method, f"/v2/bot/{kind}/{{{kind}Id}}/{rest}", handler)
            for kind in ("group", "room")
            for method, rest, handler in (
                ("GET", "members/count", groups.count),
                ("GET", "members/ids", groups.member_ids),
                ("GET", "member/{userId}", groups.member),
                ("POST", "leave", groups.leave),
            )
        ),
        ("GET", "/v2/bot/membership/list", memberships.listing),
        ("GET", "/v2/bot/membership/subscription/{userId}", memberships.subscription),
        ("GET", "/v2/bot/membership/{membershipId}/users/ids", memberships.user_ids),
        ("POST", "/v2/bot/coupon", coupons.create),
        ("GET", "/v2/bot/coupon", coupons.listing),
        ("GET", "/v2/bot/coupon/{couponId}", coupons.get),
        ("PUT", "/v2/bot/coupon/{couponId}/close", coupons.close),
        ("POST", "/v2/bot/audienceGroup/upload", audiences.upload),
        ("PUT", "/v2/bot/audienceGroup/upload", audiences.add),
        ("POST", "/v2/bot/audienceGroup/upload/byFile", audiences.upload_file),
        ("PUT", "/v2/bot/audienceGroup/upload/byFile", audiences.add_file),
        ("POST", "/v2/bot/audienceGroup/click", audiences.clicked),
        ("POST", "/v2/bot/audienceGroup/imp", audiences.seen),
        ("GET", "/v2/bot/audienceGroup/list", audiences.listing),
        ("GET", "/v2/bot/audienceGroup/shared/list", audiences.listing),
        ("GET", "/v2/bot/audienceGroup/shared/{audienceGroupId}", audiences.get_shared),
        ("PUT", "/v2/bot/audienceGroup/{audienceGroupId}/updateDescription", audiences.rename),
        ("GET", "/v2/bot/audienceGroup/{audienceGroupId}", audiences.get),
        ("DELETE", "/v2/bot/audienceGroup/{audienceGroupId}", audiences.delete),
        ("GET", "/v2/bot/insight/message/delivery", insight.deliveries),
        ("GET", "/v2/bot/insight/followers", insight.followers),
        ("GET", "/v2/bot/insight/demographic", insight.demographic),
        ("GET", "/v2/bot/insight/message/event", insight.message_event),
        ("GET", "/v2/bot/insight/message/event/aggregation", insight.unit_event),
        ("GET", "/v2/bot/insight/richmenu/{richMenuId}/summary", insight.menu_summary),
        ("GET", "/v2/bot/insight/richmenu/{richMenuId}/daily", insight.menu_daily),
        ("POST", "/v2/oauth/accessToken", tokens.issue_short_lived),
        ("POST", "/v2/oauth/verify", tokens.verify),
        ("POST", "/v2/oauth/revoke", tokens.revoke),
        ("POST", "/oauth2/v2.1/token", tokens.issue_by_assertion),
        ("GET", "/oauth2/v2.1/verify", tokens.verify_by_assertion),
        ("POST", "/oauth2/v2.1/revoke", tokens.revoke_by_assertion),
        ("GET", "/oauth2/v2.1/tokens/kid", tokens.key_ids),
        ("POST", "/oauth2/v3/token", tokens.issue_stateless),
    ]


def add_line(app: web.Application, channel: Channel) -> None:
    app[WAYS] = [(method, re.compile(_HOLE.sub(_filled, template))) for method, template, _handler in table()]
    for method, template, handler in table():
        app.router.add_route(method, template, guard(channel, method, template, handler))
    app.router.add_route("*", ANY_PATH, guard(channel, "*", ANY_PATH, unknown))
