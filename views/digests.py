"""The weekly digest on the screen: what the town said, then what is coming on one's topics."""

from datetime import datetime

from locales import _, counted, day, spoken
from models.announcements import Announcement
from models.digests import Page
from views import Json, flex
from views.activities import Show, card
from views.marking import marked
from views.tap import Open
from views.why import with_choices

TEXT_MOST = 300  # of an announcement


def digest(page: Page, week: str, now: datetime, since: datetime) -> list[Json]:
    """A sentence and the cards; `since`: what was put in after it is new."""
    cards = [_announcement(one) for one in page.announcements]
    for activity in page.activities:
        shown = card(activity, now)
        cards.append({**shown, "header": flex.band(_("New"))} if activity.made_at > since else shown)
    intro = _intro(page, len(cards))
    titles = [one.title for one in page.announcements] + [one.title for one in page.activities]
    alt = f"{intro} {_(', ').join(flex.cut(title, 40) for title in titles)}"
    quick = [flex.quick(_("Show more"), Open("suggested"))] if page.topics else []
    message = flex.message(alt, flex.carousel(cards), quick)
    about = f"digests:{week}"
    return with_choices(marked([flex.text(intro), message], about), about)


def _intro(page: Page, count: int) -> str:
    if not page.topics:
        return counted(
            "This week there is {count} piece of news.", "This week there are {count} pieces of news.", count
        )
    names = _(", ").join(topic.label for topic in page.topics)
    return counted(
        "This week there is {count} thing for you. Your topics: {topics}.",
        "This week there are {count} things for you. Your topics: {topics}.",
        count,
        topics=names,
    )


def _announcement(one: Announcement) -> Json:
    footer = []
    if one.activity_id is not None:
        shown = _("About “{title}”", title=flex.cut(one.title, 60))
        footer.append(flex.button(_("Details"), Show(one.activity_id), primary=True, shown=shown))
    return flex.bubble(
        flex.heading(one.title),
        flex.line(flex.cut(one.content.said(spoken()), TEXT_MOST)),
        header=flex.band(_("News"), flex.BLUE),
        footer=footer,
    )


def title(now: datetime) -> str:
    """What it is called in the records."""
    return _("The week's news of {day}", day=day(now))
