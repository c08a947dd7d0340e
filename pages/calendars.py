"""Calendar files: one activity as .ics, so that a phone's calendar keeps it. They hold nothing personal."""

from flask import Blueprint, Response, abort

from models.activities import Activity, ActivityState
from models.clock import Clock
from models.database import Database
from views.calendars import calendar_file


def blueprint(database: Database, clock: Clock) -> Blueprint:
    pages = Blueprint("calendars", __name__)

    @pages.get("/calendar/<int:activity_id>.ics")
    def activity(activity_id: int) -> Response:
        with database.reading() as db:
            found = db.get(Activity, activity_id) if activity_id < 2**31 else None
            if found is None or found.state == ActivityState.HIDDEN or not found.occurrences:
                abort(404)
            body = calendar_file(found, clock())
        name = f"attachment; filename=activity-{activity_id}.ics"
        return Response(
            body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name}
        )

    return pages
