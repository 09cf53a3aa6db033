"""The checker finds each mistake, has nothing against a message without one, nor against the messages of the project."""

import dataclasses
import json
from pathlib import Path

import pytest

from tests.packaging.documents import page, words_in_code
from tests.training.samples import SAMPLE, parsed
from training.__main__ import main
from training.annotated import parse_text
from training.check import RULES, all_paths, check_files, check_message, check_paths
from training.rules_across import Examples, copies, read_examples


def problems(text: str, *, doubts: bool = False) -> list[str]:
    return [found.problem for found in check_message(parsed(text)) if found.doubt is doubts]


def changed(*changes: tuple[str, str]) -> str:
    text = SAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_nothing_is_wrong_with_the_sample() -> None:
    assert list(check_message(parsed())) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: sample-001", "id: Sample 1", "small letters"),
        ("sent: 2026-03-17", "sent: 2027-03-17", "all messages are of 2026"),
        ("channel: email", "channel: slack", "no subject"),
        ("severity: P1\n", "", "without a severity"),
        ("kind: incident", "kind: question", "only an incident"),
        ("environment: production", "environment: development", "production only"),
        ("environment: production", "environment: production\nthread: EP-104871", "neither in the subject"),
        ("environment: production", "environment: production\nthread: 104871", "is no ticket"),
        ("subject: {service", "subject: Re: [EP-104871] {service", "write thread: EP-104871"),
        ("Good morning,", "{department|Good} morning,", "second time"),
        ("{iso|We rebooted the gateway}", "{iso|We rebooted {iso|the gateway}}", "lies within another"),
        ("{iso|We rebooted the gateway},", "{iso|We rebooted the gateway,}", "comma"),
        ("{iso|We rebooted the gateway},", "{iso|We rebooted the gateway },", "white space"),
        ("since {started=2026-03-17T12:45Z|7:45", "{started=2026-03-17T12:45Z|since 7:45", "“since”"),
        ("{iso|We rebooted the gateway}", "\n> {iso|We rebooted the gateway}\n", "quoted line"),
        ("00a1025b7c3f9d42", "00a1025b7c3f9d4", "16 hexadecimal"),
        ("ani=+13035550164", "ani=+13035550146", "do not say"),
        ("phone=+13035550119", "phone=+130355501199", "no possible number"),
        ("started=2026-03-17T12:45Z", "started=2026-03-19T12:45Z", "more than a day behind"),
        ("started=2026-03-17T12:45Z", "started=2025-03-03T12:45Z", "more than a year"),
        ("8 to 5 Central}", "8 to 5 Central}, {email|mail dana@harborlane.example}", "no address by itself"),
        ("harborlane.example>", "harborlane.com>", "domains end in .example"),
        ("Good morning,", "Good morning, mail help@harbor.net", "domains end in .example"),
        ("Good morning,", "Good morning, see https://harbor.dev/page", "domains end in .example"),
        ("Good morning,", "Good morning, see harbor.co.uk", "domains end in .example"),
        ("Good morning,", "Good morning, ring 303-867-5309", "numbers are 555-01xx"),
        ("Good morning,", "Good morning, as a language model", "no word of a customer"),
    ],
)
def test_a_mistake_is_found(old: str, new: str, says: str) -> None:
    found = problems(changed((old, new)))
    assert len(found) == 1
    assert says in found[0]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("environment: production\n", "", "without an environment"),
        ("{iso|then the switch}.", "{iso|then the switch.}", "full stop"),
        ("{iso|then the switch}.", "{iso|then the (switch}).", "( without )"),
        ("started=2026-03-17T12:45Z", "started=2026-03-17T13:45Z", "look at the offset"),
        ("started=2026-03-17T12:45Z", "started", "could it be 2026-03-17T12:45Z"),
        ("started=2026-03-17T12:45Z", "started=2026-03-17T11:45Z", "the desk reads 2026-03-17T12:45Z"),
        ("users=40", "users=14", "the desk reads 40"),
        ("{connid|00a1025b7c3f9d42}", "00a1025b7c3f9d42", "without a mark"),
        ("{name|Dana Whitlock}", "Dana Whitlock", "nobody is marked"),
        ("8 to 5 Central}", "8 to 5 Central}, dana.whitlock@harborlane.example", "nothing is marked as email"),
        ("{phone=+13035550119|303-555-0119}", "303-555-0119", "nothing is marked as phone"),
        ("{connid|00a1025b7c3f9d42}", "{connid|00a1025b7c3f9d42} {connid|00a1025b7c3f9d42}", "2 times"),
    ],
)
def test_a_doubt_is_told(old: str, new: str, says: str) -> None:
    assert problems(changed((old, new))) == []
    found = problems(changed((old, new)), doubts=True)
    assert any(says in problem for problem in found), found


@pytest.mark.parametrize(
    "change",
    [
        ("Good morning,", "Good morning, call 0491 570 156 in Sydney"),
        ("Good morning,", "Good morning, sip:1001@sbc-01 and 1001@10.20.1.4"),
        ("Good morning,", "Good morning, see <https://wall.harborlane.example\\|the wall>"),
        ("{phone=+13035550119|303-555-0119}", "{phone=+13035550119|1 (303) 555.0119 ext. 4}"),
        ("{phone=+13035550119|303-555-0119}", "{phone=+442079460171|+44 (0)20 7946 0171}"),
        ("{account|Harbor Lane Finance}", "{account|Harbor Lane Finance, Inc.}"),
        ("{name|Dana Whitlock}, {account|", "> {name|Dana Whitlock}, {account|"),
        ("{users=40|about forty agents}", "{users|20 to 30 agents}"),
    ],
)
def test_what_is_right_is_let_pass(change: tuple[str, str]) -> None:
    assert list(check_message(parsed(changed(change)))) == []


def test_a_finding_names_file_line_and_words() -> None:
    message = dataclasses.replace(parsed(changed(("{iso|then the switch}.", "{iso|then the switch,}"))), file="x.txt")
    (finding,) = check_message(message)
    assert str(finding).startswith("x.txt:13: sample-001: iso “then the switch,”: ")


def across(*texts: str, examples: Examples | None = None) -> list[str]:
    files = [parse_text(f"# Voice\n{text}", voice=f"v{n}", file=f"v{n}.txt") for n, text in enumerate(texts)]
    return [str(found) for found in check_files(files, examples or Examples())]


def test_an_id_is_used_once() -> None:
    other = changed(("harborlane", "quillmoor"))
    found = across(SAMPLE, other)
    assert any("stands already in v0.txt:2" in one and one.startswith("v1.txt:2") for one in found)


def test_a_company_writes_in_one_voice() -> None:
    assert any("doubt: sample-002: harborlane.example" in one for one in across(SAMPLE, changed(("001", "002"))))


def test_two_messages_do_not_say_the_same() -> None:
    other = changed(("sample-001", "sample-002"), ("harborlane", "quillmoor"), ("Good morning", "Hello there"))
    (found,) = across(SAMPLE, other)
    assert "of its runs of words with sample-001" in found


def test_messages_of_the_same_company_may_have_the_same_signature() -> None:
    short = SAMPLE.partition("\nGood morning")[0] + "\nHello,\n\nTEXT\n\nRegards,\n{name|Dana Whitlock}\n"
    first = short.replace("TEXT", "Could you tell us how many people may listen to one call at the same time?")
    second = short.replace("TEXT", "We close the Denver office for good in June, and its two queues with it.")
    assert across(first, second.replace("001", "002").replace("harborlane", "quillmoor")) == []


def test_a_file_says_who_writes_so() -> None:
    (found,) = check_files([parse_text(SAMPLE, voice="v", file="v.txt")], Examples())
    assert "without a comment" in found.problem


def test_nothing_is_copied_from_the_examples(tmp_path: Path) -> None:
    message = parsed()
    path = tmp_path / "examples.jsonl"
    gold = {"account": "Harbor Lane Finance"}
    row = {"subject": "", "body": message.body, "from_email": "a@b.example", "from_name": "A B", "gold": gold}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = [one.problem for one in copies([message], read_examples(path))]
    assert len(found) == 2
    assert "good morning we have lost the tampa" in found[0] or "stands in an example" in found[0]
    assert "Harbor Lane Finance stands in an example" in found[1]
    assert read_examples(tmp_path / "none.jsonl") == Examples()


def test_every_rule_is_named_once() -> None:
    assert len({(rule.__module__, rule.__name__) for rule in RULES}) == len(RULES)


def test_the_messages_of_the_project_have_no_finding() -> None:
    assert all_paths()
    assert [str(found) for found in check_paths() if not found.doubt] == []


def test_the_command_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "voice.txt"
    path.write_text(f"# Voice\n{SAMPLE}", encoding="utf-8")
    assert main(["check", "--no-doubts", str(path)]) == 0
    assert "voice.txt: 1 messages of 1 companies\n0 findings" in capsys.readouterr().out
    path.write_text(f"# Voice\n{changed(('severity: P1', 'severity: P7'))}", encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert "voice.txt:8: severity is one of" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.txt")]) == 2


def test_the_data_card_names_every_voice() -> None:
    named = {words_in_code(row[0])[0] for row in page("training/README.md").rows("The voices") if "`" in row[0]}
    assert {path.name for path in all_paths()} <= named
