"""Stories of pictures in announcements; over 300 lines, for each kind of hostile file is built here.

Sent in the chat, fetched, made small, shown, taken back."""

import struct
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from announcers import a_desk, data_of, may, one, sends
from PIL import Image
from sqlalchemy import select

from app import limits_of, town_of
from bot.engine import Engine
from commands.worker import house_chores
from delivery.answers import Answer
from delivery.pictures import MOST_FETCHED, Unreadable, fetch, shrink
from handlers import routes
from models.announcements import State
from models.pictures import KeptPicture
from settings import Settings

LINES = {"contentProvider": {"type": "line"}}


def a_picture(size=(1600, 1200), color="green", kind="JPEG", **more):
    file = BytesIO()
    Image.new("RGB", size, color).save(file, kind, **more)
    return file.getvalue()


def shows(somebody, message_id, **more):
    somebody.does("message", message={"id": message_id, "type": "image", **LINES, **more})


def kept(db):
    db.expire_all()
    return list(db.scalars(select(KeptPicture).order_by(KeptPicture.id)))


def bring(town, message_id, body, status=200):
    town.wire.contents[message_id] = Answer(status, body)
    fetch(town.database, town.wire)


def images(messages):
    return [message for message in messages if message["type"] == "image"]


def begins_with_a_picture(yuko, message_id="900"):
    yuko.says("お知らせを書く")
    yuko.sees("何を知らせますか", "写真を送ってください")
    shows(yuko, message_id)
    yuko.sees("写真を受け取っています", "(2/3)", "どの活動のことですか")
    yuko.says("1")
    yuko.says("1")


@pytest.fixture
def desk(phone, town, db, clock):
    return a_desk(phone, town, db, clock)


def test_a_picture_instead_of_words_waits_is_seen_and_leaves(desk, town, phone, db, clock):
    yuko, hana = desk[0], phone("hana")
    may(town, clock, needs_approval=False)
    begins_with_a_picture(yuko)
    yuko.sees("ここに写真が入ります", "まだ送っていません")
    assert not images(yuko.answer)
    # Guards: must_be_ready in models/approving.submit.
    data = data_of(yuko, "送る")
    yuko.presses(data)
    yuko.sees("写真を受け取っているところです。少し待ってから送ってください。")
    town.tend()
    assert one(db).state == State.DRAFT and sends(db) == []

    bring(town, "900", a_picture())
    yuko.says("出したお知らせ")
    yuko.taps("見る")
    [shown] = images(yuko.answer)
    yuko.sees_not("ここに写真が入ります")
    yuko.presses(data)
    town.tend()
    town.tend()
    [got] = images(hana.chat)
    assert got["originalContentUrl"] == shown["originalContentUrl"]
    for name, most in (("originalContentUrl", 1024), ("previewImageUrl", 480)):
        assert got[name].startswith("https://town.example/pictures/")
        answer = town.client.get(got[name].removeprefix("https://town.example"))
        assert answer.status_code == 200 and answer.content_type == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == "inline"
        with Image.open(BytesIO(answer.data)) as picture:
            assert picture.format == "JPEG" and max(picture.size) == most


def test_a_picture_after_the_words_and_one_more_from_the_board(desk, town, db):
    yuko = desk[0]
    yuko.says("お知らせを書く")
    yuko.says("手袋をお貸しします。")
    shows(yuko, "900")
    yuko.sees("写真を受け取っています", "(2/3)", "どの活動のことですか")
    yuko.says("1")
    yuko.says("1")
    bring(town, "900", a_picture())
    yuko.taps("写真をつける")
    yuko.says("これです")
    yuko.sees("それは写真ではありません", "ここに写真を送ってください")
    shows(yuko, "901")
    yuko.sees("手袋をお貸しします。", "ここに写真が入ります")
    bring(town, "901", a_picture(color="red"))
    yuko.taps("もう一度見る")
    assert len(images(yuko.answer)) == 2
    yuko.taps("相手を変える")
    yuko.says("1")
    assert len(images(yuko.answer)) == 2
    yuko.taps("写真を外す")
    assert not images(yuko.answer)
    yuko.sees("手袋をお貸しします。")


def test_a_fourth_picture_and_one_from_elsewhere_are_refused(desk, db):
    yuko = desk[0]
    yuko.says("お知らせを書く")
    shows(yuko, "899", contentProvider={"type": "external", "originalContentUrl": "https://evil.example/a"})
    yuko.sees("この写真は受け取れません", "(1/3)")
    for number in range(900, 904):
        shows(yuko, str(number))
    yuko.sees("写真は3枚までです", "(2/3)")
    assert len(kept(db)) == 3


def test_what_cannot_be_read_is_said_and_may_be_replaced(desk, town, db, clock):
    yuko = desk[0]
    may(town, clock, needs_approval=False)
    begins_with_a_picture(yuko)
    data = data_of(yuko, "送る")
    bring(town, "900", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yuko.presses(data)
    yuko.sees("読み取れない写真があります")
    yuko.says("出したお知らせ")
    yuko.taps("見る")
    yuko.sees("写真を読み取れませんでした")
    yuko.taps("写真をつける")
    shows(yuko, "901")
    bring(town, "901", a_picture())
    yuko.taps("もう一度見る")
    assert len(images(yuko.answer)) == 1
    yuko.sees_not("読み取れません")


def test_taken_back_it_is_gone_everywhere(desk, town, phone, db, clock):
    yuko = desk[0]
    may(town, clock, needs_approval=False)
    yuko.says("お知らせを書く")
    yuko.says("手袋をお貸しします。")
    shows(yuko, "900")
    yuko.says("1")
    yuko.says("1")
    bring(town, "900", a_picture())
    yuko.taps("もう一度見る")
    path = images(yuko.answer)[0]["originalContentUrl"].removeprefix("https://town.example")
    assert town.client.get(path).status_code == 200
    yuko.taps("送る")
    # Guards: forget_picture in models/unsending.forget.
    yuko.does("unsend", unsend={"messageId": "900"})
    assert town.client.get(path).status_code == 404 and kept(db) == []
    town.tend()
    assert one(db).state == State.DRAFT and sends(db) == []
    assert one(db).content.said("ja") == "手袋をお貸しします。" and len(one(db).content.parts) == 1


def test_taken_back_before_it_came_it_is_not_kept(desk, town, db):
    yuko = desk[0]
    begins_with_a_picture(yuko)
    yuko.does("unsend", unsend={"messageId": "900"})
    bring(town, "900", a_picture())
    assert kept(db) == []
    assert not [path for _method, path, _body in town.wire.calls if path.endswith("/content")]


@pytest.mark.parametrize(
    ("status", "states"), [(202, "asked"), (500, "asked"), (0, "asked"), (404, "unreadable")]
)
def test_line_says_later_or_no(desk, town, db, status, states):
    begins_with_a_picture(desk[0])
    bring(town, "900", b"", status)
    [picture] = kept(db)
    assert picture.state == states and picture.tries == 1
    fetch(town.database, town.wire)
    assert kept(db)[0].tries == 1  # not at once again


def test_without_an_address_line_can_reach_it_is_said(desk, town, db, clock):
    yuko = desk[0]
    settings = Settings(line_channel_secret="x", public_url="http://127.0.0.1:5000")
    town.engine = Engine(town.database, clock, town_of(settings), routes())
    yuko.says("お知らせを書く")
    shows(yuko, "900")
    yuko.sees("ここからは写真を送れません", "(1/3)")
    assert kept(db) == []


def test_addresses_that_nobody_gave_out_lead_nowhere(desk, town, db):
    begins_with_a_picture(desk[0])
    token = kept(db)[0].token
    assert len(token) == 32
    names = [token, token + "-small", "a" * 32, token + "-large", token[:-1], "%00", "1", "..%2f1", "あ"]
    assert {town.client.get(f"/pictures/{name}.jpg").status_code for name in names} == {404}


def test_what_nobody_uses_goes_after_thirty_five_days(desk, town, db, clock):
    yuko = desk[0]
    begins_with_a_picture(yuko, "900")
    bring(town, "900", a_picture())
    yuko.says("お知らせを書く")
    shows(yuko, "901")
    yuko.says("やめる")
    clock.now += timedelta(days=34)
    tidy(town, clock)
    assert [picture.message_id for picture in kept(db)] == ["900", "901"]
    clock.now += timedelta(days=2)
    tidy(town, clock)
    assert [picture.message_id for picture in kept(db)] == ["900"]


def tidy(town, clock):
    for chore in house_chores(town.database, town.wire, clock, limits_of(town.settings)):
        chore.do()


def a_bomb(width, height):
    """A PNG of a few bytes that says it is as large as that, and carries no more than a row of it."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (3 * width + 1))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        a_picture()[:5000],
        a_picture(kind="PNG")[:-30],
        a_picture(kind="BMP", size=(10, 10)),
        a_picture(kind="TIFF", size=(10, 10)),
        a_bomb(7000, 7000),
        a_bomb(12000, 12000),
        a_bomb(60000, 60000),
        a_picture() + b"\0" * MOST_FETCHED,
    ],
    ids=["none", "svg", "pdf", "cut-jpeg", "cut-png", "bmp", "tiff", "bomb", "warned", "refused", "long"],
)
def test_hostile_files_are_no_pictures(data):
    with pytest.raises(Unreadable):
        shrink(data)


def test_what_is_too_large_is_refused_before_it_is_unpacked(monkeypatch):
    # Guards: the comparison with MOST_PIXELS in delivery/pictures.shrink.
    from PIL import ImageFile

    unpacked = []
    whole = ImageFile.ImageFile.load
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: unpacked.append(self.size) or whole(self))
    with pytest.raises(Unreadable):
        shrink(a_bomb(7000, 7000))
    assert unpacked == []
    shrink(a_picture())
    assert unpacked != []


def test_of_a_film_the_first_picture_is_taken():
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "blue", "lime")]
    for kind in ("GIF", "PNG", "WEBP"):
        file = BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
        full, _small = shrink(file.getvalue())
        with Image.open(BytesIO(full)) as picture:
            assert picture.format == "JPEG" and getattr(picture, "n_frames", 1) == 1
            red, green, blue = picture.convert("RGB").getpixel((150, 100))
            assert red > 200 and green < 60 and blue < 60


def test_it_stands_upright_and_tells_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the phone turned
    exif[0x010F] = "SECRET MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)
    picture = Image.new("RGB", (800, 400), "white")
    picture.paste("red", (0, 0, 400, 400))  # left in the file: above, when it stands upright
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"SECRET NOTE", xmp=b"<SECRET/>", dpi=(72, 72))
    assert b"SECRET" in file.getvalue()
    for data in shrink(file.getvalue()):
        assert b"SECRET" not in data and b"Exif" not in data
        with Image.open(BytesIO(data)) as small:
            assert not small.getexif() and "comment" not in small.info
            assert small.height == 2 * small.width
            above, below = (small.getpixel((small.width // 2, y)) for y in (20, small.height - 20))
            assert above[1] < 60 and below[1] > 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_all_kinds_of_paint_come_out_as_plain_colours(mode):
    file = BytesIO()
    Image.new(mode, (50, 40)).save(file, "PNG")
    full, small = shrink(file.getvalue())
    for data in (full, small):
        with Image.open(BytesIO(data)) as picture:
            assert picture.mode == "RGB" and picture.size == (50, 40)


def test_noise_stays_under_a_megabyte():
    noise = Image.effect_noise((1500, 1500), 250).convert("RGB")
    file = BytesIO()
    noise.save(file, "JPEG", quality=95)
    assert all(len(data) <= 1_000_000 for data in shrink(file.getvalue()))


def test_kept_pictures_are_counted_once_for_one_message(desk, town, db):
    begins_with_a_picture(desk[0])
    bring(town, "900", a_picture())
    assert fetch(town.database, town.wire) == 0
    assert len(kept(db)) == 1
    assert sum(path.endswith("/content") for _method, path, _body in town.wire.calls) == 1
