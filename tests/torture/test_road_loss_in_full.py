"""D1, D2, D3 and D23 in full: a hundred thousand letters and a million residents, with faults, kills, and without."""

from pathlib import Path

import pytest
from road import balancing, drained, inhabit, killing, letters, news, states, workers
from road_line import TENTH, Line, road_line

from models.database import Database

pytestmark = pytest.mark.alone

LETTERS, RESIDENTS = 100_000, 1_000_000


def told(what: str, line: Line, label: str, count: int, seconds: float, kills: int = 0) -> None:
    counts = line.counts()
    sending = counts["ended"][label] - counts["began"][label]
    seen = line.seen(label, count)
    print(
        f"\n{what}: {count:,} in {seconds:.1f} s, {count / sending:,.0f} a second while sending, {kills} kills, "
        f"lost {seen[0]}, doubled {sum(seen[n] for n in seen if n > 1)}, {sum(counts['requests'].values()):,} calls, "
        f"overruns {counts['overruns']}, most in any second {counts['most_a_second']}"
    )


@pytest.mark.parametrize("team_size", [1, 2, 3])
def test_a_hundred_thousand_letters_through_faults_and_a_kill_every_three_seconds(
    either: Database, tmp_path: Path, team_size: int
) -> None:
    # Guards what the small form names.
    if either.embedded and team_size > 2:
        pytest.skip("no more than two workers on SQLite")
    inhabit(either, LETTERS)
    letters(either, "letters", range(LETTERS))
    with road_line(tmp_path, faults=TENTH) as line:
        with (
            workers(either, line, tmp_path, team_size) as team,
            balancing(either, every=1.0),
            killing(team, every=3.0),
        ):
            seconds = drained(either, 1_800)
        told(f"{team_size} workers, faults and kills", line, "letters", LETTERS, seconds, team.kills)
        assert team.kills >= 15
        assert line.seen("letters", LETTERS) == {1: LETTERS}
        counts = line.counts()
        assert counts["mismatches"] == counts["strangers"] == counts["keyless"] == 0
    # Whoever was on its way at three of the kills is left to a person.
    found = states(either)
    assert found["accepted"] + found["uncertain"] == LETTERS and found["uncertain"] < team.kills


@pytest.mark.parametrize("share", ["1", "10"], ids=["as LINE allows", "as fast as it can"])
def test_a_hundred_thousand_letters_when_all_is_well(either: Database, tmp_path: Path, share: str) -> None:
    # Guards nothing of its own: it prints how many a second leave.
    inhabit(either, LETTERS)
    letters(either, "letters", range(LETTERS))
    with (
        road_line(tmp_path, strict=False) as line,
        workers(either, line, tmp_path, 1 if either.embedded else 2, TSUNAGU_RATE_SHARE=share),
    ):
        seconds = drained(either, 900)
        told("all is well", line, "letters", LETTERS, seconds)
        assert line.seen("letters", LETTERS) == {1: LETTERS}


@pytest.mark.parametrize("faults", [{}, TENTH], ids=["well", "faults"])
def test_a_million_residents_by_multicast(either: Database, tmp_path: Path, faults: dict[str, float]) -> None:
    # Guards what the small form names.
    inhabit(either, RESIDENTS)
    with road_line(tmp_path, faults=faults) as line:
        with workers(either, line, tmp_path, 1 if either.embedded else 2):
            news(either, "news", range(RESIDENTS))
            seconds = drained(either, 900)
        told(f"a million by multicast, {'faults' if faults else 'well'}", line, "news", RESIDENTS, seconds)
        assert line.seen("news", RESIDENTS) == {1: RESIDENTS}
        assert line.counts()["overruns"].get("multicast", 0) == 0
    assert states(either) == {"accepted": RESIDENTS}
