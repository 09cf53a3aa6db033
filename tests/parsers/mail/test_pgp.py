"""PGP in mail: a signed text reads as it was written, an encrypted one is said to be (RFC 9580 section 7, RFC 3156)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.mail import read_mail
from parsers.mail.pgp import Unframed, unframed
from parsers.message import Message
from parsers.vocabulary import ZoneKind
from tests.parsers.mail.letters import html, mail, multipart, plain
from tests.parsers.mail.test_hostile import check

SIGNATURE = """-----BEGIN PGP SIGNATURE-----

iHUEARYKAB0WIQTinventedinventedinventedinventedAoJEAinventedinvented
dGhpcyBpcyBubyBzaWduYXR1cmU=
=aBcD
-----END PGP SIGNATURE-----"""
SECRET = """-----BEGIN PGP MESSAGE-----
Version: Invented 1.0

hQEMA0ludmVudGVkIGRhdGE7IG5vIG1lc3NhZ2UgYXQgYWxsLCBidXQgaW4gZm9ybQ==
=xYz1
-----END PGP MESSAGE-----"""
UNCHECKED = "PGP signatures are not checked: no keys are configured."
OUTSIDE = " A part of the text lies outside of the signature."


def framed(text: str, *, hashes: str = "Hash: SHA512\n", signature: str = SIGNATURE) -> str:
    """A clear-signed text, its dashes not yet escaped."""
    return f"-----BEGIN PGP SIGNED MESSAGE-----\n{hashes}\n{text}\n{signature}"


def read(text: str) -> Message:
    return read_mail(mail(text))


@pytest.mark.parametrize(
    ("text", "expected", "outside"),
    [
        (framed("Lines are down."), "Lines are down.", False),
        (framed("One.\n\nTwo."), "One.\n\nTwo.", False),
        (framed("One.", hashes=""), "One.", False),
        (framed("One.", hashes="Hash: SHA256, SHA512\nHash: SHA384\n"), "One.", False),
        (framed("- - first\n- -- \n- -----\nFrom here"), "- first\n-- \n-----\nFrom here", False),
        (framed("-not escaped\n-- \nAnn"), "-not escaped\n-- \nAnn", False),
        (framed(""), "", False),
        (framed("One.", signature=SIGNATURE.replace("-----\n\n", "-----\nVersion: x\nComment: y\n\n")), "One.", False),
        (framed("One.").replace("\n", " \n"), "One. ", False),
        ("Above.\n\n" + framed("One.") + "\n\nBelow.", "Above.\n\nOne.\n\nBelow.", True),
        (framed("One.") + "\n" + framed("Two."), "One.\nTwo.", False),
        ("\n" + framed("One.") + "\n\n", "\nOne.\n\n", False),
    ],
)
def test_a_frame_is_taken_off(text: str, expected: str, outside: bool) -> None:
    found = unframed(text)
    assert (found.text, found.outside, found.sealed) == (expected, outside, ())
    assert found.signed == text.count("BEGIN PGP SIGNED")


@pytest.mark.parametrize(
    "text",
    [
        "No frame at all.",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "-----BEGIN PGP SIGNED MESSAGE-----\n\nNever signed.",
        framed("One.", signature=SIGNATURE.removesuffix("-----END PGP SIGNATURE-----")),
        framed("One.", signature="-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----"),
        framed("One.", signature=SIGNATURE.replace("=aBcD", "This is the customer's text.")),
        framed("One.", hashes="Lines are down.\n"),
        framed("One.", hashes="NotDashEscaped: yes\n"),
        framed("One.", hashes="Hash: SHA512\n" * 1000),
        framed("-----BEGIN PGP MESSAGE-----"),
        framed("-----\nOne."),
        framed("One.").replace("-----BEGIN PGP SIGNED", " -----BEGIN PGP SIGNED"),
        "> " + framed("One.").replace("\n", "\n> "),
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabcd\n-----END PGP PUBLIC KEY BLOCK-----",
        SIGNATURE,
        SECRET.removesuffix("-----END PGP MESSAGE-----"),
        SECRET.replace("=xYz1", "Please call me."),
        "> " + SECRET.replace("\n", "\n> "),
    ],
)
def test_what_is_no_frame_stays_as_it_is(text: str) -> None:
    found = unframed(text)
    assert (found.text, found.signed, found.sealed) == (text, 0, ())


def test_a_clear_signed_mail_reads_as_written() -> None:
    message = read(framed("Lines are down.\n\n- - Leeds\n- - York\n\n- -- \nAnn"))
    assert message.text == "Lines are down.\n\n- Leeds\n- York\n\n-- \nAnn"
    assert [zone.kind for zone in message.zones] == [ZoneKind.OWN, ZoneKind.SIGNATURE]
    (label,) = message.protections
    assert (label.scheme, label.state, label.reason) == ("PGP", "not verified", UNCHECKED)
    assert message.damages == ()


def test_text_around_a_frame_stays_and_is_said_to_be_outside() -> None:
    message = read("It works again.\n\n" + framed("Lines are down.") + "\n\nA list's footer.")
    assert message.text == "It works again.\n\nLines are down.\n\nA list's footer."
    assert [label.reason for label in message.protections] == [UNCHECKED + OUTSIDE]


def test_a_quoted_frame_stays_a_quote() -> None:
    message = read("It works again.\n\n> " + framed("Lines are down.").replace("\n", "\n> "))
    assert message.own_text == "It works again."
    assert message.protections == ()


def test_an_encrypted_text_is_said_to_be_and_becomes_a_file() -> None:
    message = read(SECRET)
    assert (message.subject, message.text) == ("Lines down", "")
    assert message.damages == ("The message is encrypted; we cannot read it.",)
    assert [(label.scheme, label.state) for label in message.protections] == [("PGP", "encrypted")]
    (kept,) = message.attachments
    assert (kept.name, kept.content) == ("message.asc", (SECRET + "\n").encode())


def test_words_beside_an_encrypted_block_are_read() -> None:
    message = read("Please call me back.\n\n" + SECRET + "\n\nAnn")
    assert message.text == "Please call me back.\n\n\nAnn"
    assert message.damages == ("A part of the message is encrypted; we cannot read it.",)


def test_an_encrypted_mail_in_parts() -> None:
    message = read_mail(
        multipart(
            'encrypted; protocol="application/pgp-encrypted"',
            "Content-Type: application/pgp-encrypted\n\nVersion: 1",
            'Content-Type: application/octet-stream; name="encrypted.asc"\n\n' + SECRET,
        )
    )
    assert message.text == ""
    assert message.damages == ("The message is encrypted; we cannot read it.",)
    assert [(label.scheme, label.state) for label in message.protections] == [("PGP", "encrypted")]
    assert "encrypted.asc" in [kept.name for kept in message.attachments]


@pytest.mark.parametrize("body", [plain("Lines are down."), html("<p>Lines are down.</p>")])
def test_a_signed_mail_in_parts(body: str) -> None:
    message = read_mail(
        multipart(
            'signed; protocol="application/pgp-signature"; micalg=pgp-sha512',
            body,
            'Content-Type: application/pgp-signature; name="signature.asc"\n\n' + SIGNATURE,
        )
    )
    assert (message.text, message.attachments, message.damages) == ("Lines are down.", (), ())
    assert [(label.state, label.reason) for label in message.protections] == [("not verified", UNCHECKED)]


def test_a_forwarded_frame_is_read_and_is_no_label_of_the_mail() -> None:
    inner = "From: Bob <bob@vendor.example>\nSubject: Up\n\n" + framed("It is up.")
    message = read_mail(multipart("mixed", plain("See below."), "Content-Type: message/rfc822\n\n" + inner))
    assert message.text.endswith("\n\nIt is up.")
    assert message.protections == ()


HOSTILE = {
    "dashes": "-" * 1_000_000,
    "dashes behind a frame": framed("-" * 900_000),
    "lines of dashes": "-----\n" * 150_000,
    "frames never closed": "-----BEGIN PGP SIGNED MESSAGE-----\n\n" * 25_000,
    "frames never signed": ("-----BEGIN PGP SIGNED MESSAGE-----\n\n" + "x\n" * 20) * 10_000,
    "signatures never ended": framed("x", signature="-----BEGIN PGP SIGNATURE-----\n\n" + "abcd\n" * 50) * 2_000,
    "blocks never ended": "-----BEGIN PGP MESSAGE-----\n\nabcd\n" * 25_000,
    "hashes": "-----BEGIN PGP SIGNED MESSAGE-----\n" + "Hash: SHA512\n" * 70_000,
    "armour headers": "-----BEGIN PGP MESSAGE-----\n" + "Version: x\n" * 90_000,
    "many blocks": (SECRET + "\n") * 4_000,
    "many frames": (framed("x") + "\n") * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_armour_is_read_in_bounded_time(text: str) -> None:
    start = time.thread_time()
    unframed(text)
    assert time.thread_time() - start < 3.0  # what is not linear takes minutes
    check(read_mail(mail(text)))


PIECES = [
    *("-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"),
    *(
        "-----BEGIN PGP MESSAGE-----",
        "-----END PGP MESSAGE-----",
        "Hash: SHA512",
        "Version: 1",
        "",
        "abcd",
        "- x",
        "x y",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("\n".join))
def test_every_line_is_kept_or_belongs_to_a_frame(text: str) -> None:
    found = unframed(text)
    if not found.signed and not found.sealed:
        assert found == Unframed(text=text, outside=found.outside)
    written = [line for block in found.sealed for line in block.splitlines()] + found.text.split("\n")
    assert len(written) <= text.count("\n") + 2
    assert found.text.count("x y") == text.count("x y")
    check(read_mail(mail(text)))
