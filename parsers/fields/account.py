"""The company: the name in the signature or text that agrees with the sender's domain.

"Lantern Hall Tickets" agrees with "lanternhall"."""

import re
from collections.abc import Iterator

from parsers.extraction import Found
from parsers.fields.view import View

_TOKEN = re.compile(r"[\w&][\w&'.-]{0,40}")
_ENDS = ("example", "com", "org", "net", "co.uk", "de", "eu", "io", "gov", "edu")
_MAIL_OR_URL = re.compile(
    r"[\w.+-]{1,64}@[\w.-]{1,100}|\b(?:https?://|www\.)\S{1,200}|"
    r"\b[\w-]{2,40}(?:\.[\w-]{2,40}){0,3}\.(?:" + "|".join(map(re.escape, _ENDS)) + r")\b"
)
_MARKS = ("@", "://", "www.", *(f".{end}" for end in _ENDS))
"""None of it, no address: told much sooner than by looking for one at every letter."""
_FREE_MAIL = frozenset(
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "yahoo",
        "icloud",
        "live",
        "msn",
        "gmx",
        "web",
        "aol",
        "proton",
        "protonmail",
        "mail",
    ]
)
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "gov", "ac", "edu"])
_NOISE_WORDS = frozenset(
    [
        "group",
        "corp",
        "corporation",
        "inc",
        "the",
        "and",
        "company",
        "co",
        "mail",
        "support",
        "help",
        "online",
        "global",
        "international",
    ]
)
_SUFFIX = (
    r"inc|llc|ltd|limited|plc|gmbh|ag|kg|corp|corporation|company|co|bank|insurance|assurance|health|"
    r"healthcare|hospital|clinic|clinics|council|university|college|group|"
    r"utilities|energy|gas|water|telecom|broadband|airlines|airways|travel|tickets|retail|logistics|"
    r"freight|mutual|credit union|medical|supply|foundation|services|partners|"
    r"solutions|holdings|financial|pharmacy|foods|stores|motors|hotels|resorts|media|systems|industries|"
    r"electric|power|county|city|association|trust|society|n\.a|s\.a|b\.v|sarl|oy|ab"
)
_COMPANY = re.compile(
    (
        rf"(?:^|[,|*•·–—/-]\s?|\b(?:at|from|with|for)\s)(?P<name>(?:[A-Z][\w&'.-]{{1,25}}[ ](?:(?:&|and|of|"
        rf"de)\s)?){{0,4}}(?i:{_SUFFIX})\b\.?)(?=\s*(?:$|[,|*•·(–—/-]))"
    ),
    re.MULTILINE,
)
_AFTER = re.compile(
    r"(?:,\s?(?:Inc\.?|LLC|Ltd\.?|N\.A\.?|S\.A\.?|PLC|plc|GmbH|L\.P\.|LLP|Co\.|Corp\.)|\s(?:&|and|of|for|"
    r"de|the|und|\+)(?=\s[A-Z]))"
)
_BEFORE_NAME = re.compile(r"(?:^|[,|*•·(–—]\s?|\s-\s)\s*(?P<x>(?:[A-ZÉ][\w'&.-]{2,20}\s){1,2})\Z")
_NEAR = 60
_UNIT = re.compile(
    r"\s(?:NOC|IT|Support|Help ?[Dd]esk|Operations|Ops|Team|Contact Cent(?:er|re)|Call Cent(?:er|re)|"
    r"Customer (?:Service|Care)|Telecoms?|HQ)\Z"
)
_WORD = re.compile(r"\s(A/S\b|[A-Z][\w'&.-]{0,30}|GmbH|mbH|plc|e\.V\.)")


def domain_core(address: str | None) -> str:
    """The letters of the sender's own domain: ``ann@mail.lantern-hall.example`` -> ``lanternhall``; "" for free mail."""
    host = (address or "").rpartition("@")[2].lower()
    labels = [label for label in host.split(".") if label]
    if len(labels) < 2:
        return ""
    label = labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2]
    return "" if label in _FREE_MAIL else re.sub(r"[^a-z0-9]", "", label)


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower().removesuffix("'s"))


def _masked(text: str) -> str:
    if not any(map(text.__contains__, _MARKS)):
        return text
    return _MAIL_OR_URL.sub(lambda match: " " * len(match.group()), text)


def _aligned(text: str, core: str) -> Iterator[tuple[int, int, int]]:
    """Stretches whose letters run along ``core`` from its start: (start, end, letters in common)."""
    tokens = list(_TOKEN.finditer(text))
    for position, first in enumerate(tokens):
        initial = text[first.start()].lower()
        if initial != core[0] and initial.isascii() and initial.isalnum():
            continue
        joined, end = "", first.start()
        for token in tokens[position : position + 5]:
            if "\n" in text[end : token.start()] and joined:
                break
            following = joined + _plain(token.group())
            if not core.startswith(following) or not following:
                break
            joined, end = following, token.end()
        if len(joined) >= 4 or joined == core:
            yield first.start(), end, len(joined)


def _extended(text: str, end: int) -> int:
    """The end of the name: capitalised words and company forms that follow on the line."""
    if text[end - 1] == ".":
        return end
    for _ in range(6):
        after = _AFTER.match(text, end)
        if after and after.group().startswith(","):
            return after.end()
        word = _WORD.match(text, after.end() if after else end)
        if not word or "\n" in text[end : word.end()]:
            break
        end = word.end()
    return end


def _line_start(text: str, start: int) -> int:
    """The start of the name where capitalised words before it on the line belong to it: "Fondation Sarabande"."""
    line = text.rfind("\n", 0, start) + 1
    if start - line > _NEAR:
        return start
    before = _BEFORE_NAME.search(text[line:start])
    return line + before.start("x") if before else start


def _trim(text: str, start: int, end: int) -> int:
    if text[start:end].lower().endswith("'s"):
        return end - 2
    if text[end - 1] == "." and not re.search(r"(?:Inc|Ltd|Co|Corp|[A-Z]\.[A-Z])\.\Z", text[start:end]):
        return end - 1
    return end


def _initials(text: str, core: str) -> tuple[int, int] | None:
    """A line part of capitalised words whose initials are the domain: "gcu" ~ "Greenfield Credit Union"."""
    if not 2 < len(core) < 6:
        return None
    for match in re.finditer(r"[A-Z][\w'-]{1,30}(?:\s(?:(?:of|and|&|for)\s)?[A-Z][\w'-]{1,30}){1,5}", text):
        capitals = "".join(word[0] for word in match.group().split() if word[0].isupper()).lower()
        if capitals == core:
            return match.span()
    return None


def _best(text: str, core: str, capitalised: bool) -> tuple[int, int] | None:
    best: tuple[int, int, int] | None = None
    for first, end, common in _aligned(text, core):
        if capitalised and not text[first].isupper():
            continue
        start, stop = _line_start(text, first), _trim(text, first, _extended(text, end))
        stop -= len(unit.group()) if (unit := _UNIT.search(text[start:stop])) else 0
        if best is None or (stop - start, common) > (best[1] - best[0], best[2]):
            best = (start, stop, common)
    return best[:2] if best else _initials(text, core)


def read_account(view: View) -> Found[str] | None:
    """The account's name as written: in the signature, else in the text or subject; None where nothing names it."""
    core = domain_core(view.message.sender.address)
    signature, own = _masked(view.signature), _masked(view.own)
    if core:
        for text, capitalised, score in (
            (signature, True, 0.95),
            (own, True, 0.85),
            (signature, False, 0.8),
            (own, False, 0.7),
        ):
            span = _best(text, core, capitalised)
            if span:
                return view.verbatim(*span, score, "agrees with the sender's domain")
        span = _best(_masked(view.subject), core, True)
        if span:
            return view.verbatim(*span, 0.75, "agrees with the sender's domain", place="subject")
    company = _COMPANY.search(signature)
    return view.verbatim(*company.span("name"), 0.6, "company form in the signature") if company else None
