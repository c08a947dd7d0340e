"""The gallery: every face the bot can show, in every language and both letter sizes, for the stand-in's page."""

import json
from pathlib import Path

from models.town import Town


def write_gallery(path: Path, town: Town) -> None:
    path.write_text(json.dumps({"faces": []}))
