"""Links: web addresses written by people outside, made fit to be opened from a card, or left away."""

import re
from urllib.parse import quote, urlsplit

MOST = 1000  # LINE's limit for an address that a tap opens
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web(url: str) -> str:
    """`url` as LINE takes it, percent-encoded; "" for whatever is no plain web address.

    One odd address would make LINE refuse the whole message. Names before an @ are refused too: they make
    a stranger's site look like the town's."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host) or "@" in parts.netloc:
        return ""
    rest = f"{parts.path}{'?' + parts.query if parts.query else ''}"
    rest += f"#{parts.fragment}" if parts.fragment else ""
    rest = quote(STRAY_PERCENT.sub("%25", rest), safe="!#$%&'()*+,/:;=?@~", errors="replace")
    made = f"{parts.scheme}://{host}{f':{port}' if port else ''}{rest}"
    return made if len(made) <= MOST else ""
