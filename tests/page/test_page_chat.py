"""A chat on the phone page, from the first word to the last tap."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import PICTURE, StandIn

Json = dict[str, Any]


def phone_of(page: Page, person: str) -> Locator:
    return page.locator(f'[data-person="{person}"]')


def arrive(page: Page, stand_in: StandIn) -> tuple[str, Locator]:
    person = stand_in.person("花")
    page.goto(stand_in.url)
    phone = phone_of(page, person)
    expect(phone).to_be_visible()
    return person, phone


def say(phone: Locator, words: str) -> None:
    field = phone.get_by_role("textbox", name="メッセージを書く")
    field.fill(words)
    field.press("Enter")


def with_quick(text: str, *actions: Json) -> Json:
    items = [{"type": "action", "action": action} for action in actions]
    return {"type": "text", "text": text, "quickReply": {"items": items}}


def test_words_go_out_with_enter_and_the_answer_comes_without_reloading(
    page: Page, stand_in: StandIn
) -> None:
    _, phone = arrive(page, stand_in)
    page.evaluate("window.stayed = true")
    say(phone, "こんにちは")
    expect(phone.locator(".own .words")).to_have_text("こんにちは")
    expect(phone.locator(".theirs .words")).to_have_text("こんにちは ですね")
    assert page.evaluate("window.stayed")


def test_several_people_stand_side_by_side_and_only_one_hears_its_answer(
    page: Page, stand_in: StandIn
) -> None:
    hana, taro = stand_in.person("花"), stand_in.person("太郎")
    page.goto(stand_in.url)
    say(phone_of(page, hana), "草刈り")
    expect(phone_of(page, hana).locator(".theirs .words")).to_have_text("草刈り ですね")
    expect(phone_of(page, taro).locator(".row")).to_have_count(0)
    left, right = phone_of(page, hana).bounding_box(), phone_of(page, taro).bounding_box()
    assert left and right
    assert (left["width"], left["height"]) == (390, 760)
    assert right["x"] >= left["x"] + left["width"] and right["y"] == left["y"]


def test_shift_enter_makes_a_line_and_an_open_input_method_never_sends(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    field = phone.get_by_role("textbox", name="メッセージを書く")
    field.click()
    page.keyboard.type("a")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("b")
    expect(field).to_have_value("a\nb")
    field.evaluate("""field => {
        const common = {key: 'Enter', bubbles: true, cancelable: true};
        const enter = (extra) => new KeyboardEvent('keydown', {...common, ...extra});
        field.dispatchEvent(enter({isComposing: true}));
        field.dispatchEvent(new CompositionEvent('compositionstart'));
        field.dispatchEvent(enter({}));
        field.dispatchEvent(new CompositionEvent('compositionend'));
        field.dispatchEvent(enter({keyCode: 229}));
    }""")
    expect(field).to_have_value("a\nb")
    expect(phone.locator(".row")).to_have_count(0)
    field.press("Enter")
    expect(phone.locator(".own .words")).to_have_text("a\nb")


def test_quick_replies_vanish_after_a_tap_that_says_nothing(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    stand_in.bot.answers["quiet"] = []
    stand_in.push(
        person, with_quick("どうしますか", {"type": "postback", "label": "やめる", "data": "quiet"})
    )
    phone.get_by_role("button", name="やめる").click()
    expect(phone.locator(".quick-reply")).to_have_count(0)
    expect(phone.locator(".own")).to_have_count(0)
    until(page, lambda: stand_in.bot.postbacks() == [{"data": "quiet"}])


def test_quick_replies_belong_to_the_newest_message_only(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    tap = {"type": "message", "label": "さがす", "text": "さがす"}
    stand_in.push(person, with_quick("一", tap))
    expect(phone.get_by_role("button", name="さがす")).to_be_visible()
    stand_in.push(person, {"type": "text", "text": "二"})
    expect(phone.locator(".quick-reply")).to_have_count(0)


def test_place_date_and_photo_buttons_stay_until_something_was_sent(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    stand_in.push(person, with_quick("どこですか", {"type": "location", "label": "場所を送る"}))
    phone.get_by_role("button", name="場所を送る").click()
    page.keyboard.press("Escape")
    expect(phone.locator(".quick-reply")).to_have_count(1)
    phone.get_by_role("button", name="場所を送る").click()
    phone.get_by_label("場所の名前").fill("川原の広場")
    phone.get_by_label("緯度").fill("35.5")
    phone.get_by_role("dialog").get_by_role("button", name="送る").click()
    expect(phone.locator(".own .place-name")).to_have_text("川原の広場")
    expect(phone.locator(".quick-reply")).to_have_count(0)
    until(page, lambda: [place["latitude"] for place in stand_in.bot.told("location")] == [35.5])


def test_a_date_is_picked_within_its_limits(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    picker = {"type": "datetimepicker", "label": "日を選ぶ", "data": "day", "mode": "date"}
    limits = {"initial": "2026-12-01", "min": "2026-11-30", "max": "2026-12-24"}
    stand_in.push(person, with_quick("いつですか", {**picker, **limits}))
    phone.get_by_role("button", name="日を選ぶ").click()
    field = phone.get_by_label("日付を選ぶ")
    expect(field).to_have_value("2026-12-01")
    field.fill("2026-12-25")
    phone.get_by_role("button", name="決める").click()
    expect(phone.get_by_role("alert")).to_contain_text("2026-12-24")
    field.fill("2026-12-24")
    phone.get_by_role("button", name="決める").click()
    until(page, lambda: stand_in.bot.postbacks() == [{"data": "day", "params": {"date": "2026-12-24"}}])


def test_stickers_photos_and_a_taken_back_message(page: Page, stand_in: StandIn) -> None:
    _, phone = arrive(page, stand_in)
    phone.get_by_role("button", name="スタンプ").click()
    phone.get_by_role("button", name="スタンプ：ok").click()
    expect(phone.locator(".own svg.sticker")).to_be_visible()
    phone.locator('input[type="file"]').first.set_input_files(
        files={"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    picture = phone.locator(".own .photo > *")
    expect(picture).to_be_visible()
    say(phone, "まちがい")
    mine = phone.locator(".own", has_text="まちがい")
    mine.get_by_role("button", name="このメッセージの操作").click()
    phone.get_by_role("button", name="送信を取り消す").click()
    expect(phone.locator(".system")).to_have_text("送信を取り消しました")
    until(page, lambda: "unsend" in [event["type"] for event in stand_in.bot.heard])


def test_a_reply_carries_the_message_it_answers(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    stand_in.push(person, {"type": "text", "text": "土曜は来ますか"})
    phone.locator(".theirs").get_by_role("button", name="このメッセージの操作").click()
    phone.get_by_role("button", name="返信").click()
    say(phone, "行きます")
    expect(phone.locator(".own .quoted")).to_contain_text("土曜は来ますか")
    until(page, lambda: "quotedMessageId" in stand_in.bot.told("text")[0])


def test_read_marks_typing_dots_and_days(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    say(phone, "はい")
    expect(phone.locator(".own .read")).to_be_visible()
    expect(phone.locator(".day")).to_have_text("今日")
    expect(phone.locator(".own time")).to_have_text(re.compile(r"^\d{1,2}:\d\d$"))
    stand_in.ask("POST", "/v2/bot/chat/loading/start", {"chatId": person, "loadingSeconds": 60})
    expect(phone.locator(".typing")).to_be_visible()
    stand_in.push(person, {"type": "text", "text": "お待たせしました"})
    expect(phone.locator(".typing")).to_be_hidden()


def test_a_reset_empties_the_phones_and_a_new_person_appears_without_reloading(
    page: Page, stand_in: StandIn
) -> None:
    arrive(page, stand_in)
    stand_in.ask("POST", "/_stand-in/reset", {})
    expect(page.locator(".phone")).to_have_count(0)
    expect(page.locator(".nobody")).to_be_visible()
    page.get_by_role("button", name="人を追加").click()
    page.get_by_label("名前").fill("次郎")
    page.get_by_role("button", name="追加する").click()
    expect(page.get_by_role("region", name="次郎さんの電話")).to_be_visible()


def test_a_gap_in_the_stream_is_closed_by_reading_the_state_again(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    page.context.set_offline(True)
    stand_in.push(person, {"type": "text", "text": "留守のあいだに"})
    page.context.set_offline(False)
    expect(phone.locator(".theirs .words")).to_have_text("留守のあいだに")
    page.evaluate("""async () => {
        const { Store } = await import('/page/js/store.js');
        const store = new Store();
        let reread = 0;
        store.reread = async () => { reread += 1; };
        store.seq = 4;
        store.hear({seq: 5, type: 'quota', quota: {used: 1}});
        store.hear({seq: 5, type: 'quota', quota: {used: 2}});
        store.hear({seq: 7, type: 'quota', quota: {used: 3}});
        store.hear({seq: 1, type: 'reset'});
        window.outcome = [store.seq, store.quota.used, reread];
    }""")
    assert page.evaluate("window.outcome") == [5, 1, 2]


@pytest.mark.parametrize("quiet", [True, False])
def test_new_messages_slide_in_quickly_or_not_at_all(page: Page, stand_in: StandIn, quiet: bool) -> None:
    page.emulate_media(reduced_motion="reduce" if quiet else "no-preference")
    _, phone = arrive(page, stand_in)
    say(phone, "はい")
    row = phone.locator(".arriving").first
    expect(row).to_be_visible()
    style = row.evaluate(
        "row => [getComputedStyle(row).animationName, getComputedStyle(row).animationDuration]"
    )
    if quiet:
        assert style[0] == "none"
    else:
        assert style[0] == "arrive" and 0 < float(style[1].rstrip("s")) <= 0.15


def test_new_messages_are_told_to_a_screen_reader_by_their_alt_text(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    box = {"type": "box", "layout": "vertical", "contents": []}
    card = {"type": "flex", "altText": "草刈り、あと4人です", "contents": {"type": "bubble", "body": box}}
    stand_in.push(person, card)
    live = phone.locator('.chat [aria-live="polite"]')
    expect(live).to_contain_text("つなぐ町から：草刈り、あと4人です")


def until(page: Page, reached: Any) -> None:
    """Waits for something outside the page, letting the browser live meanwhile."""
    for _turn in range(160):
        if reached():
            return
        page.wait_for_timeout(50)
    assert reached()


def test_a_bot_can_quote_and_speak_under_another_name(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    stand_in.bot.answers["土曜です"] = []
    say(phone, "土曜です")
    until(page, lambda: stand_in.bot.told("text"))
    token = stand_in.bot.told("text")[0]["quoteToken"]
    sender = {"name": "防災係", "iconUrl": "https://pictures.example/picture.png"}
    stand_in.push(person, {"type": "text", "text": "わかりました", "quoteToken": token, "sender": sender})
    expect(phone.locator(".theirs .quoted")).to_contain_text("土曜です")
    expect(phone.locator(".theirs .sender")).to_have_text("防災係 from つなぐ町")
    page.reload()
    expect(phone.locator(".theirs .quoted")).to_be_visible()
    expect(phone.locator(".own .quoted")).to_have_count(0)


def test_a_long_chat_keeps_its_newest_part_and_stays_at_its_end(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    page.evaluate(
        """async (person) => {
            const { Store } = await import('/page/js/store.js');
            const { Phone } = await import('/page/js/phone.js');
            const store = new Store();
            await store.read();
            store.stream.close();
            const phone = new Phone(store, person);
            document.querySelector('.slot').replaceChildren(phone.element);
            store.addEventListener('bubble', ({ detail }) => phone.hear(detail));
            for (let n = 0; n < 320; n += 1) {
                const message = {type: 'text', text: `${n}番`};
                const bubble = {id: `${n}`, from: 'bot', at: n * 1000, message};
                store.apply({type: 'bubble', person, bubble});
            }
        }""",
        person,
    )
    rows = phone.locator(".row")
    expect(rows).to_have_count(300)
    expect(rows.first).to_contain_text("20番")
    expect(rows.last).to_be_in_viewport()


def test_the_newest_message_stays_in_view_when_buttons_appear_under_it(page: Page, stand_in: StandIn) -> None:
    person, phone = arrive(page, stand_in)
    tap = {"type": "message", "label": "さがす", "text": "さがす"}
    for part in range(3):
        stand_in.push(person, *({"type": "text", "text": f"{part}-{n}\n\n"} for n in range(5)))
    expect(phone.locator(".row")).to_have_count(15)
    stand_in.push(person, with_quick("どうしますか", tap))
    expect(phone.locator(".quick-reply")).to_be_visible()
    chat = phone.locator(".chat")
    page.wait_for_timeout(300)
    rest = chat.evaluate("chat => chat.scrollHeight - chat.scrollTop - chat.clientHeight")
    assert rest <= 1
