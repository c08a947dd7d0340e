"""Lists in the tables: new, changed, gone, again, on both databases; over 300 lines, as all share one fixture."""

from collections.abc import Sequence
from datetime import datetime
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from lists import table, written
from offered import an_activity
from sqlalchemy import func, select, update
from writing import (
    AED,
    ASKED,
    EVENT,
    NOW,
    activities,
    counts,
    event,
    everything,
    gathered,
    places,
    previewed,
    put,
    put_file,
    taken_back,
)  # fmt: skip

from imports import writing as room
from imports.drafts import TOKYO
from imports.runs import UNDER_WAY, Asked, NotDone, alone
from models.activities import Activity, ActivityState, Occurrence, SignUp
from models.audit import Act
from models.database import Database
from models.imports import ImportChange, ImportRun, Source
from models.livelihood import Place, PlaceKind

ANOTHER = Asked("焼津市", "aed")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


def test_an_event_becomes_an_activity(either: Database) -> None:
    rich = EVENT | {
        "料金(基本)": "無料", "定員": "先着\n15人", "主催者": "川をまもる会", "参加申込終了日": "2026-11-27",
        "住所": "静岡県焼津市本町2-16", "連絡先電話番号": "054-626-1139",
        "アクセス方法": "駅から歩いて5分", "カテゴリー": "防災",
        "緯度": "34.8", "経度": "138.3", "URL": "https://town.example/1", "区": "中",
    }  # fmt: skip
    _run, found = put(either, rich)
    assert counts(found) == (1, 0, 0)
    one = activities(either)["川原の草刈り"]
    assert [(time.starts_at, time.ends_at) for time in one.occurrences] == [(at(28, 9), at(28, 11, 30))]
    assert (one.starts_at, one.ends_at) == (at(28, 9), at(28, 11, 30))
    assert (one.sign_up, one.sign_up_text) == (SignUp.ELSEWHERE, "電話で申し込み\n締め切り: 2026-11-27")
    assert one.closes_at == at(28, 0)
    assert (one.price_yen, one.capacity, one.capacity_text, one.topic) == (0, 15, "先着\n15人", "disaster")
    assert (one.organiser, one.place, one.district) == ("川をまもる会", "川原の広場", "本町")
    assert one.text == "いっしょに草を刈ります。\n行き方: 駅から歩いて5分"
    assert one.state == ActivityState.OPEN
    assert one.extra["import"]["columns"] == {"区": "中"}
    assert "いっしょにくさかり" not in one.search and "川原の草刈り" in one.search


@pytest.mark.parametrize(
    ("cells", "times"),
    [
        ({"開始時間": "", "終了時間": ""}, [(at(28, 0), None, True)]),
        ({"終了時間": ""}, [(at(28, 9), None, False)]),
        ({"開始時間": "22:00", "終了時間": "1:00"}, [(at(28, 22), at(29, 1), False)]),
        ({"終了日": "2026-11-29"}, [(at(28, 9), at(28, 11, 30), False), (at(29, 9), at(29, 11, 30), False)]),
        ({"終了日": "2026-12-20"}, [(at(28, 9), at(20, 11, 30, month=12), False)]),
        ({"終了日": "2026-11-30", "開始時間": "", "終了時間": ""}, [(at(28, 0), at(30, 23, 59), True)]),
        ({"開始日": "12月5日まで", "開始時間": "", "終了時間": ""}, [(at(5, 0, month=12), None, True)]),
        ({"開始日": "いつでも"}, []),
    ],
)
def test_only_certain_times_are_typed(database: Database, cells: dict[str, str], times: list[Any]) -> None:
    put(database, EVENT | cells)
    one = activities(database)["川原の草刈り"]
    assert [(time.starts_at, time.ends_at, time.all_day) for time in one.occurrences] == times
    assert (cells.get("開始日") or EVENT["開始日"]) in one.when_text


@pytest.mark.parametrize(
    ("way", "sign_up", "text"),
    [
        ("申込不要", SignUp.NOT_NEEDED, "申込不要"),
        ("電話で", SignUp.ELSEWHERE, "電話で"),
        (
            "",
            SignUp.ELSEWHERE,
            "申し込みがいるかどうかは、もとの一覧に書かれていません。主催者に確かめてください。",
        ),
    ],
)
def test_how_one_signs_up_is_never_guessed(database: Database, way: str, sign_up: SignUp, text: str) -> None:
    put(database, EVENT | {"参加申込方法": way})
    one = activities(database)["川原の草刈り"]
    assert (one.sign_up, one.sign_up_text) == (sign_up, text)


def test_a_place_becomes_living_information(either: Database) -> None:
    _run, found = put(either, AED | {"備考": "夜は鍵がかかります"}, asked=ANOTHER)
    assert counts(found) == (1, 0, 0)
    one = places(either)["中央公民館"]
    assert one.kind == PlaceKind.AED
    assert one.details == [
        ["置き場所", "玄関の右"],
        ["子ども用のパッド", "あり"],
        ["備考", "夜は鍵がかかります"],
    ]
    assert (one.phone, one.district, one.latitude) == ("(054)626-1139", "本町", 34.86)
    assert one.source.name == "焼津市"


def test_the_dangers_of_a_shelter_come_first_and_silence_is_not_no(database: Database) -> None:
    base = {
        "名称": "中央小",
        "住所": "焼津市本町1",
        "災害種別_洪水": "1",
        "災害種別_津波": "",
        "災害種別_地震": "0",
    }
    put(
        database,
        base,
        base | {"名称": "海の公園", "災害種別_洪水": "", "災害種別_地震": ""},
        asked=Asked("焼津市", "e"),
    )
    found = places(database)
    assert found["中央小"].details[:2] == [["使える災害", "洪水"], ["使えない災害", "地震"]]
    assert found["海の公園"].details[0] == ["使える災害", "もとの一覧に書かれていません"]


def test_the_same_file_again_changes_nothing(either: Database) -> None:
    rows = [
        event(number, 開始日=f"2026-12-{number % 28 + 1:02}", 備考=f"第{number}回") for number in range(30)
    ]
    put(either, *rows)
    before = everything(either)
    _run, found = put(either, *rows, days=1)
    assert counts(found) == (0, 0, 0) and found.same == 30
    assert everything(either) == before


def test_what_changed_is_written_and_what_did_not_is_left(either: Database) -> None:
    put(either, event(1), event(2), event(3), event(4))
    old = activities(either)
    _run, found = put(
        either,
        event(1, 開始日="2026-11-29"),
        event(2, 説明="新しい話"),
        event(3, 場所名称="体育館"),
        event(4),
    )
    assert counts(found) == (0, 3, 0)
    new = activities(either)
    assert {title: one.id for title, one in new.items()} == {title: one.id for title, one in old.items()}
    # Calendars take anew what has another time or place, and nothing else.
    assert [new[title].version for title in sorted(new)] == [
        {"健康体操1": 1, "写真展2": 0, "読み聞かせ3": 1, "陶芸教室4": 0}[title] for title in sorted(new)
    ]
    assert new["健康体操1"].starts_at == at(29, 9)
    assert dict(found.changed_names)["健康体操1"] == ["when_text", "times"]


def test_a_preview_writes_nothing_and_says_the_same(either: Database) -> None:
    put(either, *map(event, range(1, 6)))
    before = everything(either)
    rows = (event(1, 説明="新しい話"), event(2), event(3), event(4), event(9))
    seen = previewed(either, *rows)
    assert everything(either) == before
    with either.reading() as db:
        assert db.scalar(select(func.count(ImportRun.id))) == 1
    _run, done = put(either, *rows)
    assert seen == done and counts(done) == (1, 1, 1)
    assert (seen.new_names, seen.gone_names) == (["歌声広場9"], ["歩こう会5"])


def test_a_preview_of_a_new_source_leaves_no_source(database: Database) -> None:
    assert counts(previewed(database, EVENT)) == (1, 0, 0)
    with database.reading() as db:
        assert db.scalar(select(func.count(Source.id))) == 0


def test_what_is_gone_is_hidden_and_comes_back(either: Database) -> None:
    rows = [event(number) for number in range(1, 6)]
    put(either, *rows)
    _run, found = put(either, *rows[1:])
    assert counts(found) == (0, 0, 1)
    assert activities(either)["健康体操1"].state == ActivityState.HIDDEN
    _run, found = put(either, *rows)
    assert (counts(found), found.back) == ((0, 1, 0), 1)
    assert activities(either)["健康体操1"].state == ActivityState.OPEN


def test_places_that_are_gone_come_back_too(either: Database) -> None:
    rows = [AED | {"NO": str(number), "名称": f"公民館{number}"} for number in range(5)]
    put(either, *rows, asked=ANOTHER)
    put(either, *rows[1:], asked=ANOTHER)
    assert places(either)["公民館0"].gone_at == NOW
    put(either, *rows, asked=ANOTHER)
    assert places(either)["公民館0"].gone_at is None


def test_what_staff_took_off_the_list_stays_off(database: Database) -> None:
    put(database, event(1), event(2))
    with database.writing() as db:
        db.execute(update(Activity).where(Activity.title == "健康体操1").values(state=ActivityState.HIDDEN))
    _run, found = put(database, event(1, 説明="新しい話"), event(2))
    assert counts(found) == (0, 1, 0)
    assert activities(database)["健康体操1"].state == ActivityState.HIDDEN


def test_a_cancelled_one_stays_cancelled_through_going_and_coming_back(database: Database) -> None:
    rows = [event(number) for number in range(1, 6)]
    put(database, *rows)
    with database.writing() as db:
        db.execute(
            update(Activity).where(Activity.title == "健康体操1").values(state=ActivityState.CANCELLED)
        )
    put(database, *rows[1:])
    put(database, *rows)
    assert activities(database)["健康体操1"].state == ActivityState.CANCELLED


def test_what_is_over_has_not_gone(database: Database) -> None:
    put(database, *map(event, range(1, 6)))
    _run, found = put(database, *[event(number, 開始日="2026-12-28") for number in range(11, 16)], days=10)
    assert counts(found) == (5, 0, 0)
    assert {one.state for one in activities(database).values()} == {ActivityState.OPEN}


@pytest.mark.parametrize(("left", "refused"), [(7, False), (6, True), (0, True)])
def test_much_that_is_gone_must_be_meant(either: Database, left: int, refused: bool) -> None:
    rows = [event(number) for number in range(1, 11)]
    put(either, *rows)
    before = everything(either)
    file = written([list(EVENT), *([row[name] for name in EVENT] for row in rows[:left])]).encode()
    if refused:
        with pytest.raises(NotDone):
            put_file(either, file)
        assert everything(either) == before
        with either.reading() as db:
            assert db.scalar(select(func.count(ImportRun.id))) == 1
    _run, found = put_file(either, file, yes_gone=refused)
    assert counts(found) == (0, 0, 10 - left)


def test_a_list_that_numbers_anew_keeps_its_events_apart(either: Database) -> None:
    first = [event(1), event(2, 場所名称="港"), event(3), event(4)]
    put(either, *first)
    old = activities(either)
    # Two have changed places, one is new under an old number, one was renamed under its number.
    anew = [
        first[0] | {"NO": "2"}, first[1] | {"NO": "1"}, event(77) | {"NO": "3"},
        first[3] | {"イベント名": "陶芸教室4（延期）"},
    ]  # fmt: skip
    _run, found = put(either, *anew)
    new = activities(either)
    assert (found.new, found.gone) == (1, 1)
    assert new["健康体操1"].id == old["健康体操1"].id and new["健康体操1"].place == "川原の広場"
    assert new["写真展2"].id == old["写真展2"].id and new["写真展2"].place == "港"
    assert new["陶芸教室4（延期）"].id == old["陶芸教室4"].id
    assert new["読み聞かせ3"].state == ActivityState.HIDDEN and new["囲碁大会77"].id not in {
        one.id for one in old.values()
    }
    _run, found = put(either, *anew)
    assert counts(found) == (0, 0, 0)


def test_places_with_one_name_and_address_stay_as_many_as_they_are(database: Database) -> None:
    twins = [AED | {"NO": str(number)} for number in range(3)]
    put(database, *twins, asked=ANOTHER)
    _run, found = put(database, *twins, asked=ANOTHER)
    assert counts(found) == (0, 0, 0)
    bare = [row | {"NO": ""} for row in twins]
    put(database, *bare, asked=Asked("焼津市", "other"))
    _run, found = put(database, *bare, asked=Asked("焼津市", "other"))
    assert counts(found) == (0, 0, 0)
    with database.reading() as db:
        assert db.scalar(select(func.count(Place.id))) == 6


def test_rows_from_elsewhere_are_never_touched(either: Database) -> None:
    with either.writing() as db:
        an_activity(db, NOW, title="川原の草刈り", place="川原の広場")
    put(either, event(1), asked=Asked("藤枝市", "event"))
    before = everything(either)
    put(either, EVENT)
    put(either, event(5), yes_gone=True)
    assert everything(either)[:2] == before


def test_two_lists_of_one_town_are_two_sources(database: Database) -> None:
    put(database, *map(event, range(3)))
    _run, found = put(database, AED, asked=ANOTHER)
    assert counts(found) == (1, 0, 0)
    with database.reading() as db:
        assert {(one.name, one.list_name) for one in db.scalars(select(Source))} == {
            ("焼津市", "event"),
            ("焼津市", "aed"),
        }


def test_sign_up_that_the_office_takes_here_is_left_to_the_office(database: Database) -> None:
    put(database, EVENT | {"定員": "15人"})
    with database.writing() as db:
        db.execute(update(Activity).values(sign_up=SignUp.HERE, sign_up_text="", capacity=20, taken=18))
    put(database, EVENT | {"定員": "10人", "説明": "新しい話"})
    one = activities(database)["川原の草刈り"]
    assert (one.sign_up, one.capacity, one.taken, one.text) == (SignUp.HERE, 20, 18, "新しい話")


def test_licence_address_and_date_are_kept_with_the_source(database: Database) -> None:
    told = Asked("焼津市", "event", "CC BY 4.0", "https://town.example", NOW.date())
    put(database, EVENT, asked=told)
    put(database, EVENT)

    def source() -> Source:
        with database.reading() as db:
            return db.scalars(select(Source)).one()

    assert (source().licence, source().url, source().as_of) == (
        "CC BY 4.0",
        "https://town.example",
        NOW.date(),
    )
    # New data without a date does not go by the old date.
    put(database, EVENT | {"説明": "新しい話"})
    assert (source().licence, source().as_of) == ("CC BY 4.0", None)


def test_every_run_is_on_record(either: Database) -> None:
    run, _found = put(either, event(1), event(2), EVENT | {"イベント名": "", "説明": "名前のない行"})
    with either.reading() as db:
        kept = db.get_one(ImportRun, run)
        assert (kept.rows, kept.new, kept.changed, kept.gone) == (3, 2, 0, 0)
        assert (kept.file_name, kept.encoding) == ("list.csv", "utf-8")
        assert next((row, value) for row, _column, value, *_more in kept.problems if row == "4")[
            1
        ].startswith("222127")
        assert db.scalars(select(Act.did)).all() == ["import"]


def test_long_words_are_cut_to_their_columns(either: Database) -> None:
    columns = ("説明", "主催者", "対象", "料金(詳細)", "定員", "アクセス方法", "住所", "カテゴリー")
    long = dict.fromkeys(columns, "長い話" * 400)
    put(
        either,
        EVENT
        | long
        | {
            "イベント名": "名" * 300,
            "場所名称": "所" * 300,
            "参加申込方法": "方" * 900,
            "開始日": "日、" * 600,
        },
    )
    (one,) = activities(either).values()
    assert (len(one.title), one.title[-1], len(one.place)) == (120, "…", 120)
    assert len(one.when_text) <= 500 and len(one.sign_up_text) <= 500
    _run, found = put(
        either,
        EVENT
        | long
        | {
            "イベント名": "名" * 300,
            "場所名称": "所" * 300,
            "参加申込方法": "方" * 900,
            "開始日": "日、" * 600,
        },
    )
    assert counts(found) == (0, 0, 0)


@pytest.mark.parametrize(
    "words",
    [
        "=cmd|'/C calc'!A0",
        "<script>alert(1)</script>",
        "'; DROP TABLE activities; --",
        "a\x00b\x1b[31mc\u202ed",
        "{name} %s \\",
    ],
)
def test_hostile_words_stay_words(either: Database, words: str) -> None:
    put(
        either,
        EVENT | {"イベント名": words, "説明": words, "場所名称": words},
        AED | {"イベント名": words + "2"},
    )
    titles = list(activities(either))
    assert len(titles) == 2
    assert all(letter.isprintable() for title in titles for letter in title)
    if words.isprintable():
        assert titles[0] == words


class Broken(Exception):
    """The power fails."""


def break_off(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """The `batch`-th batch breaks in the middle of its transaction."""
    real, calls = room._write_batch, 0

    def fails(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        real(*arguments)
        if calls == batch:
            raise Broken

    monkeypatch.setattr(room, "_write_batch", fails)


def small_batches(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("imports.gathered.BATCH", size)
    monkeypatch.setattr("imports.writing.BATCH", size)
    monkeypatch.setattr("imports.undoing.BATCH", size)


def broken_import(database: Database, rows: Sequence[dict[str, str]]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        small_batches(patch, 4)
        break_off(patch, 3)
        with pytest.raises(Broken):
            put(database, *rows)
    with database.reading() as db:
        run = db.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
        assert run is not None and run.rows == UNDER_WAY
        return run.id


def test_an_import_that_broke_off_is_taken_up_by_the_next(either: Database) -> None:
    rows = [event(number) for number in range(20)]
    broken = broken_import(either, rows)
    assert len(activities(either)) == 8
    run, found = put(either, *rows)
    assert (run, found.new, found.same) == (broken, 12, 8)
    with either.reading() as db:
        kept = db.get_one(ImportRun, run)
        assert (kept.rows, kept.new) == (20, 20)
    assert taken_back(either, run).removed == 20
    assert activities(either) == {}


def test_an_import_that_broke_off_can_be_taken_back(either: Database) -> None:
    old = [event(number, 説明="前の話") for number in range(20)]
    put(either, *old)
    before = everything(either)
    broken = broken_import(either, [event(number) for number in range(20)])
    assert everything(either) != before
    assert taken_back(either, broken).changed_back == 8
    assert everything(either) == before


def test_two_imports_at_once_are_one_after_the_other(either: Database) -> None:
    with alone(either), pytest.raises(NotDone):
        put(either, EVENT)
    _run, found = put(either, EVENT)
    assert found.new == 1


def test_others_can_write_between_the_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who writes all the time gets in again and again while a list is written."""
    small_batches(monkeypatch, 20)
    waits: list[float] = []
    over = False

    def somebody() -> None:
        while not over:
            began = monotonic()
            with database.writing() as db:
                db.add(Act(at=NOW, actor="somebody", did="wrote", to=""))
            waits.append(monotonic() - began)
            sleep(0.001)

    with gathered(table(*map(event, range(400)))) as found:
        writer = Thread(target=somebody)
        writer.start()
        try:
            room.write(database, found, ASKED, NOW)
        finally:
            over = True
            writer.join()
    assert len(activities(database)) == 400
    assert len(waits) >= 10


def test_the_changes_of_a_run_are_those_it_made(database: Database) -> None:
    put(database, *map(event, range(5)))
    run, _found = put(database, event(0), event(1), event(2), event(3, 説明="新しい話"), event(6))
    with database.reading() as db:
        did = db.scalars(
            select(ImportChange.did).where(ImportChange.run_id == run).order_by(ImportChange.id)
        ).all()
        assert sorted(did) == ["changed", "gone", "new"]
        assert db.scalar(select(func.count(Occurrence.id))) == 6
