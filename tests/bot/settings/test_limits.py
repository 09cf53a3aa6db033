"""The bounds that the parsers have of their own are those of the settings."""

from bot.assembly import read_limits
from bot.settings import Settings
from parsers.limits import ReadLimits


def test_what_nobody_set_is_the_same_on_both_sides() -> None:
    assert read_limits(Settings()) == ReadLimits()
