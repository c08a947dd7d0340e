"""Answers: what LINE said to one call."""

from dataclasses import dataclass, field

MOST_READ = 4_000_000  # bytes of an answer; LINE's are far smaller


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Status 0: nothing did, and `sent` tells whether LINE may have it."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: bool = True

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def message(self) -> str:
        """LINE's own sentence, for the records; never a contract."""
        return f"{self.status} {self.body[:250].decode('utf-8', 'replace')}".strip()
