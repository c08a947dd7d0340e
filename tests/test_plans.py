"""Stories of my plans: what I joined, what I keep in mind, and the file for a calendar."""

from icalendar import Calendar
from offered import an_activity

from models.activities import Activity, ActivityState
from views.activities import Join, Like, Show


def test_interest_is_one_tap_and_stands_among_my_plans(phone, db, clock):
    an_activity(db, clock())
    hana = phone("hana")
    hana.says("よてい")
    hana.sees("まだ予定はありません")
    hana.says("さがす")
    hana.taps("気になる")
    hana.sees("気になるに入れました")
    hana.says("わたしの予定")
    hana.sees("川原の草刈り", "気になるに入れています")
    hana.taps("くわしく")
    hana.taps("気になるをやめる")
    hana.says("わたしの予定")
    hana.sees("まだ予定はありません")


def test_my_plans_show_what_is_ahead_and_tell_what_was_cancelled(phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    hana.says("わたしの予定")
    hana.sees("川原の草刈り", "11月28日(土) 9:00\N{NON-BREAKING HYPHEN}11:30", "参加が決まっています")
    hana.sees_not("中止")
    activity.state, activity.why_closed = ActivityState.CANCELLED, "雨のため"
    db.flush()
    hana.says("わたしの予定")
    hana.sees("中止：雨のため")
    clock.moves(days=5)
    hana.says("わたしの予定")
    hana.sees("まだ予定はありません")


def test_the_calendar_file_can_be_read_by_a_calendar(town, phone, db, clock):
    activity = an_activity(db, clock(), party_most=1)
    hana = phone("hana")
    hana.presses(Join(activity.id).pack())
    hana.taps("はい、参加する")
    address = f"https://town.example/calendar/{activity.id}.ics"
    assert address in str(hana.last())
    served = town.client.get(f"/calendar/{activity.id}.ics")
    assert served.status_code == 200
    assert served.content_type == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(served.get_data(as_text=True)).walk("VEVENT")[0]
    stored = db.get(Activity, activity.id)
    assert event["SUMMARY"] == "川原の草刈り"
    assert event["DTSTART"].dt == stored.starts_at
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 2.5 * 3600
    assert "hana" not in served.get_data(as_text=True)
    assert town.client.get("/calendar/99999.ics").status_code == 404


def test_five_plans_a_page_and_the_rest_on_the_next(phone, db, clock):
    hana = phone("hana")
    for number in range(6):
        hana.presses(Like(an_activity(db, clock(), title=f"活動{number}", days=number + 1).id).pack())
    hana.says("わたしの予定")
    hana.sees("活動4")
    hana.sees_not("活動5")
    hana.taps("もっと見る")
    hana.sees("活動5")


def test_in_large_letters_a_card_has_three_buttons_at_most_and_says_no_price_twice(phone, db, clock):
    activity = an_activity(
        db, clock(), phone="0000-00-1111", url="https://example.jp/", price_text="無料", when_text=""
    )
    for size, most in (("normal", 4), ("large", 3)):
        one = phone(size, letter_size=size)
        one.presses(Show(activity.id).pack())
        assert len(one.last()[-1]["contents"]["footer"]["contents"]) == most
        assert one.reads().count("無料") == 1
