"""The town: who runs this bot and where a person is reached, as every sentence names them."""

from dataclasses import dataclass, field

from models.limits import Limits


@dataclass(frozen=True, slots=True)
class Town:
    name: str
    office: str
    phone: str
    # Where calendar files are fetched from, without a slash at the end.
    public_url: str
    privacy_url: str = ""
    limits: Limits = field(default_factory=Limits)

    def calendar(self, activity_id: int) -> str:
        """The address of an activity's calendar file; "" when nothing of ours can be reached from outside."""
        return f"{self.public_url}/calendar/{activity_id}.ics" if self.public_url else ""
