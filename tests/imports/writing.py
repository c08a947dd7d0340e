"""Lists put into a town, and what stands there afterwards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lists import table
from sqlalchemy import select

from imports.drafts import TOKYO
from imports.gathered import Gathered
from imports.lists import Kind
from imports.reading import Reading
from imports.runs import Asked
from imports.undoing import Undone, undo
from imports.writing import Findings, look, write
from models.activities import Activity
from models.database import Database
from models.livelihood import Place

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
EVENT = {
    "市区町村コード": "222127",
    "NO": "1",
    "市区町村名": "焼津市",
    "イベント名": "川原の草刈り",
    "開始日": "2026-11-28",
    "開始時間": "9:00",
    "終了時間": "11:30",
    "場所名称": "川原の広場",
    "説明": "いっしょに草を刈ります。",
    "参加申込方法": "電話で申し込み",
}
AED = {
    "市区町村コード": "222127",
    "NO": "1",
    "市区町村名": "焼津市",
    "名称": "中央公民館",
    "住所": "静岡県焼津市本町2-16",
    "緯度": "34.86",
    "経度": "138.32",
    "設置位置": "玄関の右",
    "電話番号": "(054)626-1139",
    "小児対応設備の有無": "有",
}
ASKED = Asked("焼津市", "event")


def event(number: int, **cells: str) -> dict[str, str]:
    """The `number`-th event of a list; every one has its own name and place."""
    return EVENT | {"NO": str(number), "イベント名": NAMES[number % 10] + str(number)} | cells


NAMES = (
    "朝市",
    "健康体操",
    "写真展",
    "読み聞かせ",
    "陶芸教室",
    "歩こう会",
    "人形劇",
    "囲碁大会",
    "星空観察",
    "歌声広場",
)


def gathered(source: bytes, name: str = "list.csv", kind: Kind | None = None) -> Gathered:
    with Reading(source, name, kind) as reading:
        return Gathered(reading, NOW.date())


def put(
    database: Database,
    *rows: Mapping[str, str],
    asked: Asked = ASKED,
    days: float = 0,
    yes_gone: bool = False,
) -> tuple[int, Findings]:
    """Import a list of these rows `days` from now; the run's number and what it did."""
    return put_file(database, table(*rows), asked, days, yes_gone)


def put_file(
    database: Database, source: bytes, asked: Asked = ASKED, days: float = 0, yes_gone: bool = False
) -> tuple[int, Findings]:
    with gathered(source) as found:
        return write(database, found, asked, NOW + timedelta(days=days), yes_gone=yes_gone, pause=0)


def previewed(database: Database, *rows: Mapping[str, str], asked: Asked = ASKED) -> Findings:
    with gathered(table(*rows)) as found:
        return look(database, found, asked, NOW)


def taken_back(database: Database, run: int) -> Undone:
    return undo(database, run, NOW, pause=0)


def counts(found: Findings) -> tuple[int, int, int]:
    return found.new, found.changed, found.gone


def activities(database: Database) -> dict[str, Activity]:
    """Every activity by its title, with its times."""
    with database.reading() as db:
        found = db.scalars(select(Activity).order_by(Activity.id)).all()
        assert all(one.occurrences is not None for one in found)
        return {one.title: one for one in found}


def places(database: Database) -> dict[str, Place]:
    with database.reading() as db:
        return {one.name: one for one in db.scalars(select(Place).order_by(Place.id))}


def everything(database: Database) -> list[tuple[Any, ...]]:
    """All that residents could be shown, row by row, without ids of times and versions."""
    with database.reading() as db:
        rows: list[tuple[Any, ...]] = []
        for one in db.scalars(select(Activity).order_by(Activity.id)):
            columns = {name: getattr(one, name) for name in Activity.__table__.c.keys() if name != "version"}  # noqa: SIM118 - column names
            times = tuple(
                (time.starts_at, time.ends_at, time.all_day, time.over_at) for time in one.occurrences
            )
            rows.append((tuple(columns.items()), times))
        for place in db.scalars(select(Place).order_by(Place.id)):
            rows.append(tuple((name, getattr(place, name)) for name in Place.__table__.c.keys()))  # noqa: SIM118
        return rows
