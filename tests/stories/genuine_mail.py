"""Genuine mail of contacts, in the forms that it really comes in: it must be let in, and answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.signing import seal, sign
from tests.stories.desk import HELP, KIM, SIGNE
from tests.stories.spoof_desk import SEALER, Known, Make, letter

OURS = "bluefern.example"
ESP = "bounce+4711@esp.example"


@dataclass(frozen=True, slots=True)
class Genuine:
    """A mail and its envelope. ``disposition`` and ``rule`` are what becomes of it; ``author`` is who is answered."""

    name: str
    make: Make
    author: str = KIM
    sender: str = ESP
    disposition: str = "opened"
    rule: str = "new"
    recipients: Sequence[str] = (HELP,)


def _signed(author: str = KIM, **how: str) -> Make:
    return lambda _: sign(letter(author), domain=OURS, **how)  # type: ignore[arg-type]


def _with(**fields: str) -> Make:
    return lambda _: sign(letter(**fields), domain=OURS)


def _from(value: str) -> Make:
    return lambda _: sign(letter(value), domain=OURS)


def _rewritten(old: bytes, new: bytes, *, header: str = "relaxed", body: str = "relaxed") -> Make:
    """Signed, and then changed in a way that the signature allows."""

    def make(_: Known) -> bytes:
        mail = sign(letter(), domain=OURS, canonical=(header, body))
        assert old in mail
        return mail.replace(old, new, 1)

    return make


def _topped(field: str) -> Make:
    return lambda _: field.encode() + b"\r\n" + sign(letter(), domain=OURS)


def _as_exchange(_: Known) -> bytes:
    return sign(
        letter(), domain=OURS, headers=("from", "date", "subject", "message-id"), canonical=("relaxed", "relaxed")
    )


def _through_a_list(_: Known) -> bytes:
    """A forwarder that we trust found it genuine, changed its subject and sealed that."""
    mail = sign(letter(), domain=OURS).replace(b"Subject: ", b"Subject: [external] ", 1)
    return seal(mail, domain=SEALER, results=f"dmarc=pass header.from={OURS}")


_MULTIPART = (
    '--b\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    "Twelve agents in Z=C3=BCrich lose calls.\r\n--b\r\nContent-Type: application/pdf\r\n"
    'Content-Disposition: attachment; filename="trace.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--'
)

GENUINE: tuple[Genuine, ...] = (
    Genuine("RSA, relaxed and simple", _signed()),
    Genuine("RSA, relaxed and relaxed", lambda _: sign(letter(), domain=OURS, canonical=("relaxed", "relaxed"))),
    Genuine("RSA, simple and simple", lambda _: sign(letter(), domain=OURS, canonical=("simple", "simple"))),
    Genuine("ed25519", lambda _: sign(letter(), domain=OURS, selector="ed", key="ed25519")),
    Genuine("a subdomain's signature, relaxed DMARC", lambda _: sign(letter(), domain="mail.bluefern.example")),
    Genuine(
        "from, subject and more signed twice",
        lambda _: sign(
            letter(),
            domain=OURS,
            headers=("from", "from", "to", "to", "cc", "subject", "subject", "date", "message-id", "reply-to"),
        ),
    ),
    Genuine("a bad signature above a good one", lambda _: sign(sign(letter(), domain=OURS), domain=OURS, key="other")),
    Genuine("a good signature above a bad one", lambda _: sign(sign(letter(), domain=OURS, key="other"), domain=OURS)),
    Genuine("ours and the mailing service's", lambda _: sign(sign(letter(), domain=OURS), domain="esp.example")),
    Genuine("SPF alone", lambda _: letter(SIGNE), author=SIGNE, sender=SIGNE),
    Genuine(
        "SPF alone, with a tag in the envelope",
        lambda _: letter(SIGNE),
        author=SIGNE,
        sender="signe+x=1@norrland.example",
    ),
    Genuine("SPF of a subdomain, relaxed", _from(KIM), sender="b-17@bounce.bluefern.example"),
    Genuine("SPF of a subdomain and no signature", lambda _: letter(), sender="b-17@bounce.bluefern.example"),
    Genuine("the name in quotes", _from(f'"Aldous, Kim" <{KIM}>')),
    Genuine("the name as encoded words", _from(f"=?utf-8?q?K=C3=AEm_Aldous?= <{KIM}>")),
    Genuine("the name in a comment", _from(f"{KIM} (Kim Aldous)")),
    Genuine("the address as its own name", _from(f'"{KIM}" <{KIM}>')),
    Genuine("capitals in the domain", _from("kim@BlueFern.Example")),
    Genuine("UTF-8 in the header", _with(subject="Störung in Zürich – keine Verbindung")),
    Genuine(
        "an 8-bit text",
        _with(
            text="Zwölf Leute hören nichts.",
            Content_Type="text/plain; charset=utf-8",
            Content_Transfer_Encoding="8bit",
            MIME_Version="1.0",
        ),
    ),
    Genuine("with a file", _with(text=_MULTIPART, MIME_Version="1.0", Content_Type='multipart/mixed; boundary="b"')),
    Genuine(
        "a long list of references",
        _with(References="\r\n ".join(f"<{n}.{'x' * 40}@client.example>" for n in range(60))),
    ),
    Genuine("folded fields", _with(subject="Callers\r\n hear nothing\r\n\tat all", X_Long="\r\n ".join(["word"] * 40))),
    Genuine("to several, us among them", _with(To=f"sales@pinewell.example, Help <{HELP}>")),
    Genuine(
        "folded otherwise on its way, relaxed", _rewritten(b"Subject: Callers hear", b"Subject:   Callers\r\n\thear")
    ),
    Genuine("field names in capitals on its way, relaxed", _rewritten(b"Subject: ", b"SUBJECT: ")),
    Genuine(
        "blank lines at its end, relaxed",
        lambda _: sign(letter(), domain=OURS, canonical=("relaxed", "relaxed")) + b"\r\n\r\n",
    ),
    Genuine(
        "a Received put on top",
        _topped(
            "Received: from mx.esp.example (mx.esp.example [192.0.2.7]) by mx.x.example; Mon, 16 Nov 2026 09:30:01 -0700"
        ),
    ),
    Genuine("fields of filters put on top", _topped("X-Spam-Status: No, score=-1\r\nReceived-SPF: fail")),
    Genuine(
        "another's Authentication-Results on top",
        _topped("Authentication-Results: mx.evil.example; dmarc=fail header.from=bluefern.example"),
    ),
    Genuine("a Reply-To of somebody else on top", _topped("Reply-To: mallory@evil.example")),
    Genuine(
        "as Exchange Online signs, which leaves the recipients out", _as_exchange, sender="b@bounce.bluefern.example"
    ),
    Genuine("passed on by a forwarder that we trust", _through_a_list),
    Genuine(
        "a reply on his ticket",
        lambda k: sign(letter(subject="Re: Original trouble", In_Reply_To=k.answer_id), domain=OURS),
        disposition="added",
        rule="reply",
    ),
    Genuine(
        "a reply to the signed address",
        lambda k: sign(letter(subject="Re: Original trouble", To=k.signed_address), domain=OURS),
        disposition="added",
        rule="reply",
    ),
)
