"""Words: everything a person reads or types, in the language that is being spoken."""

from locales.catalogues import LANGUAGES, LOCALES, Lazy, _, counted, lazy, speaking, spoken
from locales.days import clock, day, days_and_times, money, place_distance
from locales.folding import fold, is_foreign, readings
from locales.keywords import Keywords, button_words, keywords

__all__ = [
    "LANGUAGES",
    "LOCALES",
    "Keywords",
    "Lazy",
    "_",
    "button_words",
    "clock",
    "counted",
    "day",
    "days_and_times",
    "fold",
    "is_foreign",
    "keywords",
    "lazy",
    "money",
    "place_distance",
    "readings",
    "speaking",
    "spoken",
]
