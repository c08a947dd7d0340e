"""Refusals: what a rule says when something cannot be done, in words for a resident."""

from locales import Lazy, lazy


class Refusal(Exception):
    """A rule says no. `str(refusal)` is its sentence in the language being spoken."""

    message: Lazy = lazy("That does not work just now.")

    def __init__(self, **holes: object) -> None:
        super().__init__()
        self.holes = holes

    def __str__(self) -> str:
        said = str(self.message)
        return said.format(**self.holes) if self.holes else said


class Gone(Refusal):
    """Not there, or not yours: both read the same."""

    message = lazy("That is no longer here.")
