"""What ``echodesk contacts check`` finds, and how it is shown."""

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.desk import CliDesk
from bot.cli.output import columns, print_json, print_table
from bot.cli.safe import safe_cell
from bot.clock import SystemClock
from bot.contacts.rules import AccountState, TrainingNotice, account_state
from store import contacts

if TYPE_CHECKING:
    from bot.policy.rules import Rule
    from bot.settings import Settings
    from store.engine import Session


def accounts(at: CliDesk, day: date, *, as_json: bool) -> bool:
    """Hold every account against the rules; whether none falls short."""
    with at.reading() as session:
        states = account_states(session, day)
    if as_json:
        print_json([_state_document(state) for state in states])
    else:
        rows = [
            (state.account if n == 0 else "", "FAIL" if result.short else "ok", result.rule, result.text)
            for state in states
            for n, result in enumerate(state.results)
        ]
        print_table(columns("account | state | rule | how it stands*"), rows, empty="no accounts yet")
    return not any(state.short for state in states)


def account_states(session: "Session", day: date) -> list[AccountState]:
    """Every account, by name, with those that have nobody."""
    notices = [TrainingNotice(announced_on=on, title=title) for on, title in contacts.training_notices(session)]
    by_account: dict[str, list[contacts.Contact]] = {name: [] for name in contacts.account_names(session)}
    for contact in contacts.all_contacts(session):
        by_account[contact.account].append(contact)
    return [account_state(name, found, notices, day) for name, found in by_account.items()]


def _state_document(state: AccountState) -> dict[str, Any]:
    results = [{"rule": r.rule, "ok": not r.short, "text": r.text} for r in state.results]
    return {
        "account": state.account,
        "ok": not state.short,
        "valid": state.valid,
        "trained": state.trained,
        "rules": results,
    }


def address(at: CliDesk, written: str, *, as_json: bool) -> bool:
    """Say who writes from an address and what happens to his mail; whether he may write now."""
    from bot.cli.failures import CommandError
    from bot.contacts import values

    try:
        key = values.mail_address(written)
    except ValueError as error:
        raise CommandError(str(error)) from error
    with at.reading() as session:
        contact = contacts.by_address(session, key)
    # The same day by which intake judges (bot.intake.gather).
    why_not = contact.invalid_on(SystemClock().now().astimezone(at.zone).date()) if contact else None
    rule, words = fate(at.settings, key, contact)
    may_write = contact is not None and why_not is None
    document = {
        "address": key,
        "contact": contact,
        "may_write": may_write,
        "why_not": why_not,
        "authentication": str(_policy(at.settings, contact)) if contact else None,
        "outcome": str(rule.then),
        "rule": rule.name,
        "reason": words,
    }
    if as_json:
        print_json(document)
    else:
        _say(document, contact)
    return may_write


def _policy(settings: "Settings", contact: contacts.Contact) -> str:
    return contact.authentication or str(settings.authentication.policy)


_PROOF = {
    "require": "his mail must be proven to be his (SPF, DKIM, DMARC), or it is held",
    "prefer": "his mail need not be proven to be his, but is held where his domain asks to refuse such mail",
    "off": "nobody asks whether his mail is his",
}


def fate(settings: "Settings", key: str, contact: contacts.Contact | None) -> "tuple[Rule, str]":
    """The rule of intake that a plain new mail from this address meets now, if it is proven to be his, and its reason."""
    from bot.assembly import desk_facts
    from bot.intake.gather import as_writer
    from bot.policy.facts import Facts
    from bot.policy.rules import first_match
    from parsers.extraction import Extraction, Judgement
    from parsers.message import Message, Sender
    from parsers.verdict import Verdict
    from parsers.vocabulary import Authenticity, Channel, MessageKind

    now = SystemClock().now()
    known = desk_facts(settings)
    local, _, domain = key.rpartition("@")
    facts = Facts(
        now=now,
        message=Message(channel=Channel.SMTP, sender=Sender(address=key)),
        extraction=Extraction(kind=Judgement(value=MessageKind.QUESTION, score=1.0)),
        verdict=Verdict(result=Authenticity.PASS, direct=True),
        terms=known.terms,
        writer=as_writer(contact, now) if contact else None,
        from_desk=f"{local.partition('+')[0]}@{domain}" in known.addresses,
    )
    rule = first_match(facts)
    return rule, rule.because(facts)


_FATES = {
    "opened": "opens a ticket and is acknowledged; an answer to a ticket of his account is added to it",
    "held": "is held until an analyst decides; see: echodesk held list",
    "ignored": "is set aside and not answered",
}


def _say(document: dict[str, Any], contact: contacts.Contact | None) -> None:
    key, why_not = document["address"], document["why_not"]
    if contact is None:
        typer.echo(f"{safe_cell(key)} belongs to no Designated Contact")
    else:
        typer.echo(f"{safe_cell(key)} is {safe_cell(contact.name)} of {safe_cell(contact.account)}")
        typer.echo(f"may write today: {'no: ' + safe_cell(why_not) if why_not else 'yes'}")
        typer.echo(_PROOF[document["authentication"]])
    fate_words = _FATES.get(document["outcome"], document["outcome"])
    typer.echo(f"his mail {fate_words}")
    typer.echo(f"(rule {document['rule']}: {safe_cell(document['reason'])})")
