"""A desk to announce from: two representatives, an activity, who joined it and who likes it; and how one writes."""

from offered import an_activity, an_organisation, speaks_for
from sqlalchemy import select

from models.announcements import Announcement
from models.entitlements import entitle
from models.organisations import Organisation
from models.sends import Send
from views.activities import Join


def a_desk(phone, town, db, clock):
    """Yuko and Ken speak for those of the river; Hana and Taro joined their grass cutting, Jiro likes it."""
    organisation = an_organisation(db, clock())
    activity = an_activity(db, clock(), organisation_id=organisation.id, party_most=1)
    yuko, ken = phone("yuko"), phone("ken")
    for somebody in (yuko, ken):
        speaks_for(db, somebody.line_id, organisation, clock())
    for name in ("hana", "taro"):
        somebody = phone(name)
        somebody.presses(Join(activity.id).pack())
        somebody.taps("はい、参加する")
    phone("jiro").presses(f"activity.like/1?activity={activity.id}")
    return yuko, ken, activity


def may(town, clock, **rights):
    with town.database.writing() as db:
        entitle(db, db.scalars(select(Organisation)).first(), "staff tanaka", clock(), **rights)


def writes(somebody, words="手袋をお貸しします。", who="1", message_id=None):
    somebody.says("お知らせを書く")
    somebody.sees("(1/3)", "何を知らせますか")
    somebody.says(words, message_id)
    somebody.sees("(2/3)", "どの活動のことですか", "1. 川原の草刈り", "2. どれでもない")
    somebody.says("1")
    somebody.sees("(3/3)", "だれに送りますか")
    somebody.says(who)


def one(db):
    db.expire_all()
    return db.scalars(select(Announcement).order_by(Announcement.id.desc())).first()


def sends(db):
    return list(db.scalars(select(Send).order_by(Send.id).execution_options(populate_existing=True)))


def got(person, words):
    return sum(words in str(message) for message in person.chat)


def data_of(somebody, label):
    return next(button["data"] for button in somebody.buttons() if button["label"].endswith(label))
