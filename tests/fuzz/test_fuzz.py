"""A slice of the fuzzer, the same each time: of our own messages only, so that it is the same everywhere."""

import time

from tests.fuzz.corpus import own_seeds
from tests.fuzz.mutator import BLOWS, mutant
from tests.fuzz.run import reader, results

MUTANTS = 200


def test_every_mutant_comes_to_an_outcome() -> None:
    seeds = own_seeds()
    reading = reader()
    try:
        begun = time.monotonic()
        done = list(results(1, range(MUTANTS), seeds, reading))
        took = time.monotonic() - begun
    finally:
        reading.close()
    assert [one for one in done if one.is_bug] == []
    assert took / MUTANTS < 0.3  # a desk that tests other things beside; most take a few milliseconds
    # If hardly any got through, this would say nothing.
    assert sum(not one.unread and not one.not_understood for one in done) > MUTANTS * 0.9


def test_a_number_is_one_mutant() -> None:
    seeds = own_seeds()
    assert len(seeds) >= 25
    made = [mutant(1, number, seeds) for number in range(200)]
    assert made == [mutant(1, number, seeds) for number in range(200)]
    assert len({one.raw for one in made}) > 190
    assert {blow for one in made for blow in one.blows} == {blow.__name__ for blow in BLOWS}
    assert max(len(one.raw) for one in made) <= 400_000
