"""O2 in small: whenever the power fails, what lies on the disk opens and holds every event that was answered."""

from pathlib import Path

from road_power import cut

from models.database import Database


def test_the_files_of_any_moment_open_and_hold_all_that_was_answered(
    sqlite: Database, tmp_path: Path
) -> None:
    # Guards bot/ingest.py: `keep` returns only after the commit; bot/engine.py: an event is done in the transaction
    # that holds its answer; models/database.py: `journal_mode=WAL`.
    found = cut(sqlite, tmp_path, moments=12)
    assert found.wrong == [] and found.copies == 12 and found.answered > 12
