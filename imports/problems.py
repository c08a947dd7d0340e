"""What the importer says to the clerk: one refusal for a whole file, and remarks about single rows."""

from dataclasses import dataclass


class Unreadable(Exception):
    """This file cannot be taken; the sentence says what happened and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a clerk should look at: where it stands, what stands there and what we did about it."""

    row: int  # counted as a spreadsheet counts, the first row being 1
    column: str  # the header as the town wrote it, empty when the whole row is meant
    value: str
    sentence: str
    minor: bool = False  # worth counting, not worth a clerk's time one by one


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that became no record. It is handed over all the same, so that nothing is lost unseen."""

    row: int
    cells: tuple[str, ...]
    problem: Problem
