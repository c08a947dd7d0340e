"""Announcing in tests: some words to some residents, as every send does it."""

from pyroaring import BitMap
from sqlalchemy import select

from models.limits import Limits
from models.residents import Resident
from outreach.expanding import expand
from outreach.sending import begin, by_face
from views import flex
from views.marking import marked
from views.tap import Open

AT_ONCE = Limits(undo=0.0, canary_wait=0.0, quiet_from=0, quiet_until=0)


def announce(town, title, words, people, *, number=1, go=True):
    """Say something to some residents, as every send does it; the number of the send."""
    now = town.clock()
    with town.database.writing() as db:
        keys = BitMap(
            db.scalars(select(Resident.id).where(Resident.line_id.in_([one.line_id for one in people])))
        )
        parts = by_face(db, keys)
        about = f"announcements:{number}"
        said = marked([flex.text(f"{title}\n{words}", [flex.quick("行事をさがす", Open("find"))])], about)
        send = begin(
            db, town.database, kind="announcement", subject=about, title=title, words=words, parts=parts,
            bodies=dict.fromkeys(parts, said), now=now, limits=AT_ONCE,
        )  # fmt: skip
        number = send.id
    if go:
        expand(town.database, town.clock, AT_ONCE)
        town.work()
    return number
