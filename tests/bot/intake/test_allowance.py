"""Strangers' name servers are waited for a share of the time, and no longer."""

from bot.intake.allowance import Allowance


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_it_is_used_up_and_grows_again() -> None:
    clock = Clock()
    allowance = Allowance(share=0.1, most=2.0, now=clock)
    assert allowance.left() == 2.0
    allowance.spend(1.5)
    assert allowance.left() == 0.5
    clock.at = 10.0
    assert allowance.left() == 1.5
    clock.at = 1000.0
    assert allowance.left() == 2.0


def test_it_is_never_below_nothing() -> None:
    allowance = Allowance(share=0.1, most=2.0, now=Clock())
    allowance.spend(5.0)
    assert allowance.left() == 0.0
