"""Pictures of announcements, for the phones that show them; who does not know the address does not find them."""

from flask import Blueprint, Response, abort

from models.database import Database
from models.pictures import read_picture

HEADERS = {
    # Short enough that a picture which was taken back is soon gone elsewhere, too.
    "Cache-Control": "public, max-age=3600",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def blueprint(database: Database) -> Blueprint:
    pages = Blueprint("pictures", __name__)

    @pages.get("/pictures/<name>.jpg")
    def picture(name: str) -> Response:
        with database.reading() as db:
            found = read_picture(db, name)
        if found is None:
            abort(404)
        return Response(found, content_type="image/jpeg", headers=HEADERS)

    return pages
