"""The service or component concerned: a head noun of the trade with its modifiers, "outbound dialer", "hold music".

Regular expressions over a lexicon, not a spaCy matcher: the lexicon is small, the matcher's string store would grow in a
process that runs for months, and this is as fast.
"""

import re

from parsers.extraction import Found, Place
from parsers.fields.view import View
from parsers.vocabulary import MessageKind
from parsers.wordsearch import CasedSearch, Folded, WordSearch

_I = re.IGNORECASE
_MODIFIER = (
    r"(?:agent|supervisor|outbound|inbound|web|voice|e-?mail|hold|queue|call|screen|real[- ]time|"
    r"historical|daily|weekly|monthly|hourly|intraday|callback|voicemail|ivr|crm|wallboard|speech|chat|"
    r"predictive|preview|"
    r"progressive|admin|softphone|soft phone|skills?|log-?in|pause reason|wrap[- ]?up|disposition|"
    r"reporting|salesforce|siebel|calling|campaign|queue|scheduled|survey|post[- ]call|toll[- ]free|sip|"
    r"email|routing|"
    r"conference|consult|warm|blind|whisper|quality|customer|caller|priority|business[- ]hours|holiday|"
    r"emergency|self[- ]service|payment|account balance|main|welcome|comfort|media|data|agent state|"
    r"service level|forecast|"
    r"workforce|dual[- ]channel|call recording|screen recording|sms|text|social|co-?browse|"
    r"click[- ]to[- ]dial|digital|wfm|mobile|desktop|headset|network|voip|webrtc|single sign-on|"
    r"echoinsite)"
)
_HEADS: tuple[tuple[float, str], ...] = (
    (
        3.0,
        (
            r"screen[- ]?pops?|hold music|music on hold|wall ?boards?|wall ?board (?:reports?|display)|"
            r"(?:predictive |outbound |preview |progressive |power )?dial(?:l)?ers?|softphones?|soft phones?|"
            r"(?:agent |supervisor )?desktop(?! pc| support| computer| banner)|ivrs?|voice ?mails?|"
            r"voicemail boxes?|call recordings?|recordings?|screen recordings?|"
            r"call[- ]?backs?|virtual hold|(?:web )?chats?|sms|text messages?|texts|queue routing|"
            r"skills?[- ]based routing|call routing|(?:routing )?strateg(?:y|ies)|(?:supervisor|agent|log-?in|"
            r"admin|manager) (?:screens?|view|panel|page|app|console)|routing|media flows?|call[- ]?flows?|"
            r"speech recognition|text[- ]to[- ]speech|tts|single sign[- ]on|sso|echoinsite|gcsp|"
            r"toll[- ]free numbers?|toll[- ]free lines?|tfns?|800 numbers?|dnis(?:es)?|sip trunks?|trunks?|"
            r"outbound campaigns?|campaigns?|calling lists?|call lists?|dial lists?|scripts?|scripting|"
            r"barge(?:-in)?|silent monitoring|call monitoring|monitoring|whisper(?: coaching)?|coaching|"
            r"one-way audio|consult transfers?|warm transfers?|blind transfers?|transfers?|ring ?tones?|"
            r"dial ?tones?|conferenc(?:e|"
            r"ing)(?: calls?)?|queue announcements?|announcements?|greetings?|prompts?|post[- ]call surveys?|"
            r"surveys?|dashboards?|real[- ]time (?:view|stats|statistics|reporting)|agent states?|urs|ors|"
            r"stat ?server|"
            r"(?:e-?mail) (?:alias(?:es)?|queue|routing|channel|intake)|workforce management|wfm|crm (?:adapter|"
            r"connector|integration)|(?:crm|salesforce) integration|adapter|connector|web ?hooks?|"
            r"pause reason list|pause reasons?|disposition codes?|dispositions?|wrap[- ]?up codes?|"
            r"not ready codes?|"
            r"click[- ]to[- ]dial|co-?browse|chat ?bot|virtual agents?|estimated wait(?: time)?|call distribution|"
            r"acd|cti|recording (?:player|playback|archive)|playback|phone ?book|directory|holiday (?:schedule|"
            r"routing|closure|message)|business hours|hours of operation|dial pad|dialpad|key ?pad|"
            r"outbound calling|inbound calling|outbound calls?|caller id|number display"
        ),
    ),
    (
        2.2,
        (
            r"reports?(?: on [a-z-]{3,20}s?)?|reporting|statistics|stats|log-?ins?|logins?|log ?ons?|sign-?ins?|"
            r"passwords?|portals?|web portal|e-?mails?|mailbox(?:es)?|skills?|skill levels?|skill assignments?|"
            r"queues? (?:summary|view|display|monitor)|status (?:panel|bar|display)|presence|apis?|integration|"
            r"guides?|handbook|manual|documentation|knowledge base|help page|training|export|search|"
            r"menu(?: option)?(?: \d)?|overflow|web service|vpn|circuit|voice platform|phone system|telephony|"
            r"toolbar|user list|service level|licen[sc]es?|templates?"
        ),
    ),
    (
        1.0,
        (
            r"queues?|numbers?|lists?|pages?|language|audio|sound|button|logo|banner|platform|phone lines?|lines|"
            r"messages?|accounts?"
        ),
    ),
)
_NAMED = CasedSearch(
    r"(?<![\w])(?P<x>(?!The\b|This\b|That\b|Our\b|My\b|Your\b|A\b)[A-Z][\w-]{1,20}(?:\s(?:and\s|"
    r"of\s)?[A-Z][\w-]{1,20}){0,2}\s(?:Summary|Report|Detail|Dashboard|Guide|View|Manual|Handbook|Console|"
    r"Portal|Desktop|Weekly|Monthly|Daily|Monitor|Scorecard|Overview|Designer|Server|Workspace|Toolbar|"
    r"Panel))\b"
)
_PATTERNS = tuple((weight, WordSearch(rf"(?<![\w@./-])(?P<x>{heads})(?![\w@]|\.\w|-\w)")) for weight, heads in _HEADS)
_MODIFIERS = WordSearch(rf"(?<![\w@./-])(?:{_MODIFIER}\s){{1,2}}\Z")
_TROUBLE = WordSearch(
    r"\b(?:not|n't|cannot|can't|cant|doesnt|down|fail\w*|broken|broke|error|wrong|slow|stuck|freez\w*|"
    r"frozen|crash\w*|drop\w*|vanish\w*|silent|missing|blank|empty|stopped|no longer|problem|issue|"
    r"trouble|intermittent\w*|gone|dead|typo|mismatch\w*|won't|wont|kicked|delay\w*|lag\w*|"
    r"how|what|does|where|please|need|want|would like|could you|can you|new|add|change|wish|maintenance|"
    r"without|outage|unavailable|w/o|duplicat\w*|incorrect|lost|hang\w*|show\w*|still|again|upgrade\w*)\b",
)
_TRIED = WordSearch(
    (
        r"\b(?:tried|restarted|rebooted|checked|swapped|cleared|tested from|changed the|logged (?:out|off)|"
        r"tell me if|if you need)\b"
    ),
)
_FINE = WordSearch(
    (
        r"\A[^.;,!?\n]{0,25}\b(?:is|are|work|works|was|were)\s(?:all\s)?(?:fine|ok|okay|perfect|unaffected|"
        r"normal(?:ly)?|not affected|working|good)\b(?! again| now)"
    ),
)
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw)\s?:", _I)
_SILENT_KINDS = frozenset({MessageKind.OTHER, MessageKind.AUTOMATIC, MessageKind.ACCOUNT})
_BARE_WEAK = frozenset(
    {
        "number",
        "numbers",
        "list",
        "lists",
        "page",
        "pages",
        "message",
        "messages",
        "account",
        "accounts",
        "queue",
        "queues",
        "sound",
        "lines",
        "language",
        "button",
        "platform",
        "banner",
    }
)


def _matches(text: str, low: Folded) -> list[tuple[float, int, int]]:
    found = [(3.2, *match.span("x")) for match in _NAMED.finditer(text, low)]
    for weight, pattern in _PATTERNS:
        for match in pattern.finditer(low):
            start, end = match.span("x")
            before = _MODIFIERS.search_here(low, max(0, start - 40), start)
            start = before.start() if before else start
            words = low[start:end]
            if words not in _BARE_WEAK:
                count = len(words.split())
                found.append((weight + (0.4 * count if weight < 3 else 0.45 * (count > 1)), start, end))
    return _longest(found)


def _longest(found: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Without those that lie within another: "recording" in "call recordings"."""
    kept: list[tuple[float, int, int]] = []
    end = -1
    for one in sorted(found, key=lambda one: (one[1], -one[2])):
        if one[2] > end:
            kept.append(one)
            end = one[2]
    return kept


def _scored(view: View, text: str, low: Folded, place: Place) -> list[tuple[float, int, int, Place]]:
    rated: list[tuple[float, int, int, Place]] = []
    told: dict[int, float] = {}
    for weight, start, end in _matches(text, low):
        if _FINE.match(low[end : end + 50]):
            continue
        bonus = 0.3
        if place == "body":
            sentence = view.sentence_at(start)
            bonus = 0.0
            if sentence:  # looked through once, however many names stand in it: a text may be one sentence
                if sentence.start not in told:
                    told[sentence.start] = _told_by(view.low[sentence.start : sentence.end])
                bonus = told[sentence.start]
            stem = low[start:end].rsplit(maxsplit=1)[-1].rstrip("s")
            bonus += 0.7 * (stem in view.low_subject)
        rated.append((weight + bonus - 1.1 * start / max(1, len(text)), start, end, place))
    return rated


def _told_by(sentence: str) -> float:
    """What the words around a name say for its being the service that has trouble."""
    return (0.6 if _TROUBLE.search_here(sentence) else 0.0) - 1.2 * bool(_TRIED.search_here(sentence))


_READ = 4000
"""Characters of the own words in which a service is looked for."""
_THRESHOLDS = {
    MessageKind.RESOLUTION: 2.6,
    MessageKind.ESCALATION: 2.6,
    MessageKind.RESCHEDULE: 2.6,
    MessageKind.STATUS_REQUEST: 2.4,
    MessageKind.UPDATE: 3.2,
}


def named(view: View) -> tuple[tuple[float, int, int, Place], ...]:
    """Every name of a service as (score, start, end, place), the ones of the own words first; about 1 to 5, 3 is a clear one."""
    low = view.low if len(view.low) <= _READ else Folded(view.low[:_READ])
    body = _scored(view, view.own[:_READ], low, "body")
    return (*body, *_scored(view, view.subject, view.low_subject, "subject"))


def _most_telling(view: View) -> tuple[float, int, int, Place] | None:
    found = view.once(named)
    if _REPLY.match(view.subject):  # a reply's subject is the ticket's, not this message's
        found = tuple(one for one in found if one[3] == "body")
    return max(found, key=lambda one: (one[0], one[2] - one[1]), default=None)


def read_service(view: View, kind: MessageKind) -> Found[str] | None:
    """The words that name the service; for other kinds than incidents the one concerned."""
    best = None if kind in _SILENT_KINDS else view.once(_most_telling)
    if best is None or best[0] < _THRESHOLDS.get(kind, 1.6):
        return None
    score = round(min(0.9, 0.3 + 0.15 * best[0]), 2)
    return view.verbatim(best[1], best[2], score, "service lexicon", place=best[3])
