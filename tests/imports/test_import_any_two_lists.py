"""Whatever two lists follow each other: the second is what is shown, twice is once, and undo is exact."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from writing import EVENT, counts, everything, put, taken_back

from models.activities import Activity, ActivityState
from models.database import Database

# Few names, places and numbers, so that rows of the two lists meet in every way.
ROWS = st.fixed_dictionaries(
    {
        "NO": st.sampled_from(["", "1", "2", "3", "4"]),
        "イベント名": st.sampled_from(["朝市", "朝市（雨天中止）", "健康体操", "写真展", "星空観察"]),
        "場所名称": st.sampled_from(["広場", "公民館"]),
        "開始日": st.sampled_from(["2026-11-28", "12月5日、12日", "2026-12-24", "未定"]),
        "説明": st.sampled_from(["", "はじめての方もどうぞ"]),
    }
).map(lambda cells: EVENT | cells)
LISTS = st.lists(ROWS, min_size=1, max_size=7)


@pytest.fixture(scope="module")
def shared(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One town for all examples: each leaves it as empty as it was, which is itself what is tested."""
    path = tmp_path_factory.mktemp("two_lists") / "town.db"
    path.write_bytes(blank.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def shown(database: Database) -> set[tuple[str, str]]:
    with database.reading() as db:
        found = db.execute(select(Activity.title, Activity.place).where(Activity.state == ActivityState.OPEN))
        pairs = [(title, place) for title, place in found]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


@settings(max_examples=20)
@given(first=LISTS, second=LISTS)
def test_the_second_list_is_shown_and_undo_brings_back_the_first(
    shared: Database, first: list[dict[str, str]], second: list[dict[str, str]]
) -> None:
    run, found = put(shared, *first)
    wanted = {(row["イベント名"], row["場所名称"]) for row in first}
    assert (shown(shared), found.new) == (wanted, len(wanted))
    before = everything(shared)

    later, _found = put(shared, *second, yes_gone=True)
    assert shown(shared) == {(row["イベント名"], row["場所名称"]) for row in second}
    idle, found = put(shared, *second, yes_gone=True)
    assert counts(found) == (0, 0, 0)

    taken_back(shared, idle)
    taken_back(shared, later)
    assert everything(shared) == before
    taken_back(shared, run)
    assert everything(shared) == []
