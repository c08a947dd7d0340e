"""Towns' lists for benchmarks: sentences for dates, notes after times, empty cells, a row for each day of
one happening and, in the worst case, an event in every row."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from random import Random

TODAY = date(2026, 6, 1)

EVENT = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,イベント名_カナ,イベント名_英語,開始日,終了日,"
    "開始時間,終了時間,開始日時特記事項,説明,料金(基本),料金(詳細),連絡先名称,連絡先電話番号,連絡先内線番号,主催者,場所名称,"
    "住所,方書,緯度,経度,アクセス方法,駐車場情報,定員,参加申込終了日,参加申込終了時間,参加申込方法,URL,備考,カテゴリー"
)
TOILET = (
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,所在地_連結表記,建物名等(方書),設置位置,緯度,経度,"
    "男性トイレ総数,女性トイレ総数,男女共用トイレ総数,バリアフリートイレ数,車椅子使用者用トイレ有無,"
    "乳幼児用設備設置トイレ有無,オストメイト設置トイレ有無,利用開始時間,利用終了時間,利用可能時間特記事項,備考"
)
NAMES = ("健康体操", "おはなし会", "陶芸教室", "朝市", "子育て相談", "歩こう会", "写真展", "里山の草刈り")
TIMES = (("9:00", "11:30"), ("9：30", ""), ("①10：00\n\n②13：30", ""), ("午後7時", "午後9時"), ("", ""))
FEES = ("無料", "", "500円", "参加費\n300円\n材料費\n800円(一人分)")
CAPACITIES = ("先着\n15人", "", "30名", "各回8組(1組3名まで)")
WAYS = ("申込不要", "電話で", "", "当日直接会場へ")


def day(value: date, shape: int) -> str:
    weekday = "月火水木金土日"[value.weekday()]
    later = value + timedelta(days=4)
    return (
        value.isoformat(),
        f"{value.month}月{value.day}日（{weekday}）",
        f"{value.year}/{value.month}/{value.day}",
        f"{value.month}月{value.day}日({weekday})～{later.month}月{later.day}日\n※雨天中止",
    )[shape]


def event_rows(rows: int, repeated: bool) -> Iterator[str]:
    random = Random(7)
    ends, fees, numbers, ways = cycle(TIMES), cycle(FEES), cycle(CAPACITIES), cycle(WAYS)
    for number in range(rows):
        happening = random.randrange(rows // 3) if repeated else number
        start, end = next(ends)
        yield (
            f'222127,{number},静岡県,焼津市,"{NAMES[happening % 8]}その{happening}",カナ,,'
            f'"{day(TODAY + timedelta(days=random.randrange(200)), number % 4)}",,"{start}",{end},,'
            f'"みんなで集まって、ゆっくり楽しみます。初めての方もどうぞ。{happening}番","{next(fees)}",,生涯学習課,'
            f"(054)626-{happening % 10000:04d},,市,会館{happening % 90},静岡県焼津市本町{happening % 50}-1,,"
            f'34.{happening % 999999:06d},138.{number % 999999:06d},,あり,"{next(numbers)}",,,{next(ways)},'
            f"https://example.jp/{happening},,講座\r\n"
        )


def toilet_rows(rows: int) -> Iterator[str]:
    for number in range(rows):
        yield (
            f"222127,{number},静岡県焼津市,公園{number},コウエン,,"
            f"静岡県焼津市本町{number % 900}-{number},,公園内,"
            f"34.{number:06d},138.{number:06d},2,2,0,1,有,無,,,,24時間利用可能,\r\n"
        )


def write(folder: Path, rows: int) -> list[Path]:
    """The lists as files; the workbook holds a tenth of the rows."""
    lists = {
        "events of several days.csv": (EVENT, event_rows(rows, repeated=True)),
        "an event in every row.csv": (EVENT, event_rows(rows, repeated=False)),
        "toilets.csv": (TOILET, toilet_rows(rows)),
    }
    for name, (header, lines) in lists.items():
        with (folder / name).open("w", encoding="cp932", newline="") as file:
            file.write(header + "\r\n")
            file.writelines(lines)
    return [folder / name for name in lists] + [_workbook(folder, rows // 10)]


def _workbook(folder: Path, rows: int) -> Path:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in csv.reader(io.StringIO(EVENT + "\r\n" + "".join(event_rows(rows, repeated=True)))):
        sheet.append(cells)
    book.save(folder / "events, a tenth, as a workbook.xlsx")
    return folder / "events, a tenth, as a workbook.xlsx"
