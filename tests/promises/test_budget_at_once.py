"""Two sends that begin at the same moment cannot both have the rest of the month (D16)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from pyroaring import BitMap
from sqlalchemy import func, select

from models.budget import TooFewMessagesLeft, budget, ensure, guard, keep_reading
from models.database import Database
from models.limits import Limits
from models.sends import Send
from outreach.sending import begin
from views import flex

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LIMITS = Limits(reserve=20)
AT_ONCE = 8


def test_only_one_of_many_gets_what_is_left(either: Database) -> None:
    with either.writing() as db:
        ensure(db)
        keep_reading(db, 200, 80, 0, NOW)  # 100 are left for news
    start = Barrier(AT_ONCE)

    def send_to_sixty(number: int) -> bool:
        start.wait()
        try:
            with either.writing() as db:
                # Guards `with_for_update` in models.budget.guard: without it all see the same rest.
                guard(db, LIMITS, NOW, 60)
                people = {"ja.normal": BitMap(range(1, 61))}
                begin(
                    db, either, kind="announcement", subject=f"announcements:{number}", title="草刈り", words="軍手",
                    parts=people, bodies={"ja.normal": [flex.text(f"草刈り {number}")]}, now=NOW, limits=LIMITS,
                )  # fmt: skip
            return True
        except TooFewMessagesLeft:
            return False

    with ThreadPoolExecutor(AT_ONCE) as pool:
        began = list(pool.map(send_to_sixty, range(AT_ONCE)))
    assert sum(began) == 1
    with either.reading() as db:
        assert db.scalar(select(func.count()).select_from(Send)) == 1
        assert budget(db, LIMITS, NOW).left_for_news == 40
