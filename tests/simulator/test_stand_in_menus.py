"""Rich menus: made, pictured, aliased, linked, switched and taken down."""

from __future__ import annotations

import time
from typing import Any

import pytest
from boxed import Bot, Json, StandIn, menu_object
from objects import SWITCH

NOBODY = "U" + "0" * 32
UNKNOWN = "richmenu-" + "0" * 32
NO_PICTURE = "must upload richmenu image before applying it to user"


def default(stand_in: StandIn, menu: str) -> None:
    assert stand_in.line("POST", f"/v2/bot/user/all/richmenu/{menu}").status == 200


def alias(stand_in: StandIn, name: str, menu: str) -> None:
    made = stand_in.line("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": name, "richMenuId": menu})
    assert made.status == 200, made.content


def seen_menu(stand_in: StandIn, uid: str) -> str | None:
    menu = stand_in.seen(uid)["menu"]
    return menu["richMenuId"] if menu else None


def wait_for_menu(stand_in: StandIn, uid: str, menu: str | None) -> None:
    limit = time.monotonic() + 8
    while seen_menu(stand_in, uid) != menu:
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_a_menu_is_kept_as_it_was_made(stand_in: StandIn) -> None:
    menu = stand_in.menu(name="ふだん", picture=False)
    expected = {"richMenuId": menu, **menu_object(name="ふだん")}

    assert stand_in.line("GET", f"/v2/bot/richmenu/{menu}").json == expected
    assert stand_in.line("GET", "/v2/bot/richmenu/list").json == {"richmenus": [expected]}
    assert stand_in.line("GET", "/v2/bot/richmenu/richmenu-x").message == "Not found"


def test_validating_makes_nothing(stand_in: StandIn) -> None:
    assert stand_in.line("POST", "/v2/bot/richmenu/validate", menu_object()).status == 200
    refused = stand_in.line("POST", "/v2/bot/richmenu/validate", menu_object(chatBarText="あ" * 15))
    assert refused.details == {"chatBarText": "Length must be between 0 and 14"}
    assert stand_in.line("GET", "/v2/bot/richmenu/list").json == {"richmenus": []}


def test_a_menu_without_a_picture_cannot_be_used(stand_in: StandIn) -> None:
    hana, menu = stand_in.person(), stand_in.menu(picture=False)
    ways: list[tuple[str, Any]] = [
        (f"/v2/bot/user/all/richmenu/{menu}", None),
        (f"/v2/bot/user/{hana}/richmenu/{menu}", None),
        ("/v2/bot/richmenu/bulk/link", {"richMenuId": menu, "userIds": [hana]}),
    ]
    for path, body in ways:
        answer = stand_in.line("POST", path, body)
        assert (answer.status, answer.json) == (400, {"message": NO_PICTURE, "details": []})
    for path, body in (
        ("/v2/bot/richmenu/alias", {"richMenuAliasId": "a", "richMenuId": menu}),
        ("/v2/bot/richmenu/alias", {"richMenuAliasId": "a", "richMenuId": UNKNOWN}),
    ):
        answer = stand_in.line("POST", path, body)
        assert (answer.status, answer.json) == (400, {"message": "richmenu not found", "details": []})


def test_a_persons_own_menu_comes_before_the_default(stand_in: StandIn) -> None:
    hana, everyday, large = stand_in.person(), stand_in.menu(), stand_in.menu()
    assert stand_in.line("GET", "/v2/bot/user/all/richmenu").status == 404
    default(stand_in, everyday)
    assert seen_menu(stand_in, hana) == everyday

    stand_in.line("POST", f"/v2/bot/user/{hana}/richmenu/{large}")
    assert seen_menu(stand_in, hana) == large
    assert stand_in.line("GET", f"/v2/bot/user/{hana}/richmenu").json == {"richMenuId": large}
    stand_in.line("DELETE", f"/v2/bot/user/{hana}/richmenu")
    assert seen_menu(stand_in, hana) == everyday
    answer = stand_in.line("GET", f"/v2/bot/user/{hana}/richmenu")
    assert (answer.status, answer.message) == (404, "the user has no richmenu")

    assert stand_in.line("GET", "/v2/bot/user/all/richmenu").json == {"richMenuId": everyday}
    stand_in.line("DELETE", "/v2/bot/user/all/richmenu")
    assert seen_menu(stand_in, hana) is None


def test_a_pc_shows_no_menu(stand_in: StandIn) -> None:
    hana = stand_in.person(pc=True)
    default(stand_in, stand_in.menu())
    assert seen_menu(stand_in, hana) is None

    stand_in.ask("PATCH", f"people/{hana}", {"pc": False})
    assert seen_menu(stand_in, hana) is not None


def test_links_to_people_who_are_no_friends_do_nothing(stand_in: StandIn) -> None:
    menu, stranger, blocker = stand_in.menu(), stand_in.person(friend=False), stand_in.person()
    stand_in.ask("POST", f"people/{blocker}/block")
    for uid in (stranger, blocker):
        assert stand_in.line("POST", f"/v2/bot/user/{uid}/richmenu/{menu}").status == 200
        assert seen_menu(stand_in, uid) is None
    assert stand_in.line("POST", f"/v2/bot/user/{NOBODY}/richmenu/{menu}").status == 200
    assert stand_in.line("DELETE", f"/v2/bot/user/{NOBODY}/richmenu").status == 200
    assert stand_in.line("GET", f"/v2/bot/user/{NOBODY}/richmenu").status == 404
    assert stand_in.line("POST", f"/v2/bot/user/hana/richmenu/{menu}").status == 400


def test_aliases_lead_to_menus(stand_in: StandIn) -> None:
    first, second = stand_in.menu(), stand_in.menu()
    alias(stand_in, "everyday", first)
    conflict = stand_in.line(
        "POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "everyday", "richMenuId": second}
    )
    assert (conflict.status, conflict.message) == (400, "conflict richmenu alias id")

    assert stand_in.line("POST", "/v2/bot/richmenu/alias/everyday", {"richMenuId": second}).status == 200
    told = {"richMenuAliasId": "everyday", "richMenuId": second}
    assert stand_in.line("GET", "/v2/bot/richmenu/alias/everyday").json == told
    assert stand_in.line("GET", "/v2/bot/richmenu/alias/list").json == {"aliases": [told]}
    assert stand_in.line("DELETE", "/v2/bot/richmenu/alias/everyday").status == 200
    assert stand_in.line("GET", "/v2/bot/richmenu/alias/everyday").status == 404
    unknown = {"richMenuAliasId": "a", "richMenuId": "richmenu-x"}
    assert stand_in.line("POST", "/v2/bot/richmenu/alias", unknown).details == {
        "richMenuId": "invalid richMenuId"
    }


def test_a_switch_is_seen_at_once_and_told(stand_in: StandIn, bot: Bot) -> None:
    hana, menu = stand_in.person(), stand_in.menu()
    alias(stand_in, "everyday", menu)
    stand_in.ask("POST", f"people/{hana}/act", {"action": SWITCH})

    assert bot.events(1, "postback")[0]["postback"] == {
        "data": "tab",
        "params": {"newRichMenuAliasId": "everyday", "status": "SUCCESS"},
    }
    assert seen_menu(stand_in, hana) == menu


def test_a_switch_that_leads_nowhere_says_why(stand_in: StandIn, bot: Bot) -> None:
    hana, menu = stand_in.person(), stand_in.menu()
    stand_in.ask("POST", f"people/{hana}/act", {"action": SWITCH})
    alias(stand_in, "everyday", menu)
    stand_in.line("DELETE", f"/v2/bot/richmenu/{menu}")
    stand_in.ask("POST", f"people/{hana}/act", {"action": SWITCH})
    told = [event["postback"]["params"] for event in bot.events(2, "postback")]

    assert told == [{"status": "RICHMENU_ALIAS_ID_NOTFOUND"}, {"status": "RICHMENU_NOTFOUND"}]


def test_many_links_take_effect_a_little_later(stand_in: StandIn) -> None:
    hana, taro, menu = stand_in.person("Hana"), stand_in.person("Taro"), stand_in.menu()
    body = {"richMenuId": menu, "userIds": [hana, taro, NOBODY]}
    assert stand_in.line("POST", "/v2/bot/richmenu/bulk/link", body).status == 202
    assert seen_menu(stand_in, hana) is None

    wait_for_menu(stand_in, taro, menu)
    stand_in.line("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": [taro]})
    wait_for_menu(stand_in, taro, None)
    assert seen_menu(stand_in, hana) == menu


def test_one_malformed_id_stops_many_links(stand_in: StandIn) -> None:
    body = {"richMenuId": stand_in.menu(), "userIds": [stand_in.person(), "hana"]}
    answer = stand_in.line("POST", "/v2/bot/richmenu/bulk/link", body)

    assert answer.message == "The property, 'userIds[1]', in the request body is invalid (line: -, column: -)"


def test_a_batch_moves_everybody_once_and_tells_its_progress(stand_in: StandIn) -> None:
    hana, taro, first, second = stand_in.person(), stand_in.person(), stand_in.menu(), stand_in.menu()
    stand_in.line("POST", f"/v2/bot/user/{hana}/richmenu/{first}")
    stand_in.line("POST", f"/v2/bot/user/{taro}/richmenu/{second}")
    swap = {
        "operations": [
            {"type": "link", "from": first, "to": second},
            {"type": "link", "from": second, "to": first},
        ]
    }
    started = stand_in.line("POST", "/v2/bot/richmenu/batch", swap)
    path = f"/v2/bot/richmenu/progress/batch?requestId={started.headers['x-line-request-id']}"

    assert started.status == 202
    assert stand_in.line("GET", path).json["phase"] == "ongoing"
    wait_for_menu(stand_in, hana, second)
    wait_for_menu(stand_in, taro, first)
    assert stand_in.line("GET", path).json["phase"] == "succeeded"
    assert stand_in.line("GET", "/v2/bot/richmenu/progress/batch?requestId=x").status == 404


@pytest.mark.parametrize(
    "operations",
    [
        [],
        [{"type": "unlinkAll"}, {"type": "unlinkAll"}],
        [{"type": "unlink", "from": "MENU"}, {"type": "link", "from": "MENU", "to": "MENU"}],
        [{"type": "link", "from": "MENU"}],
        [{"type": "unlink", "from": "richmenu-x"}],
        [{"type": "move"}],
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(stand_in: StandIn, operations: list[Json]) -> None:
    menu = stand_in.menu()
    body = {
        "operations": [
            {key: menu if value == "MENU" else value for key, value in operation.items()}
            for operation in operations
        ]
    }

    assert stand_in.line("POST", "/v2/bot/richmenu/validate/batch", body).status == 400


def test_a_batch_says_what_is_wrong_in_lines_words(stand_in: StandIn) -> None:
    menu, bare = stand_in.menu(), stand_in.menu(picture=False)

    def told(*operations: Json) -> tuple[int, dict[str, str]]:
        answer = stand_in.line("POST", "/v2/bot/richmenu/validate/batch", {"operations": operations})
        assert answer.message == "The request body has 1 error(s)"
        return answer.status, answer.details

    leave = {"type": "unlink", "from": menu}
    assert told({"type": "unlink", "from": "x"}) == (400, {"operations[0].from": "invalid richMenuId"})
    assert told(leave, leave) == (400, {"operations[].from": f"from richmenu ({menu}) is duplicated"})
    assert told(leave, {"type": "unlinkAll"}) == (
        400,
        {"operations[].type": "'unlinkAll' type can't be combined with other type"},
    )
    assert told({"type": "link", "from": menu, "to": bare}) == (
        400,
        {"operations[0].to": f"'to' richmenu ({bare}) must have image but it doesn't"},
    )
    assert told({"type": "link", "from": menu, "to": UNKNOWN}) == (
        404,
        {"operations[0].to": f"Richmenu ({UNKNOWN}) is not found"},
    )


def test_a_deleted_menu_is_nobodys_any_more(stand_in: StandIn) -> None:
    hana, taro, menu = stand_in.person(), stand_in.person(), stand_in.menu()
    default(stand_in, menu)
    stand_in.line("POST", f"/v2/bot/user/{hana}/richmenu/{menu}")
    assert stand_in.line("DELETE", f"/v2/bot/richmenu/{menu}").status == 200

    assert seen_menu(stand_in, hana) is seen_menu(stand_in, taro) is None
    assert stand_in.raw("GET", f"/_stand-in/menu-image/{menu}").status == 404


def test_menus_can_be_made_a_hundred_times_an_hour(stand_in: StandIn) -> None:
    answers = [stand_in.line("POST", "/v2/bot/richmenu", menu_object()) for _ in range(101)]

    assert [answer.status for answer in answers] == [200] * 100 + [429]
    assert stand_in.line("POST", "/v2/bot/richmenu/validate", menu_object()).status == 200


def test_the_list_can_be_read_ten_times_a_second(stand_in: StandIn) -> None:
    statuses = [stand_in.line("GET", "/v2/bot/richmenu/list").status for _ in range(30)]

    assert statuses[:10] == [200] * 10
    assert 429 in statuses
