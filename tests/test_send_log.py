"""The log of sends: what went, what did not, who pressed, and what LINE counted."""

import json
from math import inf

import pytest
from agreed import sends
from announced import AT_ONCE, announce
from phone import bare
from sqlalchemy import select, update

from commands.restoring import mark_restored
from delivery import figures, narrowcasts
from delivery.answers import Answer
from locales import speaking
from models.audit import Act
from models.figures import Figure
from models.figures import Progress as Narrowcast
from models.outbox import Kind, Outgoing, State, bulk_row
from models.presses import Press, count, forget
from models.rates import Rate
from models.residents import Resident
from models.sends import Send, SendState, Why, pause
from outreach.expanding import expand
from views import flex
from views.activities import Browse, How
from views.marking import mark_of, marked
from views.sendlog import WHYS, state
from views.tap import Open, unpack


@pytest.fixture
def types(town):
    """`types("show", "1")` is what a clerk types after `flask sends`; the exit code and the words."""
    runner = town.app.test_cli_runner()

    def typed(*words, answers=None):
        ended = runner.invoke(args=["sends", *words], input=answers)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        return ended.exit_code, ended.output.strip()

    return typed


class Asked:
    """LINE's end for questions: keeps the paths, answers always the same."""

    def __init__(self, **said: object) -> None:
        self.paths: list[str] = []
        self.body = json.dumps(said).encode()

    def call(self, method: str, path: str, body: bytes | None = None, **more: object) -> Answer:
        self.paths.append(path)
        return Answer(200, self.body)

    async def post(self, path: str, body: bytes, retry_key: str | None = None, closes: float = inf) -> Answer:
        raise AssertionError("nothing is sent here")

    async def close(self) -> None:
        """Nothing is held."""


def test_the_list_and_one_of_it(town, phone, types) -> None:
    assert types("list") == (0, "まだ配信はありません。")
    people = [phone("hana"), phone("taro"), phone("mary", locale="en")]
    announce(town, "川原の草刈り", "軍手とかまを貸します。", people)
    code, said = types("list")
    assert code == 0 and "川原の草刈り" in said and "11月24日(火) 10:00" in said
    code, said = types("show", "1")
    assert code == 0
    for line in (
        "送り先：3人（English 1、日本語 2）",
        "LINEが受け付けた人数：3",
        "届けられない：0",
        "まだありません",
    ):
        assert line in said
    assert "既読" not in said and "読んだ" not in said  # accepted is all that is known
    assert types("show", "99")[0] == 2
    assert types("show", "いち")[0] == 2


def test_what_did_not_arrive_is_told_as_what_it_is(town, phone, types) -> None:
    announce(town, "川原の草刈り", "軍手。", [phone("hana")], go=False)
    expand(town.database, town.clock, AT_ONCE)
    town.wire.answers = [Answer(400, b'{"message":"Failed to send messages"}')]
    town.work()
    said = types("show", "1")[1]
    assert "LINEが受け付けた人数：0" in said and "届けられない：1" in said


def test_pausing_resuming_and_stopping_leave_a_trace(town, phone, types, db) -> None:
    announce(town, "川原の草刈り", "軍手。", [phone("hana"), phone("taro")], go=False)
    assert types("resume", "1")[0] == 2
    assert types("pause", "1")[0] == 0
    expand(town.database, town.clock, AT_ONCE)
    town.work()
    assert "一時停止" in types("show", "1")[1] and town.wire.chats == {}
    assert types("resume", "1")[0] == 0
    assert types("stop", "1", answers="n\n")[1].endswith("何も変えていません。")
    assert db.scalars(select(Send.state)).one() == SendState.EXPANDING
    code, said = types("stop", "1", answers="y\n")
    assert code == 0 and "2通" in said
    assert types("stop", "1", "--yes")[0] == 2
    assert types("pause", "1")[0] == 2
    assert [act.did for act in db.scalars(select(Act).order_by(Act.id))] == [
        "sends.paused", "sends.resumed", "sends.stopped",
    ]  # fmt: skip
    expand(town.database, town.clock, AT_ONCE)
    town.work()
    assert "送っていない：2" in types("show", "1")[1] and town.wire.chats == {}


def test_after_a_restore_sends_wait_for_a_person_and_say_why(town, phone, types, db) -> None:
    people = [phone("hana"), phone("taro")]
    for number, title in enumerate(("断水", "もちつき大会"), 1):
        announce(town, title, "軍手。", people, number=number, go=False)
    with town.database.writing() as session:
        pause(session, 2, Why.QUOTA)
        # Guards commands/restoring.py: also what waited for the next month's messages may have gone on since.
        assert mark_restored(session, town.clock()).sends == 2
    expand(town.database, town.clock, AT_ONCE)
    town.keep_house()  # the month has messages again
    town.work()
    assert town.wire.chats == {}
    for number in ("1", "2"):
        assert "一時停止中（バックアップから戻しました。" in types("show", number)[1]
    with speaking("en"):
        assert "the town came back from a backup" in state(sends(db)[0])
    assert types("resume", "1")[0] == 0
    expand(town.database, town.clock, AT_ONCE)
    town.work()
    assert len(people[0].chat) == 1


def test_whatever_pauses_a_send_has_words() -> None:
    assert set(WHYS) == set(Why)


def test_a_press_is_counted_once_and_only_of_those_who_agreed(town, phone, types, db) -> None:
    people = [phone(f"resident {number}", counts_taps=number < 6) for number in range(7)]
    announce(town, "川原の草刈り", "軍手。", people)
    for one in people[:4]:
        one.taps("行事をさがす")
    people[0].chat.append(town.wire.chats[people[1].line_id][0])
    people[0].presses(people[1].chat[0]["quickReply"]["items"][0]["action"]["data"])
    assert len(db.scalars(select(Press.resident_id)).all()) == 4
    # Guards FEW in views.sendlog.few: four people could be named.
    assert "数えてよいと答えた人のうち）：5人未満" in types("show", "1")[1]
    for one in people[4:]:
        one.taps("行事をさがす")
    # Guards `counts_taps` in models.presses.count: the seventh did not agree.
    assert len(db.scalars(select(Press.resident_id)).all()) == 6
    assert "うち）：6人" in types("show", "1")[1]
    with town.database.writing() as session:
        forget(session, Resident.known(session, people[0].line_id).id)
    assert len(db.scalars(select(Press.resident_id)).all()) == 5


def test_a_press_by_its_number_counts_as_well(town, phone, db) -> None:
    hana = phone("hana", counts_taps=True)
    announce(town, "川原の草刈り", "軍手。", [hana])
    hana.says("前のお知らせ")
    hana.taps("もう一度見る")
    hana.says("行事をさがす")
    assert db.scalars(select(Press.send_id)).all() == [1]


def test_a_mark_changes_nothing_about_a_button() -> None:
    plain = [
        flex.text(
            "草刈り", [flex.quick("さがす", Open("find")), flex.quick("来週", Browse(How.TOPIC, "nature"))]
        )
    ]
    made = marked(plain, "announcements:12")
    for before, after in zip(plain[0]["quickReply"]["items"], made[0]["quickReply"]["items"], strict=True):
        assert unpack(after["action"]["data"]) == unpack(before["action"]["data"])
        assert mark_of(after["action"]["data"]) == "announcements:12"
        assert mark_of(before["action"]["data"]) is None and bare(after["action"]["label"])
    long = [flex.text("草刈り", [flex.quick("さがす", Open("x" * 280))])]
    assert marked(long, "announcements:12") == long  # LINE takes 300 characters


def test_nobody_is_counted_for_what_was_never_sent(town, phone, db) -> None:
    hana = phone("hana", counts_taps=True)
    with town.database.writing() as session:
        count(session, Resident.known(session, hana.line_id), "announcements:99", town.clock())
    assert db.scalars(select(Press.send_id)).all() == []


def test_lines_statistics_are_asked_for_once_a_day_and_for_two_weeks(town, phone, types, db) -> None:
    announce(town, "川原の草刈り", "軍手。", [phone("hana")])
    line = Asked(overview={"uniqueImpression": 24, "uniqueClick": None}, messages=[], clicks=[])
    assert not figures.refresh(town.database, line, town.clock)  # it has just begun
    town.clock.moves(hours=25)
    assert figures.refresh(town.database, line, town.clock)
    assert line.paths == [
        "/v2/bot/insight/message/event/aggregation?customAggregationUnit=send_1&from=20261124&to=20261125"
    ]
    said = types("show", "1")[1]
    assert "表示された台数は24" in said and "（20未満か不明）" in said
    with town.database.writing() as session:
        session.execute(update(Rate).values(tat=0.0))
    town.clock.moves(hours=1)
    # Guards ONCE_IN in delivery/figures.py.
    assert not figures.refresh(town.database, line, town.clock)
    town.clock.moves(hours=23)
    assert figures.refresh(town.database, line, town.clock)
    town.clock.moves(days=20)
    assert not figures.refresh(town.database, line, town.clock)
    assert len(line.paths) == 2


def test_questions_to_line_keep_within_its_sixty_an_hour(town, phone, db) -> None:
    for number in range(3):
        announce(town, f"お知らせ{number}", "軍手。", [phone("hana")], number=number)
    town.clock.moves(hours=25)
    line = Asked(overview={}, messages=[], clicks=[])
    # Guards `_our_turn` in delivery/figures.py: the second has to wait, whoever asks.
    assert [figures.refresh(town.database, line, town.clock) for _again in range(3)] == [True, False, False]
    assert len(line.paths) == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"overview":[]}', b'{"overview":{"uniqueImpression":"x"}}']
)
def test_odd_statistics_are_no_statistics(town, phone, db, body: bytes) -> None:
    announce(town, "川原の草刈り", "軍手。", [phone("hana")])
    town.clock.moves(hours=25)
    line = Asked()
    line.body = body
    assert figures.refresh(town.database, line, town.clock)
    assert db.execute(select(Figure.opened, Figure.clicked)).one() == (None, None)


def test_a_narrowcast_is_asked_after_until_it_is_through(town, phone, types, db) -> None:
    send = announce(town, "川原の草刈り", "軍手。", [phone("hana")])
    with town.database.writing() as session:
        row = bulk_row(send, 2, "{}", "announcement", None, town.clock())
        row |= {"kind": Kind.NARROWCAST, "units": 0, "state": State.ACCEPTED, "request_id": "a b/c"}
        session.execute(Outgoing.__table__.insert(), row | {"first_try": town.database.moment(session)})
    line = Asked(phase="sending", successCount=30, failureCount=1, targetCount=90)
    assert narrowcasts.refresh(town.database, line) == 1
    assert line.paths == ["/v2/bot/message/progress/narrowcast?requestId=a%20b%2Fc"]
    assert narrowcasts.refresh(town.database, line) == 0  # not at once again
    db.execute(update(Narrowcast).values(due=0.0))
    through = Asked(phase="succeeded", successCount=88, failureCount=2, targetCount=90)
    assert narrowcasts.refresh(town.database, through) == 1
    assert "届いた人 88、届かない人 2" in types("show", "1")[1]
    db.execute(update(Narrowcast).values(due=0.0))
    assert narrowcasts.refresh(town.database, through) == 0
