"""Contents: what an announcement says, in one to five parts, each language by its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from locales import LOCALES, lazy
from models.refusals import Refusal

MOST_PARTS = 5  # LINE's limit for one push
MOST_WORDS = 2_000
MOST_URL = 1_000
# Easy Japanese falls back to Japanese, and whatever is left to the first language there is.
FALLBACKS = {"ja": ("ja", "ja_Hira", "en"), "ja_Hira": ("ja_Hira", "ja", "en"), "en": ("en", "ja", "ja_Hira")}


class NoWords(Refusal):
    message = lazy(
        "There is nothing to send yet. Please write something, or choose a picture or an activity."
    )


class TooManyParts(Refusal):
    message = lazy("One announcement has five parts at most, and five only if it begins with words.")


class TooLong(Refusal):
    message = lazy("The words are too long. Up to {most} characters fit into one part.")


class OddPicture(Refusal):
    message = lazy("A picture needs an address that begins with https:// and has no blanks in it.")


class OddLanguage(Refusal):
    message = lazy("Words can be in ja, ja_Hira and en, but not in “{name}”.")


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in one or more languages."""

    by_locale: Mapping[str, str]

    def said(self, locale: str) -> str:
        """In somebody's language, or in the nearest there is."""
        order = (locale, *FALLBACKS.get(locale, FALLBACKS["ja"]))
        return next((self.by_locale[name] for name in order if self.by_locale.get(name)), "")

    def check(self) -> None:
        for name, words in self.by_locale.items():
            if name not in LOCALES:
                raise OddLanguage(name=name)
            if len(words.encode("utf-16-le", "surrogatepass")) > 2 * MOST_WORDS:
                raise TooLong(most=MOST_WORDS)
        if not any(words.strip() for words in self.by_locale.values()):
            raise NoWords

    def kept(self) -> dict[str, Any]:
        return {"text": dict(sorted(self.by_locale.items()))}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at an address that LINE can fetch."""

    url: str
    # A smaller one for the chat; without it the same is shown.
    preview: str = ""

    def check(self) -> None:
        for url in (self.url, self.preview or self.url):
            plain = url.isascii() and url.isprintable() and " " not in url
            if not (plain and url.startswith("https://") and 12 <= len(url) <= MOST_URL):
                raise OddPicture

    def kept(self) -> dict[str, Any]:
        return {"picture": self.url, "preview": self.preview}


@dataclass(frozen=True, slots=True)
class Card:
    """The card of an activity, as it is when the announcement is approved."""

    activity_id: int

    def check(self) -> None:
        """Whether there is such an activity is asked where there is a database."""

    def kept(self) -> dict[str, Any]:
        return {"card": self.activity_id}


@dataclass(frozen=True, slots=True)
class Content:
    """The parts in their order."""

    parts: tuple[Words | Picture | Card, ...]

    @classmethod
    def of_words(cls, words: str, locale: str = "ja") -> "Content":
        return cls((Words({locale: words}),))

    @classmethod
    def read(cls, kept: list[dict[str, Any]]) -> "Content":
        return cls(tuple(_read(part) for part in kept))

    def kept(self) -> list[dict[str, Any]]:
        return [part.kept() for part in self.parts]

    def check(self) -> None:
        """Raise a Refusal that says what does not fit."""
        if not self.parts:
            raise NoWords
        full = len(self.parts) == MOST_PARTS and not isinstance(self.parts[0], Words)
        if len(self.parts) > MOST_PARTS or full:  # what is put in front needs a place
            raise TooManyParts
        for part in self.parts:
            part.check()

    def said(self, locale: str) -> str:
        """All its words in one language."""
        words = (part.said(locale) for part in self.parts if isinstance(part, Words))
        return "\n".join(said for said in words if said)

    def searched(self) -> str:
        """All its words in all languages, for those who look for it again."""
        found = (part for part in self.parts if isinstance(part, Words))
        return "\n".join(said for part in found for _locale, said in sorted(part.by_locale.items()) if said)

    def activities(self) -> tuple[int, ...]:
        return tuple(part.activity_id for part in self.parts if isinstance(part, Card))


def _read(kept: dict[str, Any]) -> Words | Picture | Card:
    if "text" in kept:
        return Words(kept["text"])
    if "picture" in kept:
        return Picture(kept["picture"], kept.get("preview", ""))
    return Card(kept["card"])
