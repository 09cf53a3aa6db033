"""Attempts to write in a contact's name that need no signature: the From field, the envelope, what other fields claim."""

from collections.abc import Sequence

from tests.signing import sign
from tests.stories.desk import HELP, KIM, SIGNE
from tests.stories.spoof_desk import (
    FORGER,
    NOA,
    OUR_ID,
    SPF_OWNERS,
    ZOE,
    Attempt,
    Known,
    Make,
    letter,
)

UNPROVEN = "sender-not-genuine"
STRANGER = "not-a-designated-contact"
NOBODY = "no-usable-sender"
WHEN = "Mon, 16 Nov 2026 09:30:00 -0700"


def _from(value: str | None, **fields: str) -> Make:
    return lambda _: letter(value, **fields)


def _raw_from(field: bytes, **fields: str) -> Make:
    """The bytes of the whole From field, line ends and all, on top of the mail."""
    return lambda _: field + letter(None, **fields)


def _signed_by_forger(make: Make, domain: str = "evil.example") -> Make:
    return lambda known: sign(make(known), domain=domain, key="other")


def _as_is(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


FROM_FIELDS: Sequence[tuple[str, str | None, str]] = (
    ("the plain forgery", KIM, UNPROVEN),
    ("with the contact's name", f"Kim Aldous <{KIM}>", UNPROVEN),
    ("in capitals", KIM.upper(), UNPROVEN),
    ("the address in a quoted display name", f'"{KIM}" <{FORGER}>', STRANGER),
    ("the address in a bare display name", f"{KIM} <{FORGER}>", NOBODY),
    ("the address in an encoded display name", f"=?utf-8?q?{KIM.replace('@', '=40')}?= <{FORGER}>", STRANGER),
    ("brackets in an encoded display name", f"=?utf-8?q?Kim_=3C{KIM.replace('@', '=40')}=3E=2C?= <{FORGER}>", STRANGER),
    ("nothing but an encoded word", f"=?utf-8?q?{KIM.replace('@', '=40')}?=", NOBODY),
    ("an encoded word in brackets", "<=?utf-8?q?kim?=@bluefern.example>", NOBODY),
    ("two addresses, his first", f"{KIM}, {FORGER}", NOBODY),
    ("two addresses, his last", f"{FORGER}, {KIM}", NOBODY),
    ("two addresses with a semicolon", f"{KIM}; {FORGER}", NOBODY),
    ("his address twice", f"{KIM}, {KIM}", NOBODY),
    ("the forger in a comment", f"{KIM} ({FORGER})", UNPROVEN),
    ("his address in a comment", f"{FORGER} ({KIM})", STRANGER),
    ("a comment without an end", f"{KIM} (x", NOBODY),
    ("a comment within the local part", "kim(x)@bluefern.example", NOBODY),
    ("a comment within the domain", "kim@bluefern(x).example", NOBODY),
    ("blanks around the at sign", "kim @ bluefern.example", NOBODY),
    ("his whole address as a quoted local part", f'"{KIM}"@evil.example', STRANGER),
    ("his local part in quotes", '"kim"@bluefern.example', UNPROVEN),
    ("a quoted pair in it", '"k\\im"@bluefern.example', UNPROVEN),
    ("a group of one", f"Team: {KIM};", NOBODY),
    ("an empty group", "undisclosed-recipients:;", NOBODY),
    ("an empty field", "", NOBODY),
    ("a bracket too many (CVE-2023-27043)", f"{KIM})<{FORGER}>", NOBODY),
    ("a bracket behind it (CVE-2023-27043)", f"{KIM})bob@evil.example", NOBODY),
    ("two pairs of brackets", f"<{KIM}><{FORGER}>", NOBODY),
    ("a domain behind the brackets", f"<{KIM}>@evil.example", NOBODY),
    ("a source route", f"<@evil.example:{KIM}>", NOBODY),
    ("two at signs", f"{KIM}@evil.example", NOBODY),
    ("a percent route", "kim%bluefern.example@evil.example", STRANGER),
    ("a bang path", "bluefern.example!kim@evil.example", STRANGER),
    ("with a plus tag", "kim+x@bluefern.example", STRANGER),
    ("with a last dot", "kim@bluefern.example.", NOBODY),
    ("a fullwidth at sign", "kim\uff20bluefern.example", NOBODY),
    ("a long s, which folding makes an s of", "\u017figne@norrland.example", STRANGER),
    ("fullwidth letters in the local part", "\uff4b\uff49\uff4d@bluefern.example", STRANGER),
    ("fullwidth letters in the domain", "kim@\uff42\uff4c\uff55\uff45fern.example", NOBODY),
    ("an ideographic full stop", "kim@bluefern\u3002example", NOBODY),
    ("a Cyrillic letter in the local part", "k\u0456m@bluefern.example", STRANGER),
    ("a Cyrillic letter in the domain", "kim@blu\u0435fern.example", STRANGER),
    ("its A-label", "kim@xn--blufern-3of.example", STRANGER),
    ("a zero-width space", "kim@blue\u200bfern.example", NOBODY),
    ("a zero-width joiner in the local part", "ki\u200dm@bluefern.example", NOBODY),
    ("turned about", "\u202ekim@bluefern.example", NOBODY),
    ("letters with a combining mark", "zoe\u0301@bluefern.example", UNPROVEN),
    ("letters composed", ZOE, UNPROVEN),
    ("a subdomain", "kim@mail.bluefern.example", STRANGER),
    ("below the forger's domain", "kim@bluefern.example.evil.example", STRANGER),
    ("a domain that looks like it", "kim@bluefern-travel.example", STRANGER),
    ("a domain literal", "kim@[127.0.0.1]", NOBODY),
    ("a NUL in the address", "kim\x00@bluefern.example", NOBODY),
    ("a NUL behind it", f"{KIM}\x00@evil.example", NOBODY),
    ("bytes that are no UTF-8", "J\udcf6rg \udcff <kim@bluefern.example>", UNPROVEN),
    ("folded before the address", f"\r\n {KIM}", UNPROVEN),
    ("folded within the address", "kim@\r\n bluefern.example", NOBODY),
    ("folded between two addresses", f"{FORGER}\r\n\t{KIM}", NOBODY),
    ("a lone CR between two", f"{FORGER}\r{KIM}", STRANGER),
    ("the desk's own address", HELP, "writes-as-the-desk"),
    ("the desk's address with a tag", "help+EP-1.abcdefghij234567@echopass.example", "writes-as-the-desk"),
    ("the desk's address in capitals", HELP.upper(), "writes-as-the-desk"),
)

HEADERS: tuple[Attempt, ...] = (
    Attempt("two From fields, his last", _raw_from(_as_is(f"From: {FORGER}\r\nFrom: {KIM}\r\n")), NOBODY),
    Attempt("two From fields, his first", _raw_from(_as_is(f"From: {KIM}\r\nFrom: {FORGER}\r\n")), NOBODY),
    Attempt("two From fields alike", _raw_from(_as_is(f"From: {KIM}\r\nFrom: {KIM}\r\n")), NOBODY),
    Attempt("two From fields, one in capitals", _raw_from(_as_is(f"FROM: {KIM}\r\nfrom: {FORGER}\r\n")), NOBODY),
    Attempt("a blank before the colon", _raw_from(_as_is(f"From : {KIM}\r\n")), UNPROVEN),
    Attempt("a blank before the colon, and another", _raw_from(_as_is(f"From : {KIM}\r\nFrom: {FORGER}\r\n")), NOBODY),
    Attempt("a byte order mark before it", _raw_from(_as_is(f"\ufeffFrom: {KIM}\r\n")), UNPROVEN),
    Attempt("a blank before the first field", _raw_from(_as_is(f" From: {KIM}\r\n")), NOBODY),
    Attempt("a line that is no field before it", _raw_from(_as_is(f"hello there\r\nFrom: {KIM}\r\n")), UNPROVEN),
    Attempt(
        "a mailbox's From line",
        _raw_from(_as_is(f"From {KIM} Mon Nov 16 09:30:00 2026\r\nFrom: {FORGER}\r\n")),
        STRANGER,
    ),
    Attempt("a From behind a lone CR", lambda _: letter(FORGER, X_Note=f"x\rFrom: {KIM}"), NOBODY),
    Attempt("a From behind a lone LF", lambda _: letter(FORGER, X_Note=f"x\nFrom: {KIM}"), NOBODY),
    Attempt("a From behind a NUL", lambda _: letter(FORGER, X_Note=f"x\x00From: {KIM}"), STRANGER),
    Attempt("a Sender and no From", _from(None, Sender=KIM), NOBODY),
    Attempt("a Reply-To and no From", _from(None, Reply_To=KIM), NOBODY),
    Attempt("Resent fields and no From", _from(None, Resent_From=KIM, Resent_Sender=KIM), NOBODY),
    Attempt("his Sender and Reply-To", _from(FORGER, Sender=KIM, Reply_To=KIM), STRANGER),
    Attempt("his Resent-From", _from(FORGER, Resent_From=KIM), STRANGER),
    Attempt("the forger as Sender, who signs", _signed_by_forger(_from(KIM, Sender=FORGER)), UNPROVEN),
    Attempt("answers to the forger", _from(KIM, Reply_To=FORGER), UNPROVEN),
    Attempt("an X-Original-From", _from(FORGER, X_Original_From=KIM, X_Sender=KIM, X_Envelope_From=KIM), STRANGER),
    Attempt("lines end in LF alone", lambda _: letter(KIM).replace(b"\r\n", b"\n"), UNPROVEN),
    Attempt(
        "a letter of his as a file", _from(FORGER, Content_Type="message/rfc822", text=letter(KIM).decode()), STRANGER
    ),
    Attempt(
        "a look-alike that signs",
        _signed_by_forger(_from("kim@bluefern.example.evil.example"), "bluefern.example.evil.example"),
        STRANGER,
    ),
)

CLAIMS: tuple[Attempt, ...] = tuple(
    Attempt(name, _from(KIM, **fields), UNPROVEN)
    for name, fields in (
        (
            "our own Authentication-Results",
            {"Authentication-Results": f"{OUR_ID}; dmarc=pass header.from=bluefern.example"},
        ),
        (
            "our Authentication-Results with every pass",
            {"Authentication-Results": f"{OUR_ID}; spf=pass smtp.mailfrom={KIM}; dkim=pass header.d=bluefern.example"},
        ),
        (
            "another server's Authentication-Results",
            {"Authentication-Results": "mx.bluefern.example; dkim=pass header.d=bluefern.example"},
        ),
        ("a Received-SPF", {"Received-SPF": "pass (mx.echopass.example: 192.0.2.10 is allowed) client-ip=192.0.2.10"}),
        (
            "a Received that names his server",
            {"Received": f"from bluefern.example (bluefern.example [192.0.2.10]) by {OUR_ID}; {WHEN}"},
        ),
        (
            "a login in a Received",
            {"Received": f"from x (x [192.0.2.10]) (Authenticated sender: {KIM}) by {OUR_ID} with ESMTPSA; {WHEN}"},
        ),
        ("headers about a login", {"X-Authenticated-Sender": KIM, "X-Smtp-Auth": "kim", "Auth-Sender": KIM}),
        ("headers about the origin", {"X-Originating-IP": "[192.0.2.10]", "X-Sender-IP": "192.0.2.10"}),
        (
            "headers about the result",
            {
                "X-DKIM-Result": "pass",
                "X-DMARC": "pass",
                "X-Spam-Status": "No",
                "X-MS-Exchange-Organization-AuthAs": "Internal",
            },
        ),
        ("a Return-Path", {"Return-Path": f"<{KIM}>"}),
    )
)

ENVELOPES: tuple[Attempt, ...] = (
    Attempt("his address in the envelope too", _from(KIM), UNPROVEN, sender=KIM),
    Attempt("his HELO", _from(KIM), UNPROVEN, sender=KIM, helo="bluefern.example"),
    Attempt("the desk's address in the envelope", _from(KIM), UNPROVEN, sender=HELP),
    Attempt("no envelope sender", _from(KIM), "report-from-a-contact", sender=""),
    Attempt("no envelope sender, his HELO", _from(KIM), "report-from-a-contact", sender="", helo="bluefern.example"),
    Attempt("a sender of another of the forger's domains", _from(KIM), UNPROVEN, sender="x@esp.example"),
    Attempt("a strict domain's subdomain that may send", _from(SIGNE), UNPROVEN, sender="b@bounce.norrland.example"),
    Attempt("a subdomain that may send, without DMARC", _from(NOA), UNPROVEN, sender="b@bounce.quietlake.example"),
    Attempt("a whole top-level domain", _from(NOA), UNPROVEN, sender="b@evil.example"),
    Attempt("a HELO that may send for a forged envelope", _from(KIM), UNPROVEN, sender=KIM, helo="evil.example"),
    Attempt("his server does not answer", _from("ida@slowspf.example"), UNPROVEN, sender="ida@slowspf.example"),
    *(Attempt(f"SPF of {name}", _from(f"ida@{name}"), UNPROVEN, sender=f"ida@{name}") for name in SPF_OWNERS),
)


def _yes(to: str, **fields: str) -> Make:
    return lambda _: letter(fields.get("From", KIM), To=to, subject="Re: Was this you?", text="Yes, that was me.")


def _on_ticket(known: Known, **fields: str) -> bytes:
    return letter(KIM, In_Reply_To=known.answer_id, References=known.answer_id, **fields)


REPORT = (
    "This is a report.\r\n--b\r\nContent-Type: text/plain\r\n\r\nkim@bluefern.example: please call back at once\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.evil.example\r\n\r\n"
    "Final-Recipient: rfc822; sales@pinewell.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
)
_REPORT_TYPE = {"MIME_Version": "1.0", "Content_Type": 'multipart/report; report-type=delivery-status; boundary="b"'}
GUESSED = f"help+ask.1.{'a' * 16}@echopass.example"

TICKETS: tuple[Attempt, ...] = (
    Attempt("his ticket's number", lambda k: letter(KIM, subject=f"Re: [{k.number}] Original trouble"), UNPROVEN),
    Attempt("a reference to our answer", _on_ticket, UNPROVEN),
    Attempt("the signed reply address in To", lambda k: letter(KIM, To=k.signed_address), UNPROVEN),
    Attempt("a stranger at the signed address", lambda k: letter(FORGER, To=k.signed_address), STRANGER),
    Attempt(
        "a stranger who signs for himself, on his ticket",
        lambda k: sign(
            letter(FORGER, subject=f"Re: {k.number}", In_Reply_To=k.answer_id), domain="evil.example", key="other"
        ),
        STRANGER,
    ),
    Attempt(
        "a reply address with a guessed mark",
        lambda k: letter(KIM, To=f"help+{k.number}.aaaaaaaaaaaaaaaa@echopass.example"),
        UNPROVEN,
    ),
    Attempt("under the Message-ID of his own mail", lambda k: letter(KIM, Message_ID=_id_of(k.genuine)), UNPROVEN),
    Attempt("a yes to a guessed question", _yes(GUESSED), "confirmation-unclear", recipients=(GUESSED,)),
    Attempt("a yes of a stranger", _yes(GUESSED, From=FORGER), "confirmation-unclear", recipients=(GUESSED,)),
    Attempt("a yes to a guessed question in To only", _yes(GUESSED), "confirmation-unclear"),
    Attempt("a yes to no question", _yes(HELP), UNPROVEN),
    Attempt(
        "a machine's yes to a guessed question",
        lambda _: letter(KIM, To=GUESSED, Auto_Submitted="auto-replied", text="Yes"),
        "confirmation-by-a-machine",
        "ignored",
        recipients=(GUESSED,),
    ),
)

MACHINES: tuple[Attempt, ...] = (
    Attempt(
        "an automatic reply",
        _from(KIM, Auto_Submitted="auto-replied", text="I am away."),
        "auto-reply-in-doubt",
        "ignored",
    ),
    Attempt(
        "an automatic reply on his ticket",
        lambda k: _on_ticket(k, Auto_Submitted="auto-replied", text="I am away."),
        "auto-reply-in-doubt",
        "ignored",
    ),
    Attempt("a bounce in his name", _from(KIM, text=REPORT, **_REPORT_TYPE), "report-from-a-contact", sender=""),
    Attempt(
        "a bounce in his name on his ticket",
        lambda k: _on_ticket(k, text=REPORT, **_REPORT_TYPE),
        "report-from-a-contact",
        sender="",
    ),
    Attempt("a monitor's mail", _from(KIM, Auto_Submitted="auto-generated"), UNPROVEN),
    Attempt("a list's mail", _from(KIM, List_Id="<staff.bluefern.example>", Precedence="list"), UNPROVEN),
)


def _id_of(raw: bytes) -> str:
    return next(line.partition(b": ")[2].decode() for line in raw.split(b"\r\n") if line.startswith(b"Message-ID: "))


UNSIGNED: tuple[Attempt, ...] = (
    *(Attempt(f"From: {name}", _from(value), rule) for name, value, rule in FROM_FIELDS),
    *HEADERS,
    *CLAIMS,
    *ENVELOPES,
    *TICKETS,
    *MACHINES,
)
