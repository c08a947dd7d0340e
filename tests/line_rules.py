"""A net under stories: whatever the bot said must be a message that LINE takes."""

from collections.abc import Iterator

import pytest
from phone import TestTown

from simulator.checks.messages import MESSAGE


@pytest.fixture(autouse=True)
def line_takes_everything(town: TestTown) -> Iterator[None]:
    yield
    for chat in town.wire.chats.values():
        for said in chat:
            problems = MESSAGE(said)
            assert not problems, f"{problems} in {said}"
