"""Whose words are whose: tables of small mails. ``«`` opens a zone: O own, Q quote, S signature, D disclaimer, F forward."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.bodies import zones
from parsers.vocabulary import ZoneKind

KINDS = {
    "O": ZoneKind.OWN,
    "Q": ZoneKind.QUOTE,
    "S": ZoneKind.SIGNATURE,
    "D": ZoneKind.DISCLAIMER,
    "F": ZoneKind.FORWARD,
}
ADDRESS = "Ann Field <ann@firm.example>"

MARKED: dict[str, str] = {
    "plain": "«OThe queue is stuck.\nSince nine.",
    "gmail": f"«OStill down.\n\n«QOn Mon, May 4, 2026 at 10:00 AM {ADDRESS} wrote:\n\n> Is it up?\n> Ann\n",
    "gmail wrapped": (
        "«OStill down.\n\n«QOn Mon, May 4, 2026 at 10:00 AM Ann Field\n<ann@firm.example> wrote:\n\n> Is it up?\n"
    ),
    "wrapped in the address": (
        "«OYes.\n\n«QOn Mon, May 4, 2026 at 10:00 AM Ann <\nann@firm.example> wrote:\n> Is it up?\n"
    ),
    "address between rules": (
        "«OOne.\n\n«QOn Thu, 4 May 2026 at 11:16 Ann\n\n<\nmailto:ann@firm.example\n> wrote:\n\nTwo.\n"
    ),
    "no marks, to the end": (
        f"«OStill down.\n\n«QOn 4 May 2026, at 10:00, {ADDRESS} wrote:\n\nIs it up?\n\nRegards\nAnn"
    ),
    "answer below": f"«QOn 4 May 2026, at 10:00, {ADDRESS} wrote:\n> Is it up?\n\n«ONo, it is not.",
    "inline answers": "«OHello,\n\n«Q> Which queue?\n\n«OBilling.\n\n«Q> How many agents?\n\n«OTwenty.",
    "german": f"«ONein.\n\n«QAm 04.05.2026 um 10:00 schrieb {ADDRESS}:\n\n> Geht es?\n",
    "german, name first": f"«ONein.\n\n«Q{ADDRESS} schrieb am Mo., 4. Mai\n2026 um 10:00 Uhr:\n\n> Geht es?\n",
    "german outlook": (
        "«ONein.\n\n«QVon: Ann Field\nGesendet: Montag, 4. Mai 2026 10:00\nAn: Desk\nBetreff: Frage\n\nGeht es?"
    ),
    "french": f"«ONon.\n\n«QLe lun. 4 mai 2026 à 10:00, {ADDRESS} a écrit :\n\n> Ça marche ?\n",
    "french outlook": (
        "«ONon.\n\n«QDe : Ann Field\nEnvoyé : lundi 4 mai 2026 10:00\nÀ : Desk\nObjet : Question\n\nÇa marche ?"
    ),
    "spanish": f"«ONo.\n\n«QEl lun, 4 may 2026 a las 10:00, {ADDRESS} escribió:\n\n> ¿Funciona?\n",
    "italian": f"«ONo.\n\n«QIl giorno lun 4 mag 2026 alle ore 10:00 {ADDRESS} ha scritto:\n\n> Va?\n",
    "italian, the verb on two lines": (
        f"«ONo.\n\n«QIl giorno lun 4 mag 2026 alle ore 10:00 {ADDRESS} ha\n\nscritto:\n\n> Va?\n"
    ),
    "portuguese": f"«ONão.\n\n«QEm seg., 4 de mai. de 2026 às 10:00, {ADDRESS} escreveu:\n\n> Funciona?\n",
    "dutch": f"«ONee.\n\n«QOp ma 4 mei 2026 om 10:00 schreef {ADDRESS}:\n\n> Werkt het?\n",
    "polish": f"«ONie.\n\n«Qpon., 4 maj 2026 o 10:00 {ADDRESS} napisał(a):\n\n> Działa?\n",
    "russian": f"«OНет.\n\n«Qпн, 4 мая 2026 г. в 10:00, {ADDRESS} написал(а):\n\n> Работает?\n",
    "swedish": f"«ONej.\n\n«QDen 4 maj 2026 kl. 10:00 skrev {ADDRESS}:\n\n> Fungerar det?\n",
    "chinese": "«O不行。\n\n«Q在 2026年5月4日，上午10:00，Ann <ann@firm.example> 写道：\n\n> 好了吗？\n",
    "japanese": f"«Oまだです。\n\n«Q2026年5月4日(月) 10:00 {ADDRESS}:\n\n> 直りましたか。\n",
    "unknown language": f"«OEz.\n\n«Q2026-05-04 10:00 xyz {ADDRESS} abcd:\n\n> Up?\n",
    "bars for marks": f"«OYes.\n\n«Q2026/5/4 {ADDRESS}\n\n| Is it up?\n| Ann\n",
    "original message": "«ONo.\n\n«Q-----Original Message-----\nFrom: Ann\nSent: Monday\n\nIs it up?",
    "outlook": (
        "«ONo.\n\n«QFrom: Ann Field <ann@firm.example>\nSent: Monday, May 4, 2026 10:00 AM\n"
        "To: Desk\nSubject: Up?\n\nIs it up?"
    ),
    "outlook, bold and blank": (
        "«ONo.\n\n«Q*From:* Ann Field\n\n*Sent:* Monday\n\n*To:* Desk\n\n*Subject:* Up?\n\nIs it up?"
    ),
    "outlook with a rule": (
        "«ONo.\n\n«Q________________________________\nFrom: Ann\nSent: Monday\nTo: Desk\nSubject: Up?\n\nIs it up?"
    ),
    "forward": (
        "«OPlease look.\n\n«F---------- Forwarded message ---------\nFrom: Bob <bob@x.example>\n"
        "Subject: Up\n\nDown.\n\n> older"
    ),
    "apple forward": "«OPlease look.\n\n«FBegin forwarded message:\n\nFrom: Bob\nSubject: Up\n\nDown.",
    "german forward": "«OBitte.\n\n«F-------- Weitergeleitete Nachricht --------\nBetreff: X\nVon: B\n\nDown.",
    "forward in history": (
        f"«ONo.\n\n«QOn 4 May 2026, at 10:00, {ADDRESS} wrote:\n> Look:\n> ---- Forwarded message ----\n> From: B"
    ),
    "forward after a quote": "«ONo.\n\n«Q> Up?\n---------- Forwarded message ----------\nFrom: B\n",
    "signature": "«OIt is down.\n\n«S-- \nAnn Field\nFirm Ltd\n",
    "signature without blank": "«OIt is down.\n\n«S--\nAnn Field\n",
    "signature before a quote": "«OIt is down.\n\n«S-- \nAnn\n\n«Q> Up?\n",
    "phone": "«OIt is down.\n\n«SSent from my iPhone",
    "phone in german": "«OEs steht.\n\n«SVon meinem iPhone gesendet",
    "phone before a quote": (
        f"«OIt is down.\n\n«SSent from my phone\n\n«QOn 4 May 2026, at 10:00, {ADDRESS} wrote:\n> Up?"
    ),
    "name block": "«OIt is down.\n\n«SBest regards,\nAnn Field\nOperations Manager\nTel: +1 555 0100\n",
    "short name block": "«OIt is down.\n\n«SThanks,\nAnn",
    "german name block": "«OEs steht.\n\n«SMit freundlichen Grüßen\nAnn Field\nFirm GmbH",
    "disclaimer": "«OIt is down.\n\n«DThis e-mail and any attachments are confidential and may be privileged.\n",
    "disclaimer behind a signature": (
        "«OIt is down.\n\n«S-- \nAnn\n\n«DCONFIDENTIALITY NOTICE: for the addressee alone.\n"
    ),
    "banner": "«D[EXTERNAL] This email came from outside.\n\n«OIt is down.",
    # what must stay the customer's
    "a greater-than sign": "«OAffected:\n> 500 agents in Reno\nSince nine.",
    "mbox escape": "«OHello.\n>From nine on it is down.",
    "on a day": "«OOn Monday we saw it.\nOn Tuesday again: 14:05 and 15:10.\nPlease look.",
    "wrote in a sentence": "«OOn Monday I wrote to the desk and got no answer.\nIt is down.",
    "a form": "«OFrom: 9:00\nTo: 17:00\nUsers: 25\nService: ACD",
    "sent from in a sentence": "«OSent from the dialer, calls drop at once.\nIt began at nine.",
    "a bare thank you": "«OIt works again.\n\nThank you!",
    "facts behind thanks": "«OIt is down.\n\nThanks,\nAnn\nUsers: 25\nCallback: 555-0100",
    "a sentence behind thanks": "«OThanks,\nplease call me, the whole site has been down since nine this morning.",
    "a list with dashes": "«OSteps:\n-- restarted\n-- logged in again\nStill down.",
    "a rule": "«OFirst.\n----------\nSecond.",
    # where nothing of his own is left, all is shown
    "only a quote": "«O> Is it up?\n> Ann\n",
    "only a signature": "«O-- \nAnn Field",
    "only history": f"«OOn 4 May 2026, at 10:00, {ADDRESS} wrote:\n\nIs it up?",
}


@pytest.mark.parametrize("marked", MARKED.values(), ids=MARKED.keys())
def test_zones(marked: str) -> None:
    pieces = re.findall(r"«([OQSDF])([^«]*)", marked)
    text = "".join(piece for _, piece in pieces)
    found = [(zone.kind, text[zone.start : zone.end]) for zone in zones(text)]
    assert found == [(KINDS[letter], piece) for letter, piece in pieces]


def test_an_empty_text_has_no_zones() -> None:
    assert zones("") == ()


def test_the_subject_tells_a_forward() -> None:
    text = "See below.\n\nFrom: Bob\nSent: Monday\nTo: Ann\nSubject: Up\n\nDown."
    assert [zone.kind for zone in zones(text, subject="Fwd: Up")] == [ZoneKind.OWN, ZoneKind.FORWARD]
    assert [zone.kind for zone in zones(text, subject="Re: Up")] == [ZoneKind.OWN, ZoneKind.QUOTE]


PIECES = [
    *(
        "> ",
        ">",
        "\n",
        "\n\n",
        "On ",
        "4 May 2026 10:00 ",
        "wrote:",
        "<a@b.example>",
        "From: x",
        "Sent: y",
        "Subject: z",
        "-- ",
    ),
    *(
        "-----Original Message-----",
        "---- Forwarded message ----",
        "Thanks,",
        "Ann",
        "words of his own",
        "| ",
        "\t",
        "—",
        "é",
    ),
    *("Sent from my phone", "This e-mail is confidential", "____________", " ", "\ud800", "写道：", "123"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["", "Fwd: x", "Re: x"]))
def test_zones_cover_the_text(text: str, subject: str) -> None:
    found = zones(text, subject=subject)
    assert "".join(text[zone.start : zone.end] for zone in found) == text
    assert all(zone.start < zone.end for zone in found)
    assert all(a.end == b.start and a.kind is not b.kind for a, b in pairwise(found))


@given(st.text(max_size=200))
def test_zones_cover_any_text(text: str) -> None:
    assert "".join(text[zone.start : zone.end] for zone in zones(text)) == text


@pytest.mark.parametrize(
    "piece",
    [
        "On ",
        "On \n",
        ">",
        "> \n",
        "From: a\n",
        "-",
        " ",
        "\n",
        "On 2020 <\n",
        "This message and ",
        "-- \n",
        "Thanks\n",
        "a@",
        "_ ",
        "Aa ",
        "    refused after MAIL FROM:<ann@firm.example> on 4 May 2026 with SIZE=1022:\n",
        "On 4 May 2026 Ann <ann@firm.example> with the verb of no language:\n",
        "On 4 May 2026 " + "at ten " * 40 + ":\n",
        "On 4 May 2026, a\n\n",
    ],
)
def test_the_cost_is_linear(piece: str) -> None:
    text = piece * (600_000 // len(piece))
    start = time.thread_time()
    zones(text)
    assert time.thread_time() - start < 2.0  # what is not linear takes minutes
