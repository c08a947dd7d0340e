"""Pictures in: fetched from LINE after they were sent, checked, made small, and stripped of all that is no picture."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select, update

from delivery.line import MOST_FETCHED, Messenger, path_of
from models.database import Database
from models.pictures import KeptPicture, PictureState

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
FULL, SMALL = 1024, 480
MOST_KEPT = 1_000_000
MOST_AT_ONCE = 3
MOST_TRIES = 12
LEASE = 60.0  # seconds that one try may take, before another worker tries
# What Pillow raises for files that are broken, or made to break it.
BROKEN = (
    OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
# EXIF's orientation: how a picture has to be turned to stand upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112


class Unreadable(Exception):
    """No picture that we would show."""


def fetch(database: Database, messenger: Messenger) -> int:
    """Fetch some of the pictures that are waited for, and return how many were asked for."""
    with database.reading() as db:
        waits = KeptPicture.state == PictureState.ASKED, KeptPicture.due <= database.seconds()
        due = select(KeptPicture.id, KeptPicture.message_id, KeptPicture.tries).where(*waits)
        rows = db.execute(due.order_by(KeptPicture.id).limit(MOST_AT_ONCE)).all()
    return sum(_fetch(database, messenger, *row) for row in rows)


def _fetch(database: Database, messenger: Messenger, key: int, message_id: str, tries: int) -> bool:
    mine = KeptPicture.id == key, KeptPicture.tries == tries, KeptPicture.state == PictureState.ASKED
    with database.writing() as db:
        lease = {"tries": tries + 1, "due": database.seconds() + LEASE}
        claimed: Any = db.execute(update(KeptPicture).where(*mine).values(lease))
        if not claimed.rowcount:
            return False  # another worker has it, or it was taken back
    # No transaction is open while LINE is asked and the picture is drawn: others write meanwhile.
    path = path_of("/v2/bot/message/{id}/content", id=message_id)
    answer = messenger.call("GET", path, data_host=True)
    found: dict[str, object] = {}
    if answer.status == 200:
        try:
            found["full"], found["small"] = shrink(answer.body)
            found["state"] = PictureState.READY
        except Unreadable:
            found["state"] = PictureState.UNREADABLE
    elif tries + 1 >= MOST_TRIES or (400 <= answer.status < 500 and answer.status not in (401, 408, 429)):
        found["state"] = PictureState.UNREADABLE  # taken back, too old, or never there
    with database.writing() as db:
        if not found:  # LINE prepares it still (202), or has trouble
            found["due"] = database.seconds() + min(2.0 ** (tries + 1), 300.0)
        waits = KeptPicture.id == key, KeptPicture.state == PictureState.ASKED
        db.execute(update(KeptPicture).where(*waits).values(found))
    return True


def shrink(data: bytes) -> tuple[bytes, bytes]:
    """A picture as two JPEG files, one for reading and one for the chat, upright and without a word about where it
    was taken. Raises Unreadable."""
    if len(data) > MOST_FETCHED:
        raise Unreadable
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            # Only the header has been read so far: what would fill the memory is never unpacked.
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable
            picture.verify()
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            picture.draft("RGB", (FULL, FULL))
            picture.load()
            turn = UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
            plain = _on_white(picture)
    except BROKEN as broken:
        raise Unreadable from broken
    plain.thumbnail((FULL, FULL))
    if turn is not None:
        plain = plain.transpose(turn)
    full = _jpeg(plain)
    plain.thumbnail((SMALL, SMALL))
    return full, _jpeg(plain)


def _on_white(picture: Image.Image) -> Image.Image:
    """The first frame without transparency, on a new sheet: so nothing but colours comes along."""
    sheet = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        sheet.paste(clear, mask=clear.getchannel("A"))
    else:
        sheet.paste(picture.convert("RGB"))
    return sheet


def _jpeg(picture: Image.Image) -> bytes:
    for quality in (85, 70, 50, 30):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_KEPT:
            break
    return file.getvalue()
