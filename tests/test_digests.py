"""Stories of the weekly digest: once a week, in each reader's words, never empty. Over 300 lines: one subject."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from fresh import fresh_postgres, fresh_sqlite
from line_rules import line_takes_everything  # noqa: F401
from offered import an_activity, an_organisation
from phone import words_of
from sqlalchemy import func, select

from app import limits_of
from models.acting import By
from models.activities import ActivityState
from models.announcements import Announcement
from models.approving import approve, submit
from models.audiences import Audience
from models.budget import Quota, month_of
from models.contents import Content, Words
from models.digests import Digest, week_due
from models.drafting import draft
from models.limits import Limits
from models.outbox import Outgoing
from models.planning import withdraw
from models.quiet import TOKYO
from models.residents import Delivery, Resident
from models.sends import Send, SendState, Why
from models.topics import NEVER, Topic, subscribe
from outreach import announcements, digests
from outreach.expanding import expand
from views.activities import Join
from views.announcements import bodies
from views.news import Follow, Mute


def friday(clock, hour: int = 17, minute: int = 0, day: int = 27) -> None:
    clock.now = datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def tend(town) -> bool:
    """The digest begins, its minute passes, and it arrives."""
    begun = digests.tend(town.database, town.clock, limits_of(town.settings))
    goes_out(town)
    return begun


def goes_out(town) -> None:
    town.clock.moves(minutes=2)
    expand(town.database, town.clock, limits_of(town.settings))
    town.work()


def a_reader(phone, name: str, *topics: Topic, **settings):
    reader = phone(name, **({"delivery": "weekly"} | settings))
    for topic in topics:
        reader.presses(Follow(topic).pack())
    reader.sent = len(reader.chat)
    return reader


def got_nothing(reader) -> bool:
    return reader.answer == []


def test_on_friday_evening_come_the_activities_of_ones_topics(town, phone, db, clock):
    an_activity(db, clock() - timedelta(days=30), days=35, title="古い草刈り", topic="nature")
    an_activity(db, clock(), days=6, title="料理の会", topic="food", place="公民館")
    an_activity(db, clock(), days=7, title="駅前の祭り", topic="festival")
    hana = a_reader(phone, "hana", Topic.NATURE, Topic.FOOD)
    friday(clock, 16, 59)
    assert not tend(town)
    friday(clock)
    assert tend(town)
    hana.sees(
        "今週のお知らせは2件です。選ばれた話題：自然、食・料理",
        "料理の会",
        "公民館",
        "古い草刈り",
        "参加する",
    )
    hana.sees("新着", "なぜ届いた？", "こういうのを減らす", "しばらく休む", "もっと見る")
    hana.sees_not("駅前の祭り")
    hana.taps("なぜ届いた？")
    hana.sees("選ばれた話題のお知らせを、週に一度まとめる設定なので、お届けしました。話題：自然、食・料理")
    hana.taps("こういうのを減らす")
    hana.taps("「自然」を外す")
    hana.sees("「自然」を外しました。")


def test_nobody_gets_an_empty_one_nor_one_they_did_not_ask_for(town, phone, db, clock):
    activity = an_activity(db, clock(), days=5)
    organisation = an_organisation(db, clock())
    theirs = an_activity(
        db, clock(), days=6, title="川の勉強", topic="learning", organisation_id=organisation.id
    )
    nobodys = [
        a_reader(phone, "each", Topic.NATURE, delivery="each"),
        a_reader(phone, "paused", Topic.NATURE, paused_until=NEVER),
        a_reader(phone, "topicless"),
        a_reader(phone, "other", Topic.BUSINESS),
    ]
    gone = a_reader(phone, "gone", Topic.NATURE)
    gone.does("unfollow")
    joined = a_reader(phone, "joined", Topic.NATURE)
    joined.presses(Join(activity.id).pack())
    joined.says("1")
    joined.says("はい")
    muted = a_reader(phone, "muted", Topic.LEARNING)
    muted.presses(Mute(organisation.id).pack())
    for one in (joined, muted, gone):
        one.sent = len(one.chat)
    hana = a_reader(phone, "hana", Topic.NATURE, Topic.LEARNING)
    friday(clock)
    assert tend(town)
    assert all(got_nothing(one) for one in (*nobodys, gone, joined, muted))
    hana.sees(activity.title, theirs.title)
    send = db.scalars(select(Send)).one()
    assert (send.total, send.kind, send.subject, send.state) == (
        1,
        "digest",
        "digests:2026-W48",
        SendState.SENDING,
    )


def test_what_cannot_be_joined_any_more_is_left_out(town, phone, db, clock):
    an_activity(db, clock(), days=5, title="受付終了", closes_at=clock() + timedelta(days=1))
    an_activity(db, clock(), days=5, title="中止の会", state=ActivityState.CANCELLED)
    an_activity(db, clock(), days=2, title="昨日の会")
    hana = a_reader(phone, "hana", Topic.NATURE)
    friday(clock)
    assert not tend(town)
    assert got_nothing(hana)
    assert db.scalars(select(Digest)).one().send_id is None


def test_many_things_are_ten_cards_and_five_large_ones_and_a_way_to_more(town, phone, db, clock):
    for number in range(14):
        an_activity(db, clock(), days=4 + number % 3, title=f"会{number}")
    hana = a_reader(phone, "hana", Topic.NATURE)
    kiyo = a_reader(phone, "kiyo", Topic.NATURE, letter_size="large")
    friday(clock)
    assert tend(town)
    assert len(hana.last()[-1]["contents"]["contents"]) == 10
    assert len(kiyo.last()[-1]["contents"]["contents"]) == 5
    kiyo.taps("もっと見る")
    kiyo.sees("会")


def test_each_reads_it_in_their_language(town, phone, db, clock):
    an_activity(db, clock(), days=5)
    emma = a_reader(phone, "emma", Topic.NATURE, locale="en")
    linh = a_reader(phone, "linh", Topic.NATURE, locale="ja_Hira")
    friday(clock)
    assert tend(town)
    emma.sees("This week there is 1 thing for you. Your topics: Nature.", "Join", "A rest from news")
    linh.sees("今週（こんしゅう）の お知（し）らせは 1つです。", "さんかする")


def test_those_who_read_the_same_get_it_together(town, phone, db, clock):
    an_activity(db, clock(), days=5)
    for number in range(12):
        a_reader(phone, f"reader{number}", Topic.NATURE, Topic.FOOD if number % 2 else Topic.ARTS)
    friday(clock)
    assert tend(town)
    rows = db.scalars(select(Outgoing).where(Outgoing.send_id.is_not(None))).all()
    assert [row.units for row in rows] == [12]


def announced(db, clock, audience: Audience, **more) -> Announcement:
    staff, other = By.staff("山田"), By.staff("鈴木")
    content = Content((Words({"ja": "川原の橋が直りました。", "en": "The bridge is mended."}),))
    one = draft(db, staff, "川原の橋", content, audience, clock(), **more)
    frozen = bodies(one, {}, clock())
    submit(db, one, staff, frozen, clock())
    approve(db, one, other, one.fingerprint, frozen, clock())
    return one


def test_announcements_that_weekly_readers_were_left_out_of_stand_first(town, phone, db, clock):
    an_activity(db, clock(), days=5)
    hana = a_reader(phone, "hana", Topic.NATURE)
    emma = a_reader(phone, "emma", Topic.NATURE, locale="en")
    each = a_reader(phone, "each", Topic.NATURE, delivery="each")
    with town.database.writing() as writing:
        announced(writing, clock, Audience(topics=("nature",)))
    announcements.tend(town.database, clock, limits_of(town.settings))
    goes_out(town)
    assert got_nothing(hana)
    each.sees("川原の橋が直りました。")
    friday(clock)
    assert tend(town)
    first = hana.last()[-1]["contents"]["contents"][0]
    assert "川原の橋が直りました。" in list(words_of(first))
    emma.sees("The bridge is mended.")
    each.sees_not("川原の草刈り")
    known = len(hana.chat)
    friday(clock)
    clock.moves(days=7)
    assert not tend(town)
    assert len(hana.chat) == known


def test_what_was_stopped_is_not_told_again(town, phone, db, clock):
    a_reader(phone, "each", Topic.NATURE, delivery="each")
    hana = a_reader(phone, "hana", Topic.NATURE)
    with town.database.writing() as writing:
        key = announced(writing, clock, Audience(topics=("nature",))).id
    announcements.tend(town.database, clock, limits_of(town.settings))
    with town.database.writing() as writing:
        withdraw(writing, writing.get_one(Announcement, key), By.staff("山田"), clock())
    friday(clock)
    assert not tend(town)
    assert got_nothing(hana)


def test_an_announcement_says_why_and_how_to_get_less(town, phone, db, clock):
    organisation = an_organisation(db, clock())
    hana = a_reader(phone, "hana", Topic.NATURE, delivery="each")
    with town.database.writing() as writing:
        announced(writing, clock, Audience(topics=("nature", "food")), organisation_id=organisation.id)
    announcements.tend(town.database, clock, limits_of(town.settings))
    goes_out(town)
    hana.taps("なぜ届いた？")
    hana.sees("話題の「自然」を選ばれているので、お知らせしました。", "川をまもる会")
    hana.taps("こういうのを減らす")
    hana.sees("「自然」を外す", "週に一度まとめる", "この団体を止める")
    hana.taps("この団体を止める")
    hana.sees("「川をまもる会」のお知らせを止めました。")
    taro = phone("taro")
    taro.presses("why.ask/1?key=announcements%3A1")
    taro.sees("どのお知らせのことか、わかりませんでした。")


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ((2026, 11, 27, 16, 59), None), ((2026, 11, 27, 17, 0), "2026-W48"), ((2026, 11, 28, 11, 59), "2026-W48"),
        ((2026, 11, 28, 12, 0), None), ((2026, 11, 30, 17, 0), None), ((2027, 1, 1, 17, 0), "2026-W53"),
        ((2027, 1, 8, 18, 0), "2027-W01"), ((2028, 3, 3, 17, 0), "2028-W09"),
    ],
)  # fmt: skip
def test_a_week_is_due_from_friday_evening_to_saturday_noon(moment, week):
    assert week_due(datetime(*moment, tzinfo=TOKYO)) == week


def test_at_night_it_waits_for_the_morning_and_after_noon_for_the_next_week(town, phone, db, clock):
    an_activity(db, clock(), days=6)
    hana = a_reader(phone, "hana", Topic.NATURE)
    friday(clock, 21, 30)
    assert not tend(town)
    friday(clock, 8, day=28)
    assert tend(town)
    hana.sees("川原の草刈り")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def both(request, tmp_path):
    with fresh_sqlite(tmp_path) if request.param == "SQLite" else fresh_postgres() as database:
        yield database


# Guards the insert of the week's own row in outreach.digests.tend.
def test_several_at_once_begin_one(both, clock):
    friday(clock)
    with both.writing() as db:
        an_activity(db, clock(), days=5)
        reader = Resident.taken_in(db, "Uhana", clock(), clock())
        reader.delivery = Delivery.WEEKLY
        subscribe(db, reader, Topic.NATURE, clock())
    with ThreadPoolExecutor(6) as threads:
        tries = [threads.submit(digests.tend, both, clock, Limits()) for _one in range(6)]
        begun = [one.result() for one in tries]
    assert sorted(begun) == [False] * 5 + [True]
    with both.reading() as db:
        assert db.scalar(select(func.count()).select_from(Send)) == 1


# Guards that the week's row and the send are one commit: a worker that dies in between leaves neither.
def test_what_broke_off_is_begun_anew_and_once(town, phone, db, clock, monkeypatch):
    an_activity(db, clock(), days=5)
    hana = a_reader(phone, "hana", Topic.NATURE)
    friday(clock)
    with monkeypatch.context() as killed:
        killed.setattr(digests, "begin", _killed)
        with pytest.raises(KeyboardInterrupt):
            tend(town)
    assert db.scalars(select(Digest)).all() == []
    friday(clock, 17, 5)
    assert tend(town)
    assert not tend(town)
    hana.sees("川原の草刈り")


def _killed(*_given: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_what_the_month_has_no_room_for_waits_and_is_not_lost(town, phone, db, clock):
    an_activity(db, clock(), days=5)
    hana = a_reader(phone, "hana", Topic.NATURE)
    db.add(Quota(id=1, most=200, used=185, ours=0, month=month_of(clock()), read_at=clock()))
    db.flush()
    friday(clock)
    assert tend(town)
    assert got_nothing(hana)
    send = db.scalars(select(Send)).one()
    assert (send.state, send.why) == (SendState.PAUSED, Why.QUOTA)


def test_the_day_of_the_week_is_said_where_it_is_chosen(phone):
    hana = a_reader(phone, "hana", Topic.NATURE)
    hana.says("お知らせ")
    hana.sees("話題のお知らせは、週に一度まとめる設定です。金曜日の夕方にお届けします。")
