"""The pages' figures are written in their places and nowhere else; the worst voice is one that has enough to measure."""

import pytest

from training.card import facts, in_short, table, with_block
from training.evaluating import Figures, cross_table, measures
from training.metrics import Pair, score

PAGE = "Before.\n\n<!-- figures -->\nold\n<!-- end of figures -->\n\nBehind.\n"


def read_rightly(**gold: object) -> Pair:
    return {"kind": "incident", "severity": "P2", **gold}, {"kind": "incident", "severity": "P2", **gold}


def read_wrongly(**gold: object) -> Pair:
    return {"kind": "incident", "severity": "P1", **gold}, {"kind": "question"}


def measured(**voices: list[Pair]) -> Figures:
    return cross_table(voices)[1]


def test_a_block_is_put_in_its_place() -> None:
    text = with_block(PAGE, "figures", "new\n")
    assert text == PAGE.replace("old", "new")
    assert with_block(text, "figures", "new\n") == text


@pytest.mark.parametrize("text", ["", "<!-- figures -->\n", PAGE.replace("figures", "facts")])
def test_a_page_without_the_place_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="no place for figures"):
        with_block(text, "figures", "new\n")


def test_a_block_may_hold_a_backslash() -> None:
    assert "a\\1b" in with_block(PAGE, "figures", "a\\1b\n")


def test_each_measure_has_a_row() -> None:
    figures = measured(calm=[read_rightly(account="Harbor Lane")] * 6)
    rows = [line.split(" | ") for line in table(figures).splitlines()[2:]]
    assert [row[0].lstrip("| ") for row in rows] == list(measures(score([read_rightly()])))
    assert ["| account", "token F1", "1.000", "1.00 to 1.00", "1.00 calm |"] in rows
    assert "| account | 1.00 | 1.00 |" in in_short(figures)


def test_the_worst_voice_is_named() -> None:
    figures = measured(calm=[read_rightly(account="A B")] * 5, hasty=[read_wrongly(account="C D")] * 5)
    assert (figures["account"]["worst voice"], figures["account"]["worst"]) == ("hasty", 0.0)
    assert figures["account"]["value"] == 0.5
    assert figures["P1 recall"]["worst voice"] == "hasty"


def test_a_voice_with_hardly_a_value_is_not_the_worst() -> None:
    hasty = [read_wrongly(account="C D")] * 4 + [read_rightly()] * 5
    figures = measured(calm=[read_rightly(account="A B")] * 5, hasty=hasty)
    assert figures["account"]["worst voice"] == "calm"
    assert figures["kind, accuracy"]["worst voice"] == "hasty"


def test_what_the_model_was_trained_on_is_a_sentence() -> None:
    trained = {"messages": 7, "voices": 2, "snippets": 3, "epochs": 4, "seed": 0, "data": "0a1b", "more": {}}
    assert facts(trained).startswith("Trained on 7 messages in 2 voices and 3 snippets, for 4 rounds with seed 0")
