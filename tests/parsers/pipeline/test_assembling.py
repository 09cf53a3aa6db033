"""What is believed becomes fields, each with the customer's words; what a customer has labelled is believed first."""

from datetime import UTC, datetime

import pytest

from parsers.extraction import Found, Value
from parsers.fields.view import view_of
from parsers.pipeline.assembling import BY_NETWORK, Fields, fields_of
from parsers.pipeline.evidence import Cue
from parsers.pipeline.fusion import Weighed
from parsers.pipeline.intake import Intake
from parsers.pipeline.labels import FIELD_OF, LABELS
from parsers.pipeline.spans import Candidate
from parsers.vocabulary import Environment, FieldName, ZoneKind
from tests.parsers.messages import SENT_AT, view, zoned
from tests.parsers.pipeline import tiny

_F = FieldName
TEXT = """\
Forty agents on the billing queue cannot hear the caller since 8:15 this morning. We rebooted the phones, then the switch.
It was 303-555-0142, ring me on 303-555-0119.
"""
SUBJECT = "Dialer: no audio for 12 users"
NOWHERE: dict[str, float] = {"production": 0.2, "development": 0.1, "none": 0.7}


def weighed(made: Intake, label: str, words: str, score: float = 0.8, *sources: str) -> Weighed:
    """A candidate at the first place of ``words``, with the cue of the rules that stands there, if one does."""
    start = made.layout.text.index(words)
    first, last = made.tokens.span(start, start + len(words))
    cue = next((one for one in made.cues if one.label == label and one.start == start), None)
    return Weighed(Candidate(first, last, dict.fromkeys(sources, 1.0), cue), score)


def reading(text: str = TEXT, subject: str = SUBJECT, asked: frozenset[FieldName] = frozenset()) -> Intake:
    return tiny.intake(view(text, subject=subject, asked=asked))


def believing(*told: tuple[str, str], text: str = TEXT, subject: str = SUBJECT) -> Fields:
    made = reading(text, subject)
    for label, words in told:
        made.believed[label].append(weighed(made, label, words))
    return fields_of(made, NOWHERE)[0]


def words(fields: Fields) -> dict[FieldName, list[str]]:
    return {name: [one.words for one in found] for name, found in fields.items()}


def test_nothing_is_made_of_nothing() -> None:
    assert fields_of(reading(), NOWHERE) == ({}, {})
    assert fields_of(reading("", ""), NOWHERE) == ({}, {})


def test_words_of_the_body_and_of_the_subject() -> None:
    found = believing(("department", "billing queue"), ("service", "Dialer"))
    assert found == {
        _F.DEPARTMENT: (
            Found(
                value="billing queue",
                words="billing queue",
                start=TEXT.index("billing"),
                end=TEXT.index(" cannot"),
                score=0.8,
                rule=found[_F.DEPARTMENT][0].rule,
            ),
        ),
        _F.SERVICE: (
            Found(
                value="Dialer",
                words="Dialer",
                start=0,
                end=6,
                score=0.8,
                place="subject",
                rule=found[_F.SERVICE][0].rule,
            ),
        ),
    }


def test_words_that_no_rule_has_found_were_learned() -> None:
    (one,) = believing(("frequency", "the caller"))[_F.FREQUENCY]
    assert one.rule == BY_NETWORK


@pytest.mark.parametrize("label", LABELS)
def test_each_label_has_its_field(label: str) -> None:
    said = {"ani": "303-555-0142", "phone": "303-555-0119"}.get(label, "billing queue")
    assert FIELD_OF[label] in believing((label, said))


def test_several_where_there_may_be_and_one_where_not() -> None:
    found = believing(
        ("iso", "We rebooted the phones"), ("iso", "the switch"), ("service", "Dialer"), ("service", "billing")
    )
    assert words(found) == {
        _F.SERVICE: ["Dialer"],
        _F.ISOLATION_STEPS: ["We rebooted the phones", "the switch"],
    }


def test_the_same_words_twice_are_one_value() -> None:
    found = believing(("error", "no audio"), ("error", "no audio"), ("error", "cannot hear"))
    assert words(found)[_F.ERRORS] == ["no audio", "cannot hear"]


@pytest.mark.parametrize(("said", "number"), [("Forty agents", 40), ("12 users", 12), ("agents", None)])
def test_how_many_users(said: str, number: int | None) -> None:
    found = believing(("users", said))
    assert words(found)[_F.USERS_AFFECTED_TEXT] == [said]
    assert [one.value for one in found.get(_F.USERS_AFFECTED, ())] == ([number] if number else [])
    assert words(found).get(_F.USERS_AFFECTED, [said]) == [said]


def test_since_when() -> None:
    found = believing(("started", "8:15 this morning"))
    assert [one.value for one in found[_F.STARTED_AT]] == [datetime(2026, 10, 20, 12, 15, tzinfo=UTC)]
    assert words(found)[_F.STARTED_AT] == words(found)[_F.STARTED_TEXT] == ["8:15 this morning"]
    assert _F.STARTED_AT not in believing(("started", "the switch"))


def test_a_number_is_kept_as_the_rules_delimit_it() -> None:
    made = reading()
    made.believed["phone"].append(weighed(made, "phone", "303-555-0119"))
    found = fields_of(made, NOWHERE)[0][_F.CONTACT_PHONE][0]
    assert (found.value, found.words) == ("+13035550119", "303-555-0119")


def test_a_number_that_comes_to_nothing_is_no_value() -> None:
    made = reading()
    start = made.layout.text.index("8:15")
    cue = Cue(start, start + 4, 1.0, "phone", "", "a rule", value="8:15")
    one = weighed(made, "phone", "8:15")
    made.believed["phone"].append(Weighed(Candidate(one.candidate.first, one.candidate.last, {"rule": 1}, cue), 0.9))
    assert fields_of(made, NOWHERE) == ({}, {})


FORM = "Forty agents cannot hear.\n\nUsers: 25\nError: 503\nService: dialer\n"


def test_a_labelled_value_wins_over_whatever_is_believed() -> None:
    made = reading(FORM)
    made.believed["users"].append(weighed(made, "users", "Forty agents", 0.99))
    made.losers["users"].append(weighed(made, "users", "25", 0.01, "rule", "form"))
    fields, _ = fields_of(made, NOWHERE)
    assert words(fields)[_F.USERS_AFFECTED_TEXT] == ["25"]
    (number,) = fields[_F.USERS_AFFECTED]
    assert (number.value, number.explicit, number.score) == (25, True, 0.95)


def test_of_several_values_the_labelled_one_is_the_first() -> None:
    made = reading(FORM)
    made.believed["error"].append(weighed(made, "error", "cannot hear", 0.9))
    made.losers["error"].append(weighed(made, "error", "503", 0.1, "rule", "form"))
    assert words(fields_of(made, NOWHERE)[0])[_F.ERRORS] == ["503", "cannot hear"]


def test_what_was_asked_for_is_believed_on_the_rules_word_alone() -> None:
    for asked, service in ((frozenset({_F.SERVICE}), ["dialer"]), (frozenset[FieldName](), None)):
        made = reading("The dialer, I think.", asked=asked)
        made.losers["service"] = [
            weighed(made, "service", "I think", 0.2, "level0"),
            weighed(made, "service", "dialer", 0.1, "rule"),
        ]
        assert words(fields_of(made, NOWHERE)[0]).get(_F.SERVICE) == service


def test_what_was_asked_for_gives_way_to_what_is_believed() -> None:
    made = reading("The dialer, I think.", asked=frozenset({_F.SERVICE}))
    made.believed["service"].append(weighed(made, "service", "I think", 0.7))
    made.losers["service"].append(weighed(made, "service", "dialer", 0.1, "rule"))
    assert words(fields_of(made, NOWHERE)[0])[_F.SERVICE] == ["I think"]


def test_an_answer_within_the_desks_quoted_questions_is_read() -> None:
    asked = frozenset({_F.USERS_AFFECTED, _F.SERVICE, _F.ERRORS})
    written = zoned(
        (ZoneKind.OWN, "See below, it says no agent found.\n\n"),
        (ZoneKind.QUOTE, "> Users affected: 25\n> Service affected: Outbound dialer\n> Error messages: 503\n"),
    )
    made = tiny.intake(view_of(written, SENT_AT, asked))
    made.believed["service"].append(weighed(made, "service", "below", 0.9))
    made.believed["error"].append(weighed(made, "error", "no agent found", 0.9))
    fields, _ = fields_of(made, NOWHERE)
    assert [one.value for one in fields[_F.USERS_AFFECTED]] == [25]
    assert words(fields)[_F.SERVICE] == ["Outbound dialer"]
    assert words(fields)[_F.ERRORS] == ["503", "no agent found"]


@pytest.mark.parametrize("said", ["25", "About 25."])
def test_a_bare_answer_is_taken_where_it_was_asked_for(said: str) -> None:
    asked = frozenset({_F.USERS_AFFECTED})
    (number,) = fields_of(reading(said, "Re: EP-104233", asked), NOWHERE)[0][_F.USERS_AFFECTED]
    assert number.value == 25
    assert fields_of(reading(said, "Re: EP-104233"), NOWHERE)[0] == {}


def test_a_bare_answer_does_not_mix_with_what_is_believed() -> None:
    made = reading("Everybody on billing, about 25", "Re: EP-104233", frozenset({_F.USERS_AFFECTED}))
    made.believed["users"].append(weighed(made, "users", "Everybody on billing"))
    fields, _ = fields_of(made, NOWHERE)
    assert words(fields) == {_F.USERS_AFFECTED_TEXT: ["Everybody on billing"]}


def test_losers_are_kept_a_few_of_them() -> None:
    made = reading()
    for said in ("Forty", "agents", "billing", "queue", "cannot", "hear", "caller"):
        made.losers["service"].append(weighed(made, "service", said, 0.3))
    _, losers = fields_of(made, NOWHERE)
    assert words(losers) == {_F.SERVICE: ["Forty"]}


def test_of_a_list_several_losers_are_kept() -> None:
    made = reading()
    for said in ("Forty", "agents", "billing", "queue", "cannot", "hear", "caller"):
        made.losers["error"].append(weighed(made, "error", said, 0.3))
    assert words(fields_of(made, NOWHERE)[1])[_F.ERRORS] == ["Forty", "agents", "billing", "queue", "cannot"]


@pytest.mark.parametrize("choice", list(Environment))
def test_the_environment_is_shown_by_words(choice: Environment) -> None:
    made = reading("Forty agents see a blank page.", "")
    made.believed["users"].append(weighed(made, "users", "Forty agents"))
    shares = {str(one): 0.1 for one in Environment} | {"none": 0.1, str(choice): 0.8}
    (found,) = fields_of(made, shares)[0][_F.ENVIRONMENT]
    assert (found.value, found.words, found.score) == (choice, "Forty agents", 0.8)


def test_the_rules_words_for_it_are_the_better() -> None:
    made = reading("Forty agents cannot hear the caller.", "")
    made.believed["users"].append(weighed(made, "users", "Forty agents"))
    (found,) = fields_of(made, {"production": 0.9, "development": 0.0, "none": 0.1})[0][_F.ENVIRONMENT]
    assert (found.words, found.rule != BY_NETWORK) == ("caller", True)


def test_no_environment_without_words_to_show_for_it() -> None:
    made = reading("Hello.", "")
    assert fields_of(made, {"production": 0.9, "development": 0.05, "none": 0.05}) == ({}, {})


def test_no_environment_where_none_is_likeliest() -> None:
    assert _F.ENVIRONMENT not in believing(("users", "Forty agents"))


def test_a_labelled_environment_stands_whatever_is_thought() -> None:
    made = reading("Environment: UAT\nForty agents cannot hear.")
    made.believed["users"].append(weighed(made, "users", "Forty agents"))
    (found,) = fields_of(made, {"production": 0.99, "development": 0.0, "none": 0.01})[0][_F.ENVIRONMENT]
    assert (found.value, found.words) == (Environment.DEVELOPMENT, "UAT")


def test_fields_come_in_the_contracts_order() -> None:
    found = believing(
        ("name", "queue"), ("iso", "the switch"), ("department", "billing queue"), ("users", "Forty agents")
    )
    assert list(found) == [name for name in FieldName if name in found]


def test_every_value_shows_its_words() -> None:
    def check(one: Found[Value]) -> None:
        source = SUBJECT if one.place == "subject" else TEXT
        assert source[one.start : one.end] == one.words

    made = reading()
    for label in LABELS:
        for said in ("no audio", "the caller", "303-555-0142"):
            made.losers[label].append(weighed(made, label, said, 0.2))
    made.believed["impact"].append(weighed(made, "impact", "cannot hear the caller since 8:15"))
    fields, losers = fields_of(made, NOWHERE)
    assert fields
    assert len(losers) > 8
    for found in (*fields.values(), *losers.values()):
        for one in found:
            check(one)
