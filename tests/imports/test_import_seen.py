"""What residents see of a list that was imported."""

from collections.abc import Callable
from datetime import date

from phone import Phone
from writing import AED, EVENT, put

from imports.runs import Asked
from locales import _
from models.database import Database

AEDS = Asked("焼津市", "aed", "CC BY 4.0", "", date(2026, 11, 1))


def test_an_aed_is_found_from_a_pin(database: Database, phone: Callable[..., Phone]) -> None:
    put(database, AED, AED | {"NO": "2", "名称": "遠い学校", "緯度": "34.90", "設置位置": ""}, asked=AEDS)
    hana = phone("hana")
    hana.says("AED")
    hana.pins(34.861, 138.32)
    hana.sees("中央公民館", "玄関の右", "焼津市", "CC BY 4.0", "2026年11月1日")
    hana.says("1")
    hana.sees("子ども用のパッド", "あり", "(054)626-1139")


def test_an_aed_that_has_gone_is_not_shown(database: Database, phone: Callable[..., Phone]) -> None:
    rows = [AED | {"NO": str(number), "名称": f"公民館{number}"} for number in range(5)]
    put(database, *rows, asked=AEDS)
    put(database, *rows[1:], asked=AEDS)
    hana = phone("hana")
    hana.says("AED")
    hana.pins(34.86, 138.32)
    hana.sees("公民館1")
    hana.sees_not("公民館0")


def test_an_event_is_found_with_its_time_and_how_to_sign_up(
    database: Database, phone: Callable[..., Phone]
) -> None:
    put(database, EVENT)
    hana = phone("hana")
    hana.says("草刈り")
    hana.sees("川原の草刈り", "11月28日(土) 9:00\N{NON-BREAKING HYPHEN}11:30", "川原の広場")
    hana.taps(_("Details"))
    hana.sees("電話で申し込み")
    hana.sees_not(_("Join"))


def test_the_town_in_an_address_gives_the_district(database: Database, phone: Callable[..., Phone]) -> None:
    put(database, AED, AED | {"NO": "2", "名称": "西の学校", "住所": "静岡県焼津市三ケ名1"}, asked=AEDS)
    hana = phone("hana")
    hana.says("AED")
    hana.taps(_("By district"))
    hana.sees("本町", "三ケ名")
    hana.says("三ケ名")
    hana.sees("西の学校")
    hana.sees_not("中央公民館")


def test_a_clinic_tells_its_hours_for_each_day_of_the_week(
    database: Database, phone: Callable[..., Phone]
) -> None:
    row = {"医療機関名": "本町クリニック", "住所": "焼津市本町3", "診療科目": "内科"}
    week = dict(zip("月火水木金土日", ["9時～12時"] * 6 + ["休診"], strict=True))
    put(database, row | week, asked=Asked("焼津市", "hospital"))
    hana = phone("hana")
    hana.says("病院")
    hana.says("本町クリニック")
    hana.sees("本町クリニック", "9時～12時", "日 休診")
