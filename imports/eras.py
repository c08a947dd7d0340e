"""Japanese years: an era's name or letter and the year within it."""

# Era -> the year before its first.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
SHORT = {"令": "令和", "平": "平成", "昭": "昭和", "大": "大正", "明": "明治"}
LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
PATTERN = "|".join([*ERAS, *SHORT, *LETTERS])


def western(era: str, year: str) -> int:
    """The year of our calendar; 元 is an era's first."""
    name = SHORT.get(era) or LETTERS.get(era) or era
    return ERAS[name] + (1 if year == "元" else int(year))
