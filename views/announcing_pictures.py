"""Pictures of an announcement while it is written: which are there, and what is said until they are."""

from collections.abc import Mapping, Sequence

from locales import _
from models.pictures import PictureState
from views import Json, flex


def as_they_are(messages: Sequence[Json], states: Mapping[str, PictureState]) -> list[Json]:
    """A preview in which words stand for pictures that cannot be shown yet."""
    return [_as_it_is(message, states) for message in messages]


def _as_it_is(message: Json, states: Mapping[str, PictureState]) -> Json:
    match states.get(message.get("originalContentUrl", "")):
        case PictureState.ASKED:
            return flex.text(_("(Here stands the picture. It is still being fetched.)"))
        case PictureState.UNREADABLE:
            return flex.text(
                _("(A picture could not be read. Please send it again as a photo, or take it out.)")
            )
    return message


def fetched(*, alone: bool = False) -> str:
    """That a picture has come."""
    if alone:
        return _("Thank you, the picture is being fetched. Words can be added at the end.")
    return _("Thank you, the picture is being fetched.")
