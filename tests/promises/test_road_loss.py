"""D1, D2, D14 and D23 in small: faults at LINE and workers that are killed lose nothing and double nothing."""

from pathlib import Path

from road import balancing, drained, inhabit, killing, letters, news, states, workers
from road_line import TENTH, road_line

from models.database import Database


def test_letters_arrive_once_each_through_faults_and_kills(either: Database, tmp_path: Path) -> None:
    # Guards models/outbox.py: the retry key is made with the row; delivery/worker.py: `_ask` sends it and the stored
    # bytes at each try, `take_back` frees what the dead held; delivery/verdicts.py: 409 is acceptance, 500 and
    # silence are asked again; models/sends.py: `progress`.
    people = 2_000
    inhabit(either, people)
    letters(either, "letters", range(people))
    with road_line(tmp_path, faults=TENTH, slow=0.05) as line:
        with (
            workers(either, line, tmp_path, 2) as team,
            balancing(either) as looks,
            killing(team, every=1.0, most=3),
        ):
            drained(either)
        assert team.kills == 3 and len(looks) > 3
        assert line.seen("letters", people) == {1: people}
        counts = line.counts()
        assert counts["mismatches"] == counts["strangers"] == counts["keyless"] == 0
        assert counts["requests"]["push"] > people
    assert states(either) == {"accepted": people}


def test_news_reaches_everybody_once_through_faults_and_kills(either: Database, tmp_path: Path) -> None:
    # Guards outreach/expanding.py: rows and cursor are one commit; and the same lines as above for multicasts.
    people = 60_000
    inhabit(either, people)
    news(either, "news", range(people))
    with road_line(tmp_path, faults=TENTH, slow=0.05) as line:
        with (
            workers(either, line, tmp_path, 1 if either.embedded else 2) as team,
            balancing(either) as looks,
            killing(team, every=0.7, most=2),
        ):
            drained(either)
        assert team.kills == 2 and looks
        assert line.seen("news", people) == {1: people}
        counts = line.counts()
        assert counts["mismatches"] == 0 and counts["overruns"]["multicast"] == 0
    assert states(either) == {"accepted": people}
