"""Where a record is and whom to ask: the cells that every list has in common."""

import re
from dataclasses import dataclass

from imports.cells import Phones, municipality_code, phones, plain, stated
from imports.headers import Record
from imports.remarks import Remarks
from imports.spots import Spot, degrees, spot
from locales import _

WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}]{3,990}", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)

FIELDS = (
    *(
        "code",
        "number",
        "municipality",
        "prefecture",
        "city",
        "address",
        "address_prefecture",
        "address_city",
    ),
    *("address_town", "address_rest", "building", "latitude", "longitude", "phone", "extension", "contact"),
    *("latitude_tokyo", "longitude_tokyo", "coordinates"),
    *("contact_phone", "contact_extension", "email", "form", "url", "remarks"),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """An address, a spot on the map and the ways to ask; every part may be missing."""

    address: str
    building: str
    spot: Spot | None
    name: str
    phones: Phones
    extension: str
    email: str
    form: str
    url: str


def contact(record: Record, remarks: Remarks) -> Contact:
    number = stated(record["phone"]) or stated(record["contact_phone"])
    called = phones(number)
    email = MAIL.search(stated(record["email"]) or number)
    if number and not called.numbers and not email:
        field = "phone" if stated(record["phone"]) else "contact_phone"
        remarks.add(field, number, _("This telephone number cannot be called, so it is shown as text only."))
    return Contact(
        address=_address(record),
        building=stated(record["building"]),
        spot=_spot(record, remarks),
        name=stated(record["contact"]),
        phones=called,
        extension=stated(record["extension"]) or stated(record["contact_extension"]),
        email=email[0] if email else "",
        form=_link(record, "form", remarks),
        url=_link(record, "url", remarks),
    )


def code_of(record: Record) -> str:
    """The municipality's six digits, or nothing."""
    text = record["code"]
    return (municipality_code(text, record["prefecture"]) or "") if text else ""


def code(record: Record, remarks: Remarks) -> str:
    found = code_of(record)
    if record["code"] and not found:
        remarks.add("code", record["code"], _("This is no municipality code. Please check its six digits."))
    return found


def _address(record: Record) -> str:
    """The whole address: one cell, or the newer edition's parts, of which one may hold all the others."""
    if whole := stated(record["address"]):
        return whole
    parts = [
        stated(record[field])
        for field in ("address_prefecture", "address_city", "address_town", "address_rest")
    ]
    address = ""
    for part in parts:
        # Towns also write all of it into one of the parts, prefecture included.
        address = part if address and part.startswith(address) else address + part
    return address


def _spot(record: Record, remarks: Remarks) -> Spot | None:
    north, east = stated(record["latitude"]), stated(record["longitude"])
    if not (north or east) and (both := stated(record["coordinates"])):
        north, _comma, east = re.sub(r"[\s,、，]+", ",", both.strip("()（） ")).partition(",")
    old = not (north or east)
    if old:
        north, east = stated(record["latitude_tokyo"]), stated(record["longitude_tokyo"])
    if not north and not east:
        remarks.add("latitude", "", _("There is no place on the map for this row."), minor=True)
        return None
    found = spot(north, east, tokyo_datum=old)
    value = f"{north}, {east}"
    if degrees(north) is None or degrees(east) is None:
        sentence = _("This could not be read as a latitude and a longitude, so it was left away.")
        remarks.add("latitude", value, sentence)
    elif found is None:
        remarks.add("latitude", value, _("This spot is not in Japan, so it was left away. Please check it."))
    elif found.swapped:
        remarks.add(
            "latitude", value, _("Latitude and longitude were in each other's column; we changed them back.")
        )
    return found


def _link(record: Record, field: str, remarks: Remarks) -> str:
    text = stated(record[field])
    if not text:
        return ""
    found = WEB.search(plain(text) if not text.isascii() else text)
    if not found:
        remarks.add(field, text, _("This is no web address that can be opened, so it was left away."))
    return found[0] if found else ""
