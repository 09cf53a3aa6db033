"""Voices are held out whole, in folds of a size; nothing of a company is seen while it is measured on."""

from dataclasses import replace

from tests.training.samples import parsed
from training.annotated import read_all
from training.folds import COUNT, folds
from training.samples import Sample, sample_of


def voices(*sizes: int) -> list[Sample]:
    one = sample_of(parsed())
    return [
        replace(one, message=replace(one.message, voice=f"voice-{number}"))
        for number, size in enumerate(sizes)
        for _ in range(size)
    ]


def test_every_voice_is_in_one_fold() -> None:
    found = folds(voices(9, 8, 7, 6, 5, 4, 3))
    assert len(found) == COUNT
    assert sorted(voice for names in found for voice in names) == [f"voice-{number}" for number in range(7)]


def test_the_largest_are_put_apart_and_the_smallest_fill_up() -> None:
    assert folds(voices(9, 8, 7, 6, 5, 4, 3)) == (
        frozenset({"voice-0"}),
        frozenset({"voice-1"}),
        frozenset({"voice-2"}),
        frozenset({"voice-3", "voice-6"}),
        frozenset({"voice-4", "voice-5"}),
    )


def test_folds_are_the_same_in_whatever_order_messages_come() -> None:
    samples = voices(4, 4, 4, 2, 2, 1)
    assert folds(samples) == folds(samples[::-1])


SAMPLES = [Sample(message, sample_of(parsed()).intake, (), message.kind) for message in read_all()]


def test_the_messages_folds_are_of_a_size() -> None:
    sizes = [sum(one.voice in names for one in SAMPLES) for names in folds(SAMPLES)]
    assert sum(sizes) == len(SAMPLES)
    assert max(sizes) - min(sizes) < 0.1 * len(SAMPLES)


def test_no_company_is_in_two_folds() -> None:
    split = folds(SAMPLES)
    fold_of = {voice: number for number, names in enumerate(split) for voice in names}
    found: dict[str, set[int]] = {}
    for one in SAMPLES:
        domain = one.message.from_address.rpartition("@")[2]
        found.setdefault(domain, set()).add(fold_of[one.voice])
    assert {domain: numbers for domain, numbers in found.items() if len(numbers) > 1} == {}
