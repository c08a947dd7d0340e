"""Stories of news: topics followed and left with one tap, the pause, each piece or once a week."""

from datetime import timedelta

import pytest
from line_rules import line_takes_everything  # noqa: F401
from phone import bare
from sqlalchemy import select

from locales import day
from models.residents import Delivery, Resident, Subscription
from models.topics import Topic, chosen_topics
from views.news import ChooseDelivery, Follow, PauseNews, ResumeNews, Unfollow


def topics_of(db, phone):
    db.expire_all()
    return chosen_topics(db, Resident.known(db, phone.line_id))


def known(db, phone):
    db.expire_all()
    return Resident.known(db, phone.line_id)


def test_all_topics_stand_on_two_cards_and_are_followed_with_one_tap_each(phone, db):
    hana = phone("hana")
    hana.says("お知らせ")
    hana.sees("まだ話題を選んでいません。好きな話題を押してください。")
    board = hana.last()[-1]["contents"]["contents"]
    assert [len(card["footer"]["contents"]) for card in board] == [7, 7]
    labels = [bare(action["label"]) for action in hana.buttons()]
    assert labels[: len(Topic)] == [topic.label for topic in Topic]

    hana.taps(Topic.NATURE.label)
    hana.sees(f"「{Topic.NATURE.label}」を選びました。")
    hana.taps(Topic.FOOD.label)
    assert topics_of(db, hana) == [Topic.NATURE, Topic.FOOD]
    hana.sees(f"✓ {Topic.NATURE.label}", f"✓ {Topic.FOOD.label}")


def test_a_followed_topic_is_left_with_one_tap_or_its_number(phone, db):
    hana = phone("hana")
    hana.says("お知らせ")
    hana.says(str(1 + list(Topic).index(Topic.NATURE)))
    assert topics_of(db, hana) == [Topic.NATURE]
    hana.taps(f"✓ {Topic.NATURE.label}")
    hana.sees(f"「{Topic.NATURE.label}」を外しました。")
    assert topics_of(db, hana) == []


def test_pressing_old_buttons_twice_changes_nothing_more(phone, db):
    hana = phone("hana")
    for _again in range(2):
        hana.presses(Follow(Topic.NATURE).pack())
    assert len(db.scalars(select(Subscription)).all()) == 1
    for _again in range(2):
        hana.presses(Unfollow(Topic.NATURE).pack())
    assert topics_of(db, hana) == []


def test_ones_topics_are_nobody_elses(phone, db):
    hana, taro = phone("hana"), phone("taro")
    hana.presses(Follow(Topic.NATURE).pack())
    taro.says("お知らせ")
    taro.sees("まだ話題を選んでいません。好きな話題を押してください。")
    taro.presses(Unfollow(Topic.NATURE).pack())
    assert topics_of(db, hana) == [Topic.NATURE]


def test_a_pause_lasts_a_month_says_until_when_and_can_be_ended(phone, db, clock):
    hana = phone("hana")
    hana.presses(Follow(Topic.NATURE).pack())
    hana.taps("しばらく休む")
    hana.taps("1か月")
    until = clock() + timedelta(days=30)
    assert known(db, hana).paused_until == until
    hana.sees(f"お知らせは{day(until)}までお休みです。")
    hana.taps("お知らせを再開")
    hana.sees("お知らせを再開します。")
    hana.sees_not(day(until))
    assert known(db, hana).paused_until is None


def test_a_pause_ends_by_itself(phone, clock):
    hana = phone("hana")
    hana.presses(Follow(Topic.NATURE).pack())
    hana.taps("しばらく休む")
    hana.taps("1か月")
    until = day(clock() + timedelta(days=30))
    clock.moves(days=29)
    hana.says("お知らせ")
    hana.sees(until, "お知らせを再開")
    clock.moves(days=2)
    hana.says("お知らせ")
    hana.sees("しばらく休む")
    hana.sees_not(until)


def test_once_a_week_is_kept_and_said_until_it_is_changed(phone, db):
    hana = phone("hana")
    hana.presses(Follow(Topic.NATURE).pack())
    hana.taps("週に一度まとめる")
    assert known(db, hana).delivery == Delivery.WEEKLY
    hana.sees("週に一度まとめるようにしました。")
    hana.says("お知らせ")
    hana.sees("話題のお知らせは、週に一度まとめる設定です。")
    hana.taps("ひとつずつ届ける")
    assert known(db, hana).delivery == Delivery.EACH
    hana.sees("話題のお知らせは、ひとつずつ届ける設定です。")


def test_the_topics_followed_show_under_for_me(phone):
    hana = phone("hana")
    hana.says("お知らせ")
    hana.sees_not("おすすめ")
    hana.taps(Topic.NATURE.label)
    hana.taps("おすすめ")
    hana.sees("見つかりませんでした。ほかのさがし方もできます。")


def test_back_from_a_changed_topic_leads_to_where_one_was_before(phone):
    hana = phone("hana")
    hana.says("設定")
    hana.taps("話題とお知らせ")
    hana.taps(Topic.NATURE.label)
    hana.taps("もどる")
    hana.sees("文字の大きさ")


@pytest.mark.parametrize(
    "data",
    [
        "news.follow/1?topic=astrology", "news.follow/1", "news.delivery/1?to=hourly", "news.pause/x",
        "news.follow/1?topic=",
    ],
)  # fmt: skip
def test_buttons_that_were_never_ours_change_nothing(phone, db, data):
    hana = phone("hana")
    hana.presses(data)
    hana.sees("このボタンは前のものです。いまできることはこちらです。")
    assert topics_of(db, hana) == [] and known(db, hana).paused_until is None


def test_every_tap_of_this_file_survives_the_wire():
    from views.tap import unpack

    for tap in (
        Follow(Topic.ARTS),
        Unfollow(Topic.ARTS),
        PauseNews(),
        ResumeNews(),
        ChooseDelivery(Delivery.EACH),
    ):
        assert unpack(tap.pack()) == tap
