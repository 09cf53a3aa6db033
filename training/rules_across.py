"""What can be wrong between messages: ids, companies, texts that are too much alike or copied from the contract's examples."""

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.alike import alike, copied, runs
from training.findings import Finding, of_message
from training.labels import LabelField
from training.message import AnnotatedMessage
from training.parts import own_words

EXAMPLES = Path(
    os.environ.get("ECHODESK_EXAMPLES", Path(__file__).parents[2] / "shared" / "annotation" / "examples.jsonl")
)
"""The annotation contract's examples, where somebody has them: nothing of theirs may stand among the messages."""
_TOO_ALIKE = 0.25
_COPIED_WORDS = 12
_FEW_MESSAGES = 20
_MESSAGES_A_COMPANY = 4


@dataclass(frozen=True, slots=True)
class Examples:
    """What is not to be taken from the contract's examples."""

    texts: tuple[str, ...] = ()
    companies: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def read_examples(path: Path = EXAMPLES) -> Examples:
    """The contract's examples; none where the file is not there."""
    if not path.is_file():
        return Examples()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    companies = {company_at(row["from_email"]) for row in rows} | {str(row["gold"]["account"]) for row in rows}
    return Examples(
        texts=tuple(f"{row['subject']}\n{row['body']}" for row in rows),
        companies=frozenset(companies - {"None"}),
        people=frozenset(row["from_name"] for row in rows),
    )


def company_at(address: str) -> str:
    """The company behind an address, by the registered part of its domain."""
    return ".".join(address.rpartition("@")[2].lower().split(".")[-2:])


def companies_by_voice(messages: Sequence[AnnotatedMessage]) -> dict[str, set[str]]:
    """Which companies write in each voice."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for message in messages:
        found[message.voice].add(company_at(message.from_address))
    return dict(found)


def identities(messages: Sequence[AnnotatedMessage]) -> Iterator[Finding]:
    """An id stands once in all files."""
    seen: dict[str, AnnotatedMessage] = {}
    for message in messages:
        first = seen.setdefault(message.id, message)
        if first is not message:
            yield of_message(message, f"the id stands already in {first.file}:{first.line}: take another number")


def companies(messages: Sequence[AnnotatedMessage]) -> Iterator[Finding]:
    """A company writes in one voice, so that voices can be held apart; a voice has many."""
    voice_of: dict[str, AnnotatedMessage] = {}
    told: set[tuple[str, str]] = set()
    for message in messages:
        company = company_at(message.from_address)
        first = voice_of.setdefault(company, message)
        if first.voice != message.voice and (company, message.voice) not in told:
            told.add((company, message.voice))
            yield of_message(message, f"{company} writes in the voice {first.voice} too: invent another", doubt=True)
    for voice, found in companies_by_voice(messages).items():
        own = [message for message in messages if message.voice == voice]
        if len(own) >= _FEW_MESSAGES and len(found) * _MESSAGES_A_COMPANY < len(own):
            yield of_message(own[0], f"{len(own)} messages of {len(found)} companies only: invent more", doubt=True)


def likenesses(messages: Sequence[AnnotatedMessage]) -> Iterator[Finding]:
    """No two messages say the same in the same words."""
    of_key = {f"{message.file}:{message.line}": message for message in messages}
    for found in alike({key: own_words(message) for key, message in of_key.items()}, _TOO_ALIKE):
        first, second = of_key[found.first], of_key[found.second]
        problem = f"shares {found.share:.0%} of its runs of words with {first.id} (“{found.example}”): write it anew"
        yield of_message(second, problem)


def copies(messages: Sequence[AnnotatedMessage], examples: Examples) -> Iterator[Finding]:
    """Nothing is taken from the contract's examples."""
    originals = frozenset(run for text in examples.texts for run in runs(text, _COPIED_WORDS))
    for message in messages:
        run = copied(f"{message.subject}\n{message.body}", originals, _COPIED_WORDS)
        if run is not None:
            yield of_message(message, f"“{run}” stands in an example of the contract: write it anew")
        accounts = {label.words for label in message.labelled(LabelField.ACCOUNT)}
        taken = ({company_at(message.from_address)} | accounts) & examples.companies
        taken |= {message.from_name} & examples.people
        if taken:
            yield of_message(
                message, f"{', '.join(sorted(taken))} stands in an example of the contract: invent another"
            )


def across(messages: Sequence[AnnotatedMessage], examples: Examples) -> Iterator[Finding]:
    """Every finding between messages; it is told of the later one."""
    yield from identities(messages)
    yield from companies(messages)
    yield from likenesses(messages)
    yield from copies(messages, examples)
