"""Who something is for: each kind has to hold, who asked for peace is left out; over 300 lines, a story a kind."""

from datetime import timedelta

import pytest
from agreed import EVERYBODY, agreed, goes_out, sends, times, written
from offered import an_activity, an_organisation, speaks_for
from pyroaring import BitMap
from sqlalchemy import select

import models.crowds
from locales import LOCALES, speaking
from models.acting import By
from models.announcements import Held, State, find, for_weekly
from models.approving import OwnWork, approve, approvers, submit, waiting_for
from models.audiences import Audience, EmptyAudience, NoSuchAudience, Part, keep, kept, names
from models.contents import Card, Content
from models.crowds import people, reach
from models.drafting import change
from models.entitlements import AllowanceUsedUp, NotEntitled, allowance, entitle
from models.interests import Interest
from models.limits import Limits
from models.mutes import mute
from models.outbox import Lane
from models.planning import release, withdraw
from models.refusals import Gone
from models.registrations import Registration, join, leave, wait
from models.residents import Delivery, Resident, Subscription
from models.sends import Send, SendPart, SendState
from models.topics import Topic, bits_of, subscribe, unsubscribe
from views.announcements import bodies
from views.audiences import counts, sentence

LIMITS = Limits()


@pytest.fixture
def living(town, phone, db):
    """`living("hana", topics=[…], district=…)` is a resident, new or as kept."""

    def one(name: str, topics=(), **fields) -> Resident:
        line_id = phone(name, **fields).line_id
        found = db.scalars(select(Resident).where(Resident.line_id == line_id)).one()
        for topic in topics:
            subscribe(db, found, topic, town.clock())
        return found

    return one


def who(db, now, **conditions) -> set[str]:
    options = {name: conditions.pop(name) for name in ("urgent", "organisation_id") if name in conditions}
    audience = Audience(**conditions)
    found = people(db, audience, now, LIMITS, **options).people
    assert reach(db, audience, now, LIMITS, **options).count == len(found)
    return {each.display_name for each in db.scalars(select(Resident).where(Resident.id.in_(list(found))))}


def test_one_of_each_kind_suffices_and_every_kind_has_to_hold(living, db, clock) -> None:
    living("hana", [Topic.NATURE], district="川東", locale="ja", age_band="65-74")
    living("taro", [Topic.FOOD, Topic.ARTS], district="川東", locale="en", age_band="20-39")
    living("yuki", [Topic.FOOD], district="川西", locale="ja")
    living("ken", district="川東")
    living("gone", [Topic.NATURE, Topic.FOOD], district="川東", follows=False)
    now = clock()
    assert who(db, now, everyone=True) == {"hana", "taro", "yuki", "ken"}
    assert who(db, now, topics=("nature", "food")) == {"hana", "taro", "yuki"}
    assert who(db, now, topics=("nature", "food"), districts=("川東",)) == {"hana", "taro"}
    assert who(db, now, topics=("food",), districts=("川東", "川西")) == {"taro", "yuki"}
    assert who(db, now, locales=("en",)) == {"taro"}
    assert who(db, now, ages=("65-74", "20-39"), locales=("ja", "ja_Hira")) == {"hana"}
    assert who(db, now, topics=("fishing",)) == set()


def test_joined_waiting_and_interested(living, db, clock) -> None:
    hana, taro, yuki, ken = (living(name, district="川東") for name in ("hana", "taro", "yuki", "ken"))
    now, club = clock(), an_organisation(db, clock())
    grass = an_activity(db, now, capacity=1, organisation_id=club.id)
    other = an_activity(db, now, title="花見", organisation_id=club.id)
    join(db, hana, grass.id, 1, now)
    wait(db, taro, grass.id, 1, now)
    Interest.keep(db, yuki, grass, now)
    join(db, ken, other.id, 1, now)
    here = {"activities": (grass.id,)}
    assert who(db, now, **here, parts=(Part.JOINED,)) == {"hana"}
    assert who(db, now, **here, parts=(Part.JOINED, Part.WAITING)) == {"hana", "taro"}
    assert who(db, now, **here, parts=tuple(Part)) == {"hana", "taro", "yuki"}
    assert who(db, now, activities=(grass.id, other.id), parts=(Part.JOINED,)) == {"hana", "ken"}
    assert who(db, now, members=(club.id,)) == {"hana", "ken"}
    assert who(db, now, members=(club.id,), districts=("川西",)) == set()
    mine = Registration.of(db, ken, other)
    assert mine is not None
    leave(db, mine, now)
    db.flush()
    assert who(db, now, members=(club.id,)) == {"hana"}


@pytest.mark.parametrize("nothing", [{}, {"activities": (7,)}, {"parts": (Part.JOINED,)}, {"topics": ()}])
def test_an_empty_filter_is_refused(db, clock, nothing) -> None:
    with pytest.raises(EmptyAudience):
        reach(db, Audience(**nothing), clock(), LIMITS)
    with pytest.raises(EmptyAudience):
        people(db, Audience(**nothing), clock(), LIMITS)
    with pytest.raises(EmptyAudience):
        written(db, clock(), audience=Audience(**nothing))


def test_who_asked_for_peace_is_left_out_and_counted(living, db, clock) -> None:
    now, club = clock(), an_organisation(db, clock())
    hana = living("hana")
    living("rest", paused_until=now + timedelta(days=3))
    living("back", paused_until=now - timedelta(days=3))
    living("weekly", delivery=Delivery.WEEKLY)
    muted, often = living("muted"), living("often")
    mute(db, muted, club, now)
    for number in range(LIMITS.most_a_week):
        add_send(db, [often.id], now - timedelta(days=number))
    add_send(db, [hana.id], now - timedelta(days=1))
    found = reach(db, EVERYBODY, now, LIMITS, organisation_id=club.id)
    left_out = found.left_out_paused, found.left_out_weekly, found.left_out_muted, found.left_out_often
    assert (found.count, found.of, left_out) == (2, 6, (1, 1, 1, 1))
    assert who(db, now, everyone=True, organisation_id=club.id) == {"hana", "back"}
    assert who(db, now, everyone=True) == {"hana", "back", "muted"}  # the town's own news
    # What is urgent is for everybody.
    everybody = {"hana", "rest", "back", "weekly", "muted", "often"}
    assert who(db, now, everyone=True, urgent=True, organisation_id=club.id) == everybody
    with speaking("ja"):
        assert len(counts(found)) == 5


def add_send(db, ids, now) -> None:
    send = Send(
        kind="announcement", subject="announcements:99", lane=Lane.BULK, state=SendState.FINISHED,
        total=len(ids), title="", words="", fingerprint="", made_at=now,
    )  # fmt: skip
    db.add(send)
    db.flush()
    people = BitMap(ids).serialize()
    db.add(SendPart(send_id=send.id, face="ja.normal", frozen=people, body="[]", total=len(ids)))
    db.flush()


def test_whom_it_concerns_hear_of_it_whatever_they_chose_for_news(living, db, clock) -> None:
    now = clock()
    grass = an_activity(db, now)
    rest = living("rest", paused_until=now + timedelta(days=3), delivery=Delivery.WEEKLY)
    keen = living("keen", delivery=Delivery.WEEKLY)
    join(db, rest, grass.id, 1, now)
    for _time in range(LIMITS.most_a_week):
        add_send(db, [rest.id], now)
    Interest.keep(db, keen, grass, now)
    assert who(db, now, activities=(grass.id,), parts=(Part.JOINED, Part.WAITING)) == {"rest"}
    # Somebody who kept it wants to be told at once, but not during a rest.
    assert who(db, now, activities=(grass.id,), parts=tuple(Part)) == {"keen"}


def test_many_who_had_enough_are_taken_out_the_same_way_as_few(living, db, clock, monkeypatch) -> None:
    now = clock()
    ids = [living(name).id for name in ("a", "b", "c", "d")]
    for _time in range(LIMITS.most_a_week):
        add_send(db, ids[:3], now)
    few = reach(db, EVERYBODY, now, LIMITS)
    monkeypatch.setattr(models.crowds, "FEW", 0)
    assert reach(db, EVERYBODY, now, LIMITS) == few
    assert (few.count, few.left_out_often) == (1, 3)


def test_the_bits_are_the_subscriptions(living, phone, db, clock) -> None:
    hana = living("hana")
    phone("hana").says("お知らせ")
    for topic in Topic:
        subscribe(db, hana, topic, clock())
        subscribe(db, hana, topic, clock())
    unsubscribe(db, hana, Topic.FOOD)
    unsubscribe(db, hana, Topic.FOOD)
    db.flush()
    for each in db.scalars(select(Resident)):
        theirs = db.scalars(select(Subscription.topic).where(Subscription.resident_id == each.id))
        assert each.topic_bits == bits_of(theirs)
    # Kept in tables that are there already: the places of topics never change.
    assert [bits_of([topic]) for topic in (Topic.CHILDCARE, Topic.HEALTH, Topic.DIGITAL)] == [1, 2, 1 << 13]


def test_conditions_are_kept_under_a_name_and_read_again(db, clock) -> None:
    meant = Audience(topics=("food",), districts=("川東",), activities=(7,), parts=(Part.WAITING,), got=3)
    keep(db, "川東", meant, clock())
    assert kept(db, "川東") == meant
    keep(db, "川東", EVERYBODY, clock())
    assert kept(db, "川東") == EVERYBODY
    with pytest.raises(NoSuchAudience):
        kept(db, "川西")
    with pytest.raises(EmptyAudience):
        keep(db, "だれも", Audience(), clock())


@pytest.mark.parametrize("locale", LOCALES)
def test_conditions_are_said_in_words(db, clock, locale) -> None:
    grass = an_activity(db, clock())
    meant = Audience(
        activities=(grass.id,), parts=(Part.JOINED, Part.WAITING), topics=("food",), districts=("川東",),
        locales=("en",), ages=("65-74",), members=(an_organisation(db, clock()).id,),
    )  # fmt: skip
    with speaking(locale):
        said = sentence(meant, names(db, meant))
        assert sentence(EVERYBODY, {}) and sentence(Audience(got=1), {})
    for word in ("川原の草刈り", "川東", "65-74", "川をまもる会", "English"):
        assert word in said


def test_weekly_readers_find_it_in_their_digest(living, town, phone, db) -> None:
    phone("hana")
    weekly = living("weekly", delivery=Delivery.WEEKLY)
    agreed(db, written(db, town.clock()), town.clock())
    goes_out(town)
    [(one, left_out)] = for_weekly(db, town.clock() - timedelta(days=7))
    assert (one.title, list(left_out)) == ("水が止まります。", [weekly.id])
    assert not for_weekly(db, town.clock() + timedelta(seconds=1))


@pytest.fixture
def club(living, db, clock):
    """An organisation with two people who speak for it, and an activity with somebody in it."""
    club = an_organisation(db, clock())
    grass = an_activity(db, clock(), organisation_id=club.id)
    for name in ("hana", "taro"):
        speaks_for(db, living(name).line_id, club, clock())
    db.flush()
    join(db, living("yuki", [Topic.NATURE]), grass.id, 1, clock())
    return club


JOINED = Audience(activities=(1,), parts=(Part.JOINED,))


def test_an_organiser_announces_to_its_own_and_another_representative_agrees(
    club, living, town, phone, db
) -> None:
    now, hana, taro = town.clock(), By.resident(living("hana")), By.resident(living("taro"))
    one = written(db, now, by=hana, organisation_id=club.id, audience=JOINED)
    assert submit(db, one, hana, bodies(one, {}, now), now, people=1) == State.WAITING
    assert [each.display_name for each in approvers(db, one)] == ["taro"]
    assert db.scalars(waiting_for(living("taro"))).all() == [one]
    assert not db.scalars(waiting_for(living("yuki"))).all()
    for wrong, refusal in ((hana, OwnWork), (By.resident(living("yuki")), Gone)):
        with pytest.raises(refusal):
            approve(db, one, wrong, one.fingerprint, bodies(one, {}, now), now)
    assert approve(db, one, taro, one.fingerprint, bodies(one, {}, now), now) == State.SCHEDULED
    goes_out(town)
    phone("yuki").sees("川をまもる会より", "水が止まります。")
    assert [send.organisation_id for send in sends(db)] == [club.id]
    assert allowance(db, club.id, now) == (500, 1)


def test_beyond_its_own_an_organisation_needs_to_be_entitled(club, living, db, clock) -> None:
    now, hana = clock(), By.resident(living("hana"))
    foreign = an_activity(db, now, title="よその行事")
    for audience in (
        EVERYBODY,
        Audience(topics=("nature",)),
        Audience(districts=("川東",)),
        Audience(activities=(foreign.id,), parts=(Part.JOINED,)),
        Audience(activities=(1, foreign.id), parts=(Part.JOINED,)),
        Audience(members=(club.id, club.id + 1)),
        Audience(got=1),
    ):
        one = written(db, now, by=hana, organisation_id=club.id, audience=audience)
        with pytest.raises(NotEntitled):
            submit(db, one, hana, bodies(one, {}, now), now)
    card = written(
        db, now, Content((Card(foreign.id),)), by=hana, organisation_id=club.id, audience=JOINED, title="あ"
    )
    with pytest.raises(NotEntitled):
        submit(db, card, hana, {}, now)
    entitle(db, club, "staff", now, topics=["nature"], needs_approval=False)
    topical = written(db, now, by=hana, organisation_id=club.id, audience=Audience(topics=("nature",)))
    assert submit(db, topical, hana, bodies(topical, {}, now), now) == State.SCHEDULED
    more = written(db, now, by=hana, organisation_id=club.id, audience=Audience(topics=("nature", "food")))
    with pytest.raises(NotEntitled):
        submit(db, more, hana, bodies(more, {}, now), now)


def test_an_allowance_is_a_limit_when_it_is_handed_in_and_when_it_begins(club, living, town, db) -> None:
    now, hana = town.clock(), By.resident(living("hana"))
    entitle(db, club, "staff", now, topics=["nature"], monthly=1, needs_approval=False)
    topical = Audience(topics=("nature",))
    one = written(db, now, by=hana, organisation_id=club.id, audience=topical)
    with pytest.raises(AllowanceUsedUp):
        submit(db, one, hana, bodies(one, {}, now), now, people=2)
    submit(db, one, hana, bodies(one, {}, now), now, people=1)
    living("ken", [Topic.NATURE])  # one more since
    goes_out(town)
    assert [time.why for time in times(db)] == [Held.ALLOWANCE]
    assert not sends(db)


def test_others_can_neither_find_nor_write_it(club, living, db, clock) -> None:
    now, hana, yuki = clock(), By.resident(living("hana")), By.resident(living("yuki"))
    one = written(db, now, by=hana, organisation_id=club.id, audience=JOINED)
    assert find(db, one.id, hana) is one
    with pytest.raises(Gone):
        written(db, now, by=yuki, organisation_id=club.id, audience=JOINED)
    with pytest.raises(Gone):
        written(db, now, by=hana, audience=JOINED)  # in the name of the town
    for act in (
        lambda: find(db, one.id, yuki),
        lambda: find(db, one.id + 1, hana),
        lambda: submit(db, one, yuki, {}, now),
        lambda: change(db, one, yuki, now, title="い"),
        lambda: release(db, one, yuki, now),
        lambda: withdraw(db, one, yuki, now),
    ):
        with pytest.raises(Gone):
            act()
