"""The department, team, queue or site that is named as affected."""

import re
from collections.abc import Iterator

from parsers.extraction import Found, Place
from parsers.fields.account import domain_core
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import CasedSearch, Folded, WordSearch

_I = re.IGNORECASE
_CAP = r"[A-Z][\w'&.-]{1,20}"
_HEAD = (
    r"(?:floor|site|office|team|queues?|department|dept\.?|desk|line|hotline|group|branch|cent(?:er|re)|"
    r"campus|building|location|hub|unit|division|contact cent(?:er|re)|call cent(?:er|re)|"
    r"skill group|store|warehouse|clinic|ward|depot|plant|facility|shift|region|crew|pod|squad|wing|"
    r"offices|sites|teams|floors)"
)
_AREAS = (
    r"billing|claims|sales|customer (?:service|care|support|success|relations)|member (?:services|care)|"
    r"card services|collections|dispatch|reservations|pharmacy|scheduling|intake|enrol?lment|loans?|"
    r"mortgages?|"
    r"fraud|hr|human resources|help ?desk|service ?desk|tech(?:nical)? support|second[- ]line|"
    r"first[- ]line|tier[- ](?:1|2|3|one|two)|back office|admissions|triage|nurse line|retention|returns|"
    r"warranty|parts|"
    r"roadside|order(?:s| desk| line| entry| taking)?|bookings?|refunds|complaints|accounts|payments|"
    r"emergency|underwriting|policy|provider|benefits|renewals|outbound|inbound|web chat|overflow|vip|"
    r"premium|"
    r"spanish|french|english|german|bilingual|night|day|late|early|evening|weekend|on[- ]call|"
    r"guest (?:care|services)|patient (?:access|services)|donor (?:care|services)|telesales|telemarketing|"
    r"field service|"
    r"meter|outage|leak|gas|water|electric|storm|commercial|residential|business|wholesale|retail|"
    r"corporate|banking|deposit|lending|savings|credit card|cards|investment|tax|ticketing|box office|"
    r"fulfil?lment|logistics|"
    r"shipping|delivery|freight|catalog(?:ue)?|subscription|circulation|catering|concierge|front desk|"
    r"reception|switchboard|credentialing|prior auth(?:orization)?|referrals?|appointments?|lab|radiology|"
    r"dental|vision|medicare|medicaid"
)
_TEAM_HEAD = (
    r"(?:team|queues?|dept\.?|department|desk|floor|line|group|side|crew|shift|unit|office|hotline|pod|teams|area)"
)
_PEOPLE_HEAD = r"(?:agents?|agts|people|ppl|reps|staff|folks|supervisors?|nurses|dispatchers|guys|seats|calls|callers)"
_NOT_PLACES = (
    r"(?!(?:The|This|That|We|Our|My|It|Is|I|You|Your|Please|Thanks|Hi|Hello|Dear|And|But|So|If|When|After|"
    r"Before|All|No|Yes|Any|Some|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Wed|Thu|"
    r"Fri|Sat|"
    r"Sun|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|"
    r"Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Chrome|Edge|Firefox|Windows|Outlook|Teams|Excel|Salesforce|"
    r"Genesys|Citrix|"
    r"Slack|VPN|IVR|CRM|URS|ORS|SIP|DNIS|ANI|CONNID|TFN|UTC|GMT|EST|EDT|CST|CDT|PST|PDT|MST|MDT|CET|CEST|"
    r"BST|ET|CT|PT|MT|Eastern|Central|Mountain|Pacific|Echopass|Echoinsite|EP|UAT|PROD|Production|Prod|QA|"
    r"P1|P2|P3|P4|Easter|"
    r"Christmas|Thanksgiving|German|English|French|Spanish|Java|XLSX|CSV|PDF|Q1|Q2|Q3|Q4|US|UK|EU|USA|Mr|"
    r"Mrs|Ms|Dr|Support|Agent|Agents|Not|There|They|He|She|Ready|Available|General|RE|FW|Fwd|Re|Call|"
    r"Calls|Queue|Our|One|Two|Three|As|Then|Also|Now|Same|Each|Every|Both|What|Which|Who|How|Why|Where|"
    r"Could|Can|Would|Should|Is|Are|Was|Were|Has|Have|Had|Do|Does|Did|In|At|On|For|From|To|Of|With|By|"
    r"Not)\b)"
)

_QUEUE_NAME = "queue name"
_PATTERNS: tuple[tuple[float, str, CasedSearch | WordSearch], ...] = (
    (
        0.85,
        "named team or site",
        CasedSearch(
            rf"(?<![\w@.])(?P<x>{_NOT_PLACES}{_CAP}(?:\s(?:(?:&|and|of)\s)?{_NOT_PLACES}{_CAP}){{0,2}}\s(?:{_HEAD}|"
            rf"Floor|Site|Office|Team|Queues?|Department|Dept|Desk|Line|Hotline|Group|Branch|Center|Centre|Campus|"
            rf"Building|Hub|Unit|Division|Clinic|Store))\b(?!\s(?:manager|lead|leader|supervisor|guide|(?i:report|"
            rf"summary|dashboard|view)|desktop|director|extension))"
        ),
    ),
    (
        0.8,
        _QUEUE_NAME,
        CasedSearch(
            r"(?<![\w@.])(?P<x>(?:VQ|vq|Q|q)_\w{2,30}|[A-Z]{2,12}_[A-Z0-9_]{2,25}(?=\s(?:queue|vq|skill|group|"
            r"team|VQ))|(?<=queue\s)[A-Z]{2,12}_[A-Z0-9_]{2,25}|(?:queue|vq|site|skill group|"
            r"team|floor|building)\s(?:(?!I\b)[A-Z0-9][\w-]{0,20}|\"[^\"\n]{2,30}\"))(?![\w(])"
        ),
    ),
    (
        0.8,
        "known area with its team",
        WordSearch(
            rf"(?<![\w-])(?P<x>(?:{_AREAS})(?:\s(?:and|&)\s(?:{_AREAS}))?\s{_TEAM_HEAD})\b(?!\s(?:manager|lead|"
            rf"leader|supervisor|report|guide|desktop))",
        ),
    ),
    (
        0.7,
        "known area of the people",
        WordSearch(
            rf"(?<![\w-])(?P<x>(?!(?:spanish|french|english|german|bilingual|inbound|outbound|day|late|early|"
            rf"overflow)\b)(?:{_AREAS}))\s{_PEOPLE_HEAD}\b",
        ),
    ),
    (
        0.6,
        "place of the people",
        CasedSearch(
            rf"\b(?i:the|our|all|only|all the|all our|just)\s(?P<x>{_NOT_PLACES}(?!(?:Spanish|French|English|"
            rf"German|Bilingual|Outbound|Inbound)\b)[A-Z][a-z]{{2,18}}(?:\s[A-Z][a-z]{{2,18}})?)\s(?i:agents|"
            rf"people|staff|reps|team|nurses|folks|users|side)\b"
        ),
    ),
    (
        0.7,
        "area after a preposition",
        CasedSearch(
            r"\b(?i:in|at|for|from|across|within|our|affects?|affecting|only|is|the)\s(?:(?i:the|"
            r"our)\s)?(?P<x>(?:Member|Customer|Guest|Patient|Card|Client|Technical|Tech|Field|Provider|Donor|"
            r"Policy|Loan|Order|Claims|Nurse|Account|Student|Passenger|Citizen|Shared|Financial|Consumer|Merchant|"
            r"Dealer|Parts|Home|Auto|Sales)\s(?:Services?|Care|Support|Relations|Success|Desk|Line|Intake|Access|"
            r"Experience|Operations|Processing|Department|Finance|Loans|Insurance|Accounts|Claims)|Claims|Billing|"
            r"Collections|Dispatch|Reservations|Pharmacy|Returns|Retention|Underwriting|Sales|Fraud|Payroll|"
            r"Scheduling|Enrollment|Triage|Admissions|Renewals|Warranty|Loans|Mortgages|Bookings|"
            r"Complaints)\b(?!\s(?:Manager|Director|Lead|Guide|report))"
        ),
    ),
    (
        0.65,
        "place after a preposition",
        CasedSearch(
            rf"\b(?i:all (?:in|at)|only (?:in|at)|agents (?:in|at)|(?:just|here) (?:in|at)|people (?:in|at)|"
            rf"ppl (?:in|at)|floor (?:in|at)|users (?:in|at)|team (?:in|at)|everyone (?:in|at)|staff (?:in|at)|"
            rf"site in|center in|centre in|office in|location in|in our|at our|"
            rf"across)\s(?P<x>{_NOT_PLACES}[A-Z][a-z]{{2,18}}(?:\s(?:and\s)?[A-Z][a-z]{{2,18}})?)(?=[\s,.;:!?)]|$)"
        ),
    ),
    (
        0.6,
        "floor, shift or building",
        WordSearch(
            (
                r"\b(?P<x>(?:the )?(?:(?:first|second|third|fourth|fifth|ground|top|1st|2nd|3rd|4th|5th|\d{1,2}(?:st|"
                r"nd|rd|th)|main|upper|lower|north|south|east|west) floor|(?:night|day|late|early|evening|weekend|"
                r"morning|swing|graveyard) (?:shift|crew)|(?:north|south|east|west)(?:ern)? (?:wing|region|building|"
                r"campus|site)|floor \d{1,2}|building \w{1,3}))\b"
            ).replace("(?:the )?", ""),
        ),
    ),
    (
        0.5,
        "place after a preposition",
        CasedSearch(
            rf"\b(?:in|at|from)\s(?P<x>{_NOT_PLACES}[A-Z][a-z]{{3,18}}(?:\s[A-Z][a-z]{{3,18}})?)(?=[\s,.;:!?)]|$)"
        ),
    ),
)
_SILENT_KINDS = frozenset({MessageKind.OTHER, MessageKind.AUTOMATIC, MessageKind.ACCOUNT})
_UNAFFECTED = WordSearch(
    (
        r"\A(?:\s\([^()\n]{1,30}\))?(?:\s(?:and|or|&)\s[\w ]{2,30}?)?(?:\s\w+){0,2}?\s(?:is|are|was|were|"
        r"works?|have|has)\s(?:all\s)?(?:fine|ok|okay|working|unaffected|not affected|their|no (?:problem|"
        r"issue)s?)\b"
    ),
)
_TROUBLE = WordSearch(
    (
        r"\b(?:can(?:'t|not)|cannot|down|not|no|silent|stuck|drop\w*|fail\w*|error|wrong|affected|hit|slow|"
        r"lost|missing|vanish\w*|problem|issue|only|all|agents?|across|frozen|dead)\b"
    ),
)
_TRIM = re.compile(r"\A(?:the|our|my|all|only|in|at|whole|entire|these|those|this|other|both|some|any)\s", _I)


def _score(view: View, base: float, start: int, end: int, low: str) -> float:
    if _UNAFFECTED.match(low[end : end + 60]):
        return 0.0
    sentence = view.sentence_at(start) if low is view.low else None
    trouble = bool(_TROUBLE.search_here(low[sentence.start : sentence.end])) if sentence else True
    return base + 0.12 * trouble - 0.15 * start / max(1, len(low))


def _candidates(view: View, text: str, low: Folded, kind: MessageKind) -> list[tuple[float, int, int, str]]:
    core = domain_core(view.message.sender.address)
    found: list[tuple[float, int, int, str]] = []
    for base, rule, pattern in _PATTERNS:
        if rule == _QUEUE_NAME and kind is not MessageKind.INCIDENT:
            continue
        for match in pattern.finditer(text, low) if isinstance(pattern, CasedSearch) else pattern.finditer(low):
            start, end = match.span("x")
            lead = _TRIM.match(text[start:end])
            start += lead.end() if lead else 0
            plain = re.sub(r"[^a-z0-9]", "", text[start:end].lower())
            if core and len(plain) > 3 and (core.startswith(plain) or plain.startswith(core)):
                continue
            found.append((_score(view, base, start, end, low), start, end, rule))
    return found


def named(view: View) -> Iterator[tuple[float, int, int, Place]]:
    """Every name of an area as (score, start, end, place), the ones of the own words first; from 0.55 on a clear one."""
    layers: tuple[tuple[Place, str, Folded], ...] = (
        ("body", view.own, view.low),
        ("subject", view.subject, view.low_subject),
    )
    for place, text, low in layers:
        for score, start, end, _ in _candidates(view, text, low, MessageKind.INCIDENT):
            yield score, start, end, place


def read_department(view: View, kind: MessageKind) -> Found[str] | None:
    """The area affected as written (with "team" or "floor" where the text says so)."""
    if kind in _SILENT_KINDS:
        return None
    threshold = 0.55 if kind is MessageKind.INCIDENT else 0.62
    best = max(_candidates(view, view.own, view.low, kind), default=None)
    if best and best[0] >= threshold:
        return view.verbatim(best[1], best[2], round(min(0.9, best[0]), 2), best[3])
    subject = max(_candidates(view, view.subject, view.low_subject, kind), default=None)
    if subject and subject[0] >= 0.7:
        return view.verbatim(subject[1], subject[2], round(min(0.85, subject[0]) - 0.1, 2), subject[3], place="subject")
    return None


def bare_department(view: View) -> Found[str] | None:
    """A place alone, answering the desk's question for one: "Tulsa"."""
    match = re.fullmatch(
        r"\s*(?:(?:in|at|only|just|all in|the|our)\s){0,2}(?P<x>[A-Za-z][\w &'-]{1,40}?)[.!\s]*", view.own
    )
    if match and FieldName.DEPARTMENT in view.asked and len(match["x"].split()) <= 4:
        return view.verbatim(*match.span("x"), 0.6, "asked for")
    return None
