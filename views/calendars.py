"""An activity as an iCalendar file (RFC 5545)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.activities import Activity, ActivityState

TOKYO = ZoneInfo("Asia/Tokyo")


def calendar_file(activity: Activity, now: datetime) -> bytes:
    """All times of one activity. The UIDs are stable, and SEQUENCE grows with the activity's version."""
    # Not above: a worker draws none, and one that was killed starts again sooner without.
    from icalendar import Calendar, Event, Timezone

    calendar = Calendar()
    calendar.add("prodid", "-//Tsunagu//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(Timezone.from_tzinfo(TOKYO))
    for number, one in enumerate(activity.occurrences, 1):
        event = Event()
        event.add("uid", f"activity-{activity.id}-{number}@tsunagu")
        event.add("dtstamp", now)
        event.add("summary", activity.title)
        starts = one.starts_at.astimezone(TOKYO)
        ends = one.over_at.astimezone(TOKYO)
        if one.all_day:
            last = (ends - timedelta(seconds=1)).date()
            event.add("dtstart", starts.date())
            event.add("dtend", max(last, starts.date()) + timedelta(days=1))  # RFC 5545: the day after
        else:
            event.add("dtstart", starts)
            event.add("dtend", ends)
        event.add("location", ", ".join(part for part in (activity.place, activity.address) if part))
        event.add("description", activity.text)
        event.add("sequence", activity.version)
        event.add("status", "CANCELLED" if activity.state == ActivityState.CANCELLED else "CONFIRMED")
        if activity.latitude is not None and activity.longitude is not None:
            event.add("geo", (activity.latitude, activity.longitude))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
