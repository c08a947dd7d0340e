"""What is wrong with one message, or was with one call, does not hold up the others."""

from sqlalchemy import event, select, update

from delivery.claims import Parcel
from delivery.settling import Outcome, Settler
from delivery.taking_back import take_back
from delivery.verdicts import Trouble, Verdict
from models.outbox import Kind, Lane, Outgoing, State
from models.rates import Rate
from models.sends import Send, SendState
from views import flex

HANA, TARO = f"U{1:032x}", f"U{2:032x}"


def waiting(db, clock, to, deaths=0, **more) -> int:
    row = Outgoing.push(to, [flex.text("草刈りは9時からです。")], "test", clock())
    db.add(row)
    db.flush()
    db.execute(update(Outgoing).where(Outgoing.id == row.id).values(deaths=deaths, **more))
    return row.id


def test_a_message_two_workers_died_of_waits_for_its_time_alone(town, clock) -> None:
    # Guards delivery/claims.py: `suspect` takes what is due, and whose send is at work.
    with town.database.writing() as db:
        paused = Send(
            kind="test",
            subject="test:1",
            title="草刈り",
            words="",
            fingerprint="",
            lane=Lane.BULK,
            state=SendState.PAUSED,
            total=1,
            made_at=clock(),
        )
        db.add(paused)
        db.flush()
        later = town.database.moment(db) + 600
        tried = waiting(db, clock, HANA, 2, due=later)
        halted = waiting(db, clock, HANA, 2, send_id=paused.id)
        waiting(db, clock, TARO)
    town.work()
    with town.database.reading() as db:
        assert db.scalars(select(Outgoing.state).where(Outgoing.to == TARO)).all() == [State.ACCEPTED]
        untouched = select(Outgoing.state).where(Outgoing.id.in_([tried, halted]))
        assert set(db.scalars(untouched)) == {State.PENDING}


def test_a_reply_whose_lease_runs_out_meanwhile_is_not_sent_again(town, clock) -> None:
    # Guards delivery/worker.py: `take_back` frees none but those it means to.
    with town.database.writing() as db:
        key = waiting(
            db, clock, HANA, kind=Kind.REPLY, state=State.SENDING, due=town.database.moment(db) + 600
        )

    ran = []

    @event.listens_for(town.database.engine, "after_cursor_execute")
    def runs_out(connection, _cursor, statement, *_about) -> None:
        if statement.startswith("UPDATE outbox SET state") and not ran:
            ran.append(statement)
            connection.exec_driver_sql("UPDATE outbox SET due = 0")

    with town.database.writing() as db:
        assert take_back(town.database, db) == 0
    with town.database.writing() as db:
        assert ran and db.scalar(select(Outgoing.state).where(Outgoing.id == key)) == State.SENDING
        take_back(town.database, db)
        assert db.scalar(select(Outgoing.state).where(Outgoing.id == key)) == State.UNCERTAIN


def answers(kind: Kind, refused: int, well: int) -> list[Outcome]:
    def one(number: int, verdict: Verdict) -> Outcome:
        return Outcome(Parcel(number, kind, HANA, (), None, "[]", "", 1, 0.0, None), verdict)

    no = Verdict(State.PENDING, 1.0, counts=False, trouble=Trouble.RATE)
    return [
        *(one(number, no) for number in range(refused)),
        *(one(-number, Verdict(State.ACCEPTED)) for number in range(well)),
    ]


def test_one_refusal_among_many_answers_is_no_storm(town, db) -> None:
    # Guards delivery/settling.py: MANY_REFUSALS.
    settler = Settler(town.database, "lease")
    with town.database.writing() as writing:
        for name in ("push", "multicast"):
            writing.add(Rate(endpoint=name, tat=0.0, rests_until=0.0, troubles=0))
        settler.settle(writing, answers(Kind.PUSH, refused=2, well=38))
        settler.settle(writing, answers(Kind.MULTICAST, refused=10, well=20))
    rests = {rate.endpoint: rate.rests_until > 0 for rate in db.scalars(select(Rate))}
    assert rests == {"push": False, "multicast": True}
