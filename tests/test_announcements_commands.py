"""What the office types to tell many people something, from the first draft to a correction."""

import json

import pytest
from agreed import A_MINUTE_TO_UNDO, approved, goes_out, sends
from offered import an_activity, an_organisation
from sqlalchemy import select, update

from commands.printing import table
from models.announcements import Announcement, State
from models.audit import Act
from models.entitlements import Entitlement
from models.residents import Resident
from models.sends import Send
from models.topics import Topic, subscribe

FILE = """
title = "断水"
organisation = "川をまもる会"
not_after = 2026-12-24T12:00:00

[[parts]]
ja = "水が止まります。"
en = "There will be no water."

[[parts]]
picture = "https://town.example/map.png"

[audience]
topics = ["自然", "food"]
districts = ["川東"]

[schedule]
rule = "weekly"
weekdays = ["月", "木"]
time = "09:30"
first = 2026-12-01
last = 2026-12-31
except = [2026-12-07]
holidays = "next"
"""


@pytest.fixture
def types(town):
    """`types("show", "1")` is what a clerk types after `flask announcements`; the exit code and the words."""
    runner = town.app.test_cli_runner()

    def typed(*words, code=0):
        ended = runner.invoke(args=["announcements", *words])
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        assert ended.exit_code == code, ended.output
        return ended.output.strip()

    return typed


def only(db) -> Announcement:
    return db.scalars(select(Announcement).execution_options(populate_existing=True)).one()


def seal_in(said: str) -> str:
    return said.rpartition("：")[2].split()[0]


def test_from_a_file_to_everybodys_phone_and_to_a_correction(types, town, phone, db, tmp_path) -> None:
    hana, ann = phone("hana"), phone("ann", locale="en")
    said = types("new", "--by", "北", "--ja", "水が止まります。", "--en", "No water.", "--everyone")
    assert "下書き" in said
    seal = seal_in(said)
    types("approve", "1", "--by", "南", "--seal", seal, code=2)  # nobody handed it in
    types("submit", "1", "--by", "北")
    assert "書いた" in types("approve", "1", "--by", "北", "--seal", seal, code=2)
    assert "変わ" in types("approve", "1", "--by", "南", "--seal", "0" * 12, code=2)
    types("send", "1", "--by", "北", code=2)
    types("approve", "1", "--by", "南", "--seal", seal)
    assert only(db).state == State.APPROVED
    types("send", "1", "--by", "北")
    types("send", "1", "--by", "北")  # once more is once
    goes_out(town)
    hana.sees("水が止まります。")
    ann.sees("No water.")
    assert len(sends(db)) == 1
    said = types("correct", "1", "--by", "北", "--ja", "水は止まりません。")
    types("submit", "2", "--by", "北")
    types("approve", "2", "--by", "南", "--seal", seal_in(said))
    goes_out(town)
    hana.sees("【訂正】", "水は止まりません。")
    shown = types("show", "1")
    assert "2" in shown and "LINE" in shown
    assert ("staff 南", "announcement.approve") in [(act.actor, act.did) for act in db.scalars(select(Act))]


def test_a_file_says_everything(types, phone, db, clock, tmp_path) -> None:
    an_organisation(db, clock())
    path = tmp_path / "water.toml"
    path.write_text(FILE, encoding="utf-8")
    said = types("new", str(path), "--by", "北")
    one = only(db)
    assert one.title == "断水" and "断水" in said
    assert one.organisation is not None and one.organisation.name == "川をまもる会"
    assert set(one.audience.topics) == {"nature", "food"} and one.audience.districts == ("川東",)
    assert [f"{moment:%m-%d %H:%M}" for moment in one.schedule.upcoming(clock(), 4)] == [
        "12-03 09:30", "12-10 09:30", "12-14 09:30", "12-17 09:30"
    ]  # fmt: skip
    shown = types("show", "1")
    assert "水が止まります。" in shown and "There will be no water." in shown
    assert "自然" in shown and "川東" in shown and one.fingerprint[:12] in shown
    same = tmp_path / "water.json"
    data = {"parts": [{"ja": "あ"}], "audience": {"everyone": True}}
    same.write_text(json.dumps(data), encoding="utf-8")
    types("new", str(same), "--by", "北")


@pytest.mark.parametrize(
    "text",
    [
        "title = ",
        "colour = 'red'",
        "parts = 3",
        "parts = [3]",
        "[[parts]]\nfr = 'Bonjour'",
        "[[parts]]\nja = 7",
        "[[parts]]\nja = 'あ'\n[audience]\neverybody = true",
        "[[parts]]\nja = 'あ'\n[audience]\ntopics = ['fishing']",
        "[[parts]]\nja = 'あ'\n[audience]",
        "[[parts]]\nja = 'あ'\n[audience]\neveryone = true\n[schedule]\nrule = 'often'",
        "[[parts]]\nja = 'あ'\n[audience]\neveryone = true\n[schedule]\nat = 'soon'",
        "[[parts]]\nja = 'あ'\n[audience]\neveryone = true\n[schedule]\nrule = 'weekly'\nweekdays = ['x']",
        "[[parts]]\nja = 'あ'\n[audience]\neveryone = true\n[schedule]\nrule = 'daily'\nexcept = [7]",
        "[[parts]]\nja = 'あ'\n[audience]\nactivities = [99]",
        "[[parts]]\nja = 'あ'\n[audience]\nkept = 'だれか'",
        "activity = true\n[[parts]]\nja = 'あ'\n[audience]\neveryone = true",
        "organisation = 'ない会'\n[[parts]]\nja = 'あ'\n[audience]\neveryone = true",
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(types, db, tmp_path, text: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text, encoding="utf-8")
    said = types("new", str(path), "--by", "北", code=2)
    assert said and "Traceback" not in said
    assert not db.scalars(select(Announcement)).all()


def test_an_audience_is_counted_and_kept_under_a_name(types, phone, db, clock) -> None:
    phone("hana", district="川東"), phone("taro", district="川西")
    hana = db.scalars(select(Resident).where(Resident.district == "川東")).one()
    subscribe(db, hana, Topic.NATURE, clock())
    said = types("audience", "--topic", "自然", "--district", "川東", "--keep", "川東の自然")
    assert "1" in said and "50" in said
    types("audience", code=2)
    types("new", "--by", "北", "--ja", "あ", "--kept", "川東の自然")
    assert only(db).audience.districts == ("川東",)


def test_testers_are_named_and_see_it_first(types, town, phone, db) -> None:
    hana, taro = phone("hana"), phone("taro")
    types("testers", "--add", "U" + "0" * 32, code=2)
    types("new", "--by", "北", "--ja", "水が止まります。", "--everyone")
    types("test", "1", "--by", "北", code=2)
    assert hana.line_id in types("testers", "--add", hana.line_id)
    types("test", "1", "--by", "北")
    town.work()
    hana.sees("【テスト】", "水が止まります。")
    assert not taro.chat
    assert hana.line_id not in types("testers", "--drop", hana.line_id)


def test_an_organisation_is_entitled(types, db, clock) -> None:
    an_organisation(db, clock())
    said = types("entitle", "川をまもる会", "--by", "北", "--topics", "自然、food", "--monthly", "300")
    assert "300" in said
    types("entitle", "川をまもる会", "--by", "北", "--no-approval")
    found = db.scalars(select(Entitlement)).one()
    assert (found.topics, found.monthly, found.needs_approval) == (["food", "nature"], 300, False)
    types("entitle", "ない会", "--by", "北", code=2)
    types("entitle", "川をまもる会", "--by", "北", "--topics", "つり", code=2)


def test_a_plan_is_set_changed_and_stopped(types, town, phone, db, clock, tmp_path) -> None:
    hana = phone("hana")
    grass = an_activity(db, clock())
    types("new", "--by", "北", "--ja", "あ", "--card", str(grass.id), "--everyone")
    types("schedule", "1", "--by", "北", "--rule", "daily", "--time", "25:00", code=2)
    types("schedule", "1", "--by", "北", "--at", "2026-11-01 09:00", code=2)  # long past
    types("schedule", "1", "--by", "北", "--rule", "daily", "--time", "11:00", "--holidays", "skip")
    types("submit", "1", "--by", "北")
    types("approve", "1", "--by", "南", "--seal", only(db).fingerprint)
    assert only(db).state == State.SCHEDULED
    path = tmp_path / "new.toml"
    path.write_text("[[parts]]\nja = 'い'\n", encoding="utf-8")
    types("change", "1", str(path), "--by", "西")
    assert only(db).state == State.DRAFT
    types("submit", "1", "--by", "北")
    types("refuse", "1", "--by", "南", "--why", "短すぎます")
    assert "短すぎます" in types("show", "1")
    types("pause", "1", "--by", "北", code=2)
    types("stop", "1", "--by", "北")
    assert "取り消し" in types("list")
    clock.moves(hours=2)
    goes_out(town)
    assert not hana.chat


def test_pause_and_resume(types, town, phone, db) -> None:
    hana = phone("hana")
    approved(db, town.clock())
    goes_out(town, limits=A_MINUTE_TO_UNDO)  # its minute in which it can be undone
    types("pause", "1", "--by", "北")
    goes_out(town)
    assert not hana.chat
    types("resume", "1", "--by", "北")
    db.execute(update(Send).values(not_before=0.0))
    goes_out(town)
    assert len(hana.chat) == 1


def test_joined_emoji_come_out_whole_and_nothing_moves_the_cursor(types, town, phone, db) -> None:
    # Guards models/unseen.py (`on_one_line`) in commands/announcement_sheets.py and commands/printing.py.
    family = "👨‍👩‍👧"
    words = f"{family}のつどい\x1b[2J\n手袋　長ぐつ\u202e"
    number = approved(db, town.clock(), words, title=f"{family}のつどい\x1b[31m").id
    for said in (
        types("show", str(number)),
        types("list"),
        table(("a", "b"), [(f"{family}\x1b[1m", family)]),
    ):
        assert family in said and not set(said) & {"\x1b", "\u202e"}
    assert "手袋　長ぐつ" in types("show", str(number))
    # Marks and joiners take no room: か and its mark have that of か.
    _head, marked, bare = table(("", ""), [("か\u3099\u200d", "c"), ("か", "c")]).splitlines()
    assert marked.replace("\u3099\u200d", "") == bare
