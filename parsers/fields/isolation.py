"""Troubleshooting steps that the customer says were taken, each as its own clause with its result."""

import re

from parsers.extraction import Found
from parsers.fields.sentences import Span, clauses, trimmed, without_lead
from parsers.fields.view import View
from parsers.vocabulary import FieldName, MessageKind
from parsers.wordsearch import WordSearch, folded

_I = re.IGNORECASE
_VERBS = (
    r"(?:tried|re-?tried|restarted|re-?booted|checked|double[- ]checked|verified|cleared|re-?installed|"
    r"installed|swapped|replaced|reset|re-?set|unplugged|replugged|plugged|power[- ]?cycled|cycled|tested|"
    r"confirmed|moved|rolled back|"
    r"reverted|pinged|ran|re-?ran|compared|re-?seated|disabled|re-?enabled|enabled|toggled|updated|"
    r"upgraded|downgraded|reproduced|listened|looked|logged (?:out|off|in|back|on|into|"
    r"(?:\w+ ){1,3}(?:out|off|in|back|on)\b)|signed (?:out|off|in|back)|"
    r"relogged|re-?logged|switched|bounced|recycled|failed over|called (?:in|it|from|the number|our|"
    r"ourselves|myself|through)|dialed|dialled|ruled out|isolated|captured|collected|traced|examined|"
    r"inspected|reviewed|re-?loaded|re-?freshed|refreshed|"
    r"re-?registered|deleted|removed|re-?created|recreated|re-?added|turned (?:off|it off|on|it on)|"
    r"shut down|closed|re-?opened|reopened|opened the|flushed|changed|connected|re-?connected|bypassed|"
    r"asked (?:the |our |two |three |an? )?(?:\w+ )?(?:to (?:log|try|re|restart|reboot|clear|check|switch|"
    r"use|test)|it\b|network|carrier|isp)|had (?:\w+ ){1,3}(?:log|try|restart|reboot|look|check|clear|"
    r"test|call|switch|use)|got (?:\w+ ){1,3}to (?:log|try|restart|reboot|check|clear|test)|monitored|"
    r"measured|did a|done a|performed|"
    r"re-?imaged|reimaged|borrowed|used (?:another|a different|a second|my|the other|chrome|edge|firefox|"
    r"a wired|incognito)|tethered|hard[- ]?reset|had a look|took a (?:trace|capture|look)|"
    r"made (?:a )?test calls?|placed (?:\w+ )?test calls?|spoke (?:to|with) (?:our )?(?:isp|carrier|"
    r"network|it)|excluded)"
)
_WHO = (
    r"(?:(?:we|i|our (?:own )?(?:\w+ ){0,3}|my (?:\w+ ){0,2}|it|the (?:\w+ ){0,2}(?:team|guy|guys|lead|"
    r"supervisor|admin|engineer|tech|technician|vendor|desk)|(?:local |desktop |network )?(?:it|network|"
    r"telecoms?|desktop|infrastructure|security|noc)(?: team| people| guys| guy| dept| department|"
    r" support)?|he|she|they|everyone|everybody|agents?|supervisors?|(?-i:[A-Z][a-z]{2,15})|both|all))"
)
_AUX = (
    r"(?:\s(?:have|has|had|'ve|also|already|even|then|both|all|just|did|myself|personally|twice|of course|"
    r"naturally|first|so far|ourselves|i'?ve|been|since)){0,3}"
)
_STATED = re.compile(rf"(?:\A|[\s,(]){_WHO}(?:'ve|'s|'d|ve)?{_AUX}\s{_VERBS}\b", _I)
_VERB = WordSearch(rf"\s{_VERBS}\b")
"""What _STATED cannot do without; in lower case it is found, or not, much sooner."""
_PASSIVE = WordSearch(
    r"\A(?:the |our |all |both |her |his )?(?:[\w-]{2,14} ){0,2}[\w-]{2,14} (?:was |were |been |has been |"
    r"have been |got )?(?:already |also |twice )?"
    r"(?:re-?started|re-?booted|re-?set|replaced|swapped|checked|cleared|re-?installed|tested|unplugged|"
    r"power[- ]?cycled|deleted|refreshed|updated)\b(?! by| on the| to)",
)
_BARE = WordSearch(
    (
        rf"\A(?:(?:already|also|have|i've|we've|ive|weve|even|then|just|so far|yes|and|have already|"
        rf"things tried|so i|so we)[\s,:]+){{0,3}}{_VERBS}\b(?!\sby\b)"
    ),
)
_RESULT = WordSearch(
    r"\A(?:(?:a|the|our|even|after|doing|simply|just|also|both|two|three|several|another|full|complete|"
    r"hard|clean)\s){0,3}"
    r"(?:re-?start(?:ing|s|ed)?|re-?boot(?:ing|s|ed)?|re-?fresh(?:ing)?|re-?load(?:ing)?|clear(?:ing|ed)?|"
    r"cache|re-?install(?:ing|ation)?|log(?:ging)? (?:out|off|in|back)|re-?login|sign(?:ing)? (?:out|off|"
    r"in)|swap(?:ping|ped)?|replac(?:ing|ement)|switch(?:ing)?|chang(?:ing|ed)|(?:different|other|another|"
    r"new|second) (?:browsers?|pcs?|computers?|laptops?|headsets?|phones?|machines?|cables?|networks?|"
    r"ports?|usb|desks?|profiles?|users?|logins?|stations?|workstations?|switch(?:es)?)|power[- ]?cycl\w*|"
    r"unplugg\w*|"
    r"incognito|private (?:mode|window|browsing)|(?:tried|trying)|safe mode|wired|ethernet|wi-?fi|"
    r"vpn (?:on|off)|(?:second|spare) (?:headset|pc|laptop|phone|machine)|headset swap|test calls?|"
    r"ping(?:s|ed)?|trace ?route|speed ?test|network (?:test|check|is|looks)|internet (?:is|looks)|"
    r"firewall (?:is|logs?|shows?)|failover|bandwidth|moving|killing|toggling|disabling|turning|closing|"
    r"chrome|edge|firefox)\b"
    r"[^\n]{0,90}?\b(?:n't|not|no|nothing|same|still|didn'?t|doesn'?t|did not|does not|made no|won'?t|"
    r"helps?|helped|change|difference|fine|clean|ok|okay|normal|only|works?|worked|luck|avail|good|twice|"
    r"once|done|passed|useless|either|too|result|fails?|also|up|briefly|minutes?)\b",
)
_SAME_ON = WordSearch(
    r"\b(?:same (?:thing |result |problem |issue |error |behaviou?r |story |here |symptom )?(?:on|in|with|"
    r"from|after|when|using|across|for)|tried (?:on|with|in|from)|happens (?:on|in|with|from) (?:both|all|"
    r"two|three|several|different|every|any|chrome|edge|wired|wi-?fi|other)|no (?:difference|change|luck|"
    r"joy)|makes no difference|made no difference|didn'?t (?:help|fix|change|work)|did not (?:help|fix|"
    r"change|solve)|doesn'?t (?:help|bring|fix)|does not (?:help|fix)|to no avail|without (?:success|luck|"
    r"effect|result)|without (?:any )?(?:success|luck|change)|"
    r"nothing (?:has )?changed (?:on|at|in) our|no changes? (?:on|at|in|were|was|to|from) our|(?:is|was|"
    r"are|were) unchanged|(?:our|the) (?:network|lan|wan|internet|circuit|firewall|isp|bandwidth|switch|"
    r"vpn|proxy|dns|pcs?) (?:is|are|looks?|was|were|checks? out|tests?|shows?|has|have) (?:\w+ )?(?:fine|"
    r"clean|ok|okay|good|healthy|normal|up|stable|no (?:loss|errors?|drops?|alarms?)))\b",
)
_NO_STEP = WordSearch(
    r"\A(?:please|pls|can you|could you|would you|will you|if\b|when(?:ever)?\b|customers?\b|callers?\b|"
    r"patients?\b|members?\b|you\b|your\b|should|we (?:will|would|can|could|may|might|need|want|are going|"
    r"plan)|they (?:can|will)|i (?:will|would|can|could)|who|how|what|has anyone|have you|did you|do you|"
    r"is there|since|after you|until|once you|unless)\b|"
    r"\b(?:(?:have|has|had) not|(?:haven|hasn|hadn|didn)'t \w+ed|called (?:back|in angry|to complain|you|"
    r"the help|customers)|changed (?:on|by) your|you (?:changed|moved|updated)|your (?:patch|update|"
    r"change|engineer|team|side)|complain\w*|noticed (?:it|this|that)|we have asked the agents to|"
    r"agents? (?:tried|try) to (?:log|answer|take|call|transfer)|tried to (?:call|reach|phone|"
    r"contact) (?:you|support|us)|when (?:he|she|they|i|we|an? agent) (?:tried|logged|opened|called)|"
    r"moved (?:to|in|into) (?:the )?(?:new|our)|updated (?:you|the ticket)|"
    r"was checked|would be|will be|to be|upgraded to|on saturday|maintenance|workaround|by hand|manually|"
    r"switched to paper|for now|meanwhile|in the meantime|since (?:we|you|the) (?:\w+ )?(?:moved|changed|"
    r"upgraded|updated|installed|switched|swapped))\b",
)
_TAIL = WordSearch(
    (
        r",?\s(?:before you ask|as (?:always|usual|requested|per the guide)|of course|btw|fyi|if that helps|"
        r"just in case|so far|i think|obviously)\Z"
    ),
)
_HEADING = WordSearch(
    r"\b(?:tried|steps|checked|done|did|troubleshoot\w*|isolation|actions?|tests?|so far|already)\b[^.\n]{0,40}:\s*\Z",
)
_ENUMERATION = re.compile(
    (
        rf"(?:,\s(?:and\s)?|\sand\s|;\s|\s?\+\s|\s/\s|,)(?=(?:(?:then|also|even|have|we|i|"
        rf"(?-i:[A-Z][a-z]{{2,15}}))\s(?:has\s|have\s|had\s|also\s)?)?{_VERBS}\b|(?:\w+\s){{1,2}}(?:restarted|"
        rf"rebooted|swapped|replaced|reset)\b)"
    ),
    _I,
)
_STEP_KINDS = frozenset({MessageKind.INCIDENT, MessageKind.UPDATE, MessageKind.ESCALATION, MessageKind.STATUS_REQUEST})


_RESULT_ALONE = WordSearch(
    r"\A(?:(?:but|and)\s)?(?:which|that|it|this|these|none of (?:it|that|this|these)|nothing)(?:\s(?:has|have|all))?\s"
    r"(?:did not|didn'?t|does not|doesn'?t|has not|hasn'?t|made no|makes no|made|helped|fixed)(?:\s[\w']+){0,3}\Z",
)


_SHORTEST = 6


def is_step(text: str) -> float:
    """The confidence that a clause is a step taken; 0 where it is none."""
    low = folded(text)
    score = _likeness(text, low) if len(low) >= _SHORTEST else 0.0
    return 0.0 if score and (_RESULT_ALONE.match(low) or _NO_STEP.search_here(low)) else score


def _likeness(text: str, low: str) -> float:
    if _VERB.search_here(low) and _STATED.search(text):
        return 0.8
    if _RESULT.match(low) or _BARE.match(low) or (len(low) < 50 and _PASSIVE.match(low)):
        return 0.75
    return 0.65 if _SAME_ON.search_here(low) else 0.0


def enumerated(span: Span) -> tuple[Span, ...]:
    """ "Rebooted, cleared the cache and swapped the headset" is three steps."""
    pieces: list[Span] = []
    start = 0
    for match in [*_ENUMERATION.finditer(span.text), None]:
        end = match.start() if match else len(span.text)
        piece = trimmed(span.text, start, end)
        if piece:
            pieces.append(Span(span.start + piece.start, span.start + piece.end, piece.text))
        start = match.end() if match else end
    return tuple(pieces)


def _of_sentence(view: View, sentence: Span) -> list[tuple[Span, float]]:
    if view.own[sentence.end : sentence.end + 1] == "?":
        return []
    steps: list[tuple[Span, float]] = []
    last_end = -1
    for clause in (without_lead(one) for one in clauses(sentence)):
        follows = bool(steps) and clause.start - last_end <= 6 and _is_result(clause.text)
        score = 0.0 if follows else is_step(clause.text)
        if score:
            steps += [(piece, score) for piece in enumerated(clause)]
            last_end = clause.end
        elif follows:
            before, confidence = steps[-1]
            steps[-1] = (Span(before.start, clause.end, view.own[before.start : clause.end]), confidence)
            last_end = clause.end
    return steps


def _is_result(text: str) -> bool:
    return len(text) < 80 and bool(
        re.match(
            (
                r"(?:same|no \w+|always|still|didn'?t|did not|nothing|to no avail|without|(?:and )?(?:it is|it's|its|"
                r"was|is) (?:always |still |exactly )?the same|they (?:look|are|seem|all)|and they|all (?:fine|ok|"
                r"good|clean|"
                r"green|normal)|both|it (?:came|helped|worked|works|did|made|made no)|which (?:helped|did|made|had|"
                r"worked)|that (?:did|helped|made)|he tells|she says|he says|they say|worked for|works for|helps? for|"
                r"helped for|comes? back|fine|clean)\b"
            ),
            text,
            _I,
        )
    )


def _bulleted(view: View) -> list[tuple[Span, float]]:
    """The items under a heading such as "What we tried:"."""
    steps: list[tuple[Span, float]] = []
    lines = view.own.split("\n")
    at, under = 0, False
    for line in lines:
        bullet = re.match(r"[ \t]*(?:[-*•·–]|\(?\d{1,2}[.)])\s+", line)
        if ":" in line and not bullet and _HEADING.search_here(folded(line)):
            under = True
        elif under and bullet:
            piece = trimmed(view.own, at + bullet.end(), at + len(line))
            if piece:
                steps.append((piece, 0.85))
        elif line.strip():
            under = False
        at += len(line) + 1
    return steps


def read_isolation_steps(view: View, kind: MessageKind) -> tuple[Found[str], ...]:
    """The steps in order of appearance, without overlaps."""
    if kind not in _STEP_KINDS and FieldName.ISOLATION_STEPS not in view.asked:
        return ()
    return view.once(_steps)


def _steps(view: View) -> tuple[Found[str], ...]:
    candidates = _bulleted(view)
    for sentence in view.sentences:
        candidates += _of_sentence(view, sentence)
    taken: list[Found[str]] = []
    for span, score in candidates:
        if all(span.end <= one.start or span.start >= one.end for one in taken):
            tail = _TAIL.search_here(folded(span.text))
            end = span.start + tail.start() if tail else span.end
            taken.append(view.verbatim(span.start, end, score, "isolation step"))
    return tuple(sorted(taken, key=lambda one: one.start))
