"""The local contact: the person the message names for calling back, else the sender as he signs."""

import re
from dataclasses import dataclass, replace

from parsers.extraction import Found
from parsers.fields.calls import Numbers, Role
from parsers.fields.signature import names_sender
from parsers.fields.view import View
from parsers.phones import Phone, phones, region_for
from parsers.wordsearch import CasedSearch

MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_PART = r"(?:[A-Z]\.|[A-ZÄÖÜÉ][\w'’-]{1,24}|(?:van|von|de|der|da|del|la|di|bin|al)(?=\s[A-Z]))"
NAME = (
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sgt|Lt|Capt|Cpl|"
    rf"Rev)\.?\s)?(?P<name>[A-ZÄÖÜÉ][\w'’-]{{1,24}}\.?(?:\s{_PART}){{0,3}})"
)
_NOT_NAMES = re.compile(
    r"(?:The|This|That|We|Our|My|It|Is|Are|I|You|Your|Please|Thanks|Support|Help|Team|Call|Calls|Queue|"
    r"Echopass|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|ANI|CONNID|DNIS|IVR|P1|P2|"
    r"Recording|Routing|Center|Centre|Customer|Service|Services|Sales|Billing|Claims|Agent|Agents|Desk|"
    r"Line|Office|Site|Tel|Phone|Mobile|Cell|Email|Mail|Echoinsite|EP|US|UK|ET|PT|MT|CT|January|February|"
    r"March|April|May|June|July|August|September|October|November|December|All|No|Yes|Nobody|Everyone|If|"
    r"When|After|Before|Any|Best|Regards|Hello|Hi|Dear|Good|Local|Contact|On|At|In|From|Transfer|"
    r"Transfers|Outbound|Inbound|Cheers|Thank|Thx|Sincerely|Kind|Many|Greetings)\b"
)
_COURTESY = re.compile(
    r"(?:thanks|thank you|thank|thx|cheers|regards|best|kind regards|best regards|many thanks|sincerely|greetings)\b",
    re.IGNORECASE,
)
_ROLE = r"(?:\s?[,(–-]\s?[\w ,./&'-]{2,45}?)?"
_NAMED = (
    CasedSearch(
        rf"(?i:\b(?:supervisor|manager|lead|tech|technician|engineer|person|officer|contact|nurse|"
        rf"someone) (?:on (?:duty|call|site|shift)|in charge)(?: is|:|,)?\s(?:is\s)?){NAME}"
    ),
    CasedSearch(
        rf"(?i:(?:local|site|on[- ]?site|technical|main|best|primary|day|floor|point of|your|our|the|night|"
        rf"emergency)\s(?:point of )?contact(?:\sperson|\shere|\sthere|\son site|\sfor [\w ]{{2,30}}|"
        rf"\sat [\w ]{{2,30}})?"
        rf"\s?(?:is|will be|would be|:|,|-|–|=)\s?(?:our\s[\w ]{{2,30}}?,?\s)?){NAME}"
    ),
    CasedSearch(
        rf"(?i:\b(?:ask for|asking for|reach out to|get hold of|please contact|contact|liaise with|"
        rf"coordinate with|work with|deal with|questions (?:should )?(?:go )?to|questions:|speak (?:to|with)|"
        rf"talk to|report back to|"
        rf"get in touch with|best to call|(?:best|right) (?:person|one) (?:to (?:\w+ ){{1,2}})?is|please call|"
        rf"please ring|call|ring|phone|page|reach|text|ping|direct (?:any )?(?:questions|calls) to|"
        rf"address (?:it|them|questions) to)\s(?:our\s[\w ]{{2,30}}?,?\s|my (?:colleague|deputy|manager|boss|"
        rf"supervisor),?\s|instead\s)?)"
        rf"{NAME}"
    ),
    CasedSearch(
        rf"{NAME}{_ROLE},?\s(?i:(?:is|will be|can be|would be)\s(?:(?:the|our|your|my|a)\s)?(?:local\s|site\s|"
        rf"on-?site\s|best\s|main\s|technical\s)?(?:contact|reached|reachable|person to|point of|available|"
        rf"on[- ]?site|one to call|there until|covering|the one|in charge of this))"
    ),
    CasedSearch(
        rf"(?i:\b(?:my colleague|my deputy|our (?:site |floor |shift |duty |local |it |telecom |"
        rf"network )?(?:lead|manager|"
        rf"supervisor|admin|administrator|technician|tech|engineer|team lead|contact)|site lead|floor lead|"
        rf"shift lead)),?\s{NAME}"
    ),
)
_WEAK_CALL = re.compile(
    r"(?:call|ring|phone|page|reach|text|ping|contact|work with|speak (?:to|with)|talk to|deal with)\s\Z", re.IGNORECASE
)
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mx|Sir|Herr|Frau)\.?\s+")
_SIGNED = re.compile(
    rf"[\s*_-]*(?:{_TITLE.pattern})?(?P<name>[A-ZÄÖÜÉ][\w'’-]{{1,24}}\.?(?:\s{_PART}){{0,3}})(?=\s*(?:\Z|"
    rf"[,|*•·(–—/-]|\s{{2}}))"
)
_JOB = re.compile(
    r"\b(?:regards|thanks|thank|cheers|best|sincerely|manager|director|lead|head|vp|officer|analyst|"
    r"admin\w*|engineer|support|operations|services?|customer|team|department|dept|center|centre|desk|inc|"
    r"llc|ltd|gmbh|bank|"
    r"company|group|office|supervisor|coordinator|specialist|it|chief|care|sent|mobile|iphone|street|"
    r"suite|road|avenue)\b",
    re.IGNORECASE,
)
_NEAR = 160
_EDITED = re.compile(r"\b(?:add|remove|replac\w*|designated|delete|register|deactivate)\b.{0,200}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contact:
    """What was found of one person."""

    name: Found[str] | None = None
    phone: Found[str] | None = None
    email: Found[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


def _phone(view: View, phone: Phone, score: float, rule: str) -> Found[str]:
    return view.found(phone.e164, phone.start, phone.end, score, rule)


def _mail(view: View, text: str, start: int, end: int, rule: str) -> Found[str] | None:
    match = MAIL.search(text, start, end)
    return view.verbatim(match.start(), match.start() + len(match.group().rstrip(".")), 0.9, rule) if match else None


def _plausible(view: View, match: re.Match[str]) -> bool:
    """A capitalised word after "call" may be anything: a number or an address has to follow it."""
    name = match["name"]
    if _NOT_NAMES.match(name) or _EDITED.search(view.own, max(0, match.start() - 70), match.start("name")):
        return False
    after = view.own[match.end("name") : match.end("name") + _NEAR]
    backed = bool(
        MAIL.search(after)
        or re.search(r"\d{3}[\s.-]?\d{3}", after)
        or re.search(r"\b(?:ext|extension|x)\.?\s?\d{2,5}", after)
    )
    if _WEAK_CALL.search(view.own, max(0, match.start("name") - 20), match.start("name")):
        return backed
    return backed or " " in name or bool(re.search(r"contact", match.group(), re.IGNORECASE))


def _is_sender(view: View, name: str) -> bool:
    return name.lower() in view.message.sender.name.lower() if view.message.sender.name else False


def _named(view: View, numbers: Numbers) -> Contact:
    for pattern in _NAMED:
        for match in pattern.finditer(view.own, view.low):
            if not _plausible(view, match):
                continue
            start, end = match.span("name")
            end -= view.own[start:end].endswith(".") and not re.search(r"\s[A-Z]\.\Z", view.own[start:end])
            name = view.verbatim(start, end, 0.85, "named as contact")
            near = min(len(view.own), match.end() + _NEAR)
            found = [phone for phone, role in numbers if start < phone.start < near and role is not Role.CALLER]
            phone = _phone(view, found[0], 0.85, "beside the contact's name") if found else None
            contact = Contact(
                name, phone or _called(view, numbers), _mail(view, view.own, end, near, "beside the contact's name")
            )
            return _completed(contact, _signed(view)) if _is_sender(view, name.value) else contact
    return Contact()


def _completed(contact: Contact, signed: Contact) -> Contact:
    return Contact(contact.name or signed.name, contact.phone or signed.phone, contact.email or signed.email)


def _is_edited(view: View, at: int) -> bool:
    """Whether the sentence before ``at`` is about adding or removing people: their numbers are data, no call-back."""
    begin = next((one.start for one in reversed(view.sentences) if one.start <= at), 0)
    return bool(_EDITED.search(view.own, max(0, begin - 60), at))


def _called(view: View, numbers: Numbers) -> Found[str] | None:
    """The number that the text says to call."""
    for phone, role in numbers:
        if role is Role.CONTACT and not _is_edited(view, phone.start):
            return _phone(view, phone, 0.8, "said to be the contact's number")
    return None


def _fax(text: str, phone: Phone) -> bool:
    return bool(
        re.search(r"\b(?:fax|telefax|f)\b[\s:.)(-]{0,4}\Z", text[max(0, phone.start - 12) : phone.start], re.IGNORECASE)
    )


def _signed_name(view: View) -> Found[str] | None:
    """The sender's name in his signature, without title; the full one rather than a first name alone."""
    best: Found[str] | None = None
    for match in re.finditer(r"[^\n]+", view.signature):
        for begin, piece in _pieces(match):
            found = _name_in(view, begin, piece)
            if (
                found
                and (best is None or len(found.value) > len(best.value))
                and found.score >= (best.score if best else 0)
            ):
                best = found
    return best


def _pieces(line: re.Match[str]) -> list[tuple[int, str]]:
    """The line, and where it closes with a name ("Thanks, Ann Roe"), the part behind the comma."""
    pieces = [(line.start(), line.group())]
    comma = re.match(r"\s*[A-Za-z ]{2,30},\s(?=[A-Z])", line.group())
    if comma and re.match(
        r"\s*(?:thanks|regards|cheers|best|many|kind|thank|br|rgds|thx)", line.group(), re.IGNORECASE
    ):
        pieces.append((line.start() + comma.end(), line.group()[comma.end() :]))
    return pieces


def _name_in(view: View, begin: int, line: str) -> Found[str] | None:
    match = _SIGNED.match(line)
    sender = view.message.sender.name
    if sender and names_sender(line, sender):
        lead = len(line) - len(_TITLE.sub("", line.lstrip(" \t*_-–—~|>"), count=1))
        full = line[lead:].lower().startswith(sender.lower())
        end = lead + len(sender) if full else (match.end("name") if match else len(line.rstrip(" ,.!")))
        return view.verbatim(begin + lead, begin + end, 0.9, "signature")
    if match and not _JOB.search(match["name"]) and " " in match["name"] and not _NOT_NAMES.match(match["name"]):
        return view.verbatim(
            begin + match.start("name"), begin + match.end("name"), 0.55, "first name in the signature"
        )
    return None


def _signed(view: View) -> Contact:
    region = region_for(view.sent_at.utcoffset(), view.text)
    numbers = [phone for phone in phones(view.signature, region) if not _fax(view.signature, phone)]
    phone = _phone(view, numbers[0], 0.85, "signature") if numbers else None
    return Contact(_signed_name(view), phone, _mail(view, view.signature, 0, len(view.signature), "signature"))


def read_contact(view: View, numbers: Numbers) -> Contact:
    """The one local contact: named in the text, else the sender's own details from text and signature."""
    named = _named(view, numbers)
    if named:
        return named
    signed = _signed(view)
    called = _called(view, numbers)
    return replace(signed, phone=called or signed.phone)


def contact_in(view: View, start: int, end: int) -> Contact:
    """What a form's contact line holds: "Jane Doe, 303-555-0144, jane@acme.example"."""
    text = view.text[start:end]
    numbers = [p for p in phones(text, region_for(view.sent_at.utcoffset(), view.text)) if not _fax(text, p)]
    number = numbers[0] if numbers else None
    phone = (
        view.found(number.e164, start + number.start, start + number.end, 0.95, "form", explicit=True)
        if number
        else None
    )
    mail = MAIL.search(text)
    email = view.verbatim(start + mail.start(), start + mail.end(), 0.95, "form", explicit=True) if mail else None
    lead = _TITLE.match(text)
    begin = lead.end() if lead else 0
    name = re.match(r"[^\W\d_][\w'’.-]*(?:\s[^\W\d_][\w'’.-]*){0,3}", text[begin:])
    person = None
    if (
        name
        and "@" not in text[begin : begin + name.end() + 1]
        and not _COURTESY.match(name.group())
        and not re.match(r"(?:same|me\b|as above|myself|tel|phone|ext)", name.group(), re.IGNORECASE)
    ):
        person = view.verbatim(
            start + begin, start + begin + len(name.group().rstrip(".-")), 0.95, "form", explicit=True
        )
    return Contact(person, phone, email)
