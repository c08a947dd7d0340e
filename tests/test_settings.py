"""Settings that cannot be meant are refused when they are read, with a sentence that names them."""

import pytest

from settings import read_settings

STAND_IN = {"LINE_API_BASE": "http://127.0.0.1:8100"}


@pytest.mark.parametrize("share", ["0", "-1", "1.5", "nan", "inf", "plenty"])
def test_nobody_may_call_line_more_often_than_it_allows(share: str) -> None:
    with pytest.raises(ValueError, match="TSUNAGU_RATE_SHARE"):
        read_settings({"TSUNAGU_RATE_SHARE": share})


def test_half_of_the_rate_is_a_share_and_a_stand_in_may_be_called_as_often_as_it_can_take() -> None:
    assert read_settings({"TSUNAGU_RATE_SHARE": "0.5"}).rate_share == 0.5
    assert read_settings(STAND_IN | {"TSUNAGU_RATE_SHARE": "10"}).rate_share == 10
    with pytest.raises(ValueError, match="TSUNAGU_RATE_SHARE"):
        read_settings(STAND_IN | {"TSUNAGU_RATE_SHARE": "inf"})
