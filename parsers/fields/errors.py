"""Error messages as quoted or named, and routing errors as described: "calls going to the wrong queue"."""

import re

from parsers.extraction import Found
from parsers.fields.sentences import without_lead
from parsers.fields.view import View
from parsers.vocabulary import MessageKind
from parsers.wordsearch import CasedSearch, WordSearch

_I = re.IGNORECASE
_QUOTED = re.compile(
    r"\"(?P<a>[^\"\n]{3,160}(?:\n[^\"\n]{1,120})?)\"|«(?P<b>[^»\n]{3,160})»|„(?P<c>[^\"“\n]{3,160})[\"“]|"
    r"(?<![\w'])'(?P<d>[A-Z0-9][^'\n]{3,120})'(?!\w)|`(?P<e>[^`\n]{3,160})`"
)
_SAYS = WordSearch(
    r"\b(?:errors?|messages?|messaging|says?|saying|said|shows?|showing|showed|reads?|reading|pop-?ups?|"
    r"banner|alert|logs?|gets?|getting|got|stuck|spinning|keeps?|stays?|hangs?|sees?|seeing|throws?|"
    r"throwing|displays?|displaying|prompt(?:s|"
    r"ed)?|states?|stating|returns?|"
    r"returning|told|tells|warning|exception|fails? with|failed with|code|popped up|comes? up|screen|box|"
    r"dialog|notification|reports?|status|hear|announcement|fehler|fehlermeldung|meldung|it is|"
    r"with)\b[^.!?\n\"]{0,45}\Z",
)
_NAMED = (
    WordSearch(
        r"\b(?:says?|saying|said|shows?|showing|reads?|reading|getting|gets?|with|message|error|returns?|"
        r"throws?|sees?)\s(?:an?\s|the\s)?(?:error\s|message\s|error message\s)?(?:that\s|of\s|:\s|-\s|"
        r"saying\s)?(?P<x>(?:user|account|session|agent|number|page|file|server|service|host|connection|login|"
        r"password|access|network|license|licence|device|place|extension|dn|queue|destination|resource|"
        r"request|token|certificate|gateway|authentication|invalid|unable|cannot|could not|connection|"
        r"something|internal|bad|unknown|unexpected|failed|too many)\s(?:\w+\s){0,3}?(?:not found|"
        r"expired|denied|unavailable|invalid|failed|timed? ?out|lost|locked|refused|error|wrong|in use|busy|"
        r"rejected|exceeded|unreachable|disabled|not (?:available|reachable|authorized|allowed|registered|"
        r"responding|recognised|recognized|ready|valid)|gateway|request|credentials|logged in|registered|"
        r"to connect|connect|load|found|attempts|route|answer))\b",
    ),
    WordSearch(
        r"\b(?P<x>(?:(?:http|sip|tls|ssl|sql|api|js|script|system|general|fatal|internal|application|error|"
        r"status|reason|cause)\s){0,2}(?:error|code|status|reason|cause|errno|fehler)\s?(?:code|message|no\.?|"
        r"number|cause)?\s?[:#=]?\s?(?:[a-z]{0,6}[-_]?\d{2,6}[a-z]?|0x[0-9a-f]{2,8}|"
        r"[a-z]{2,}_[a-z_]{2,40})(?:[ :,-]{1,3}(?:(?!on\b|when\b|for\b|and\b|at\b|after\b|every\b|in\b|from\b|"
        r"then\b|while\b|if\b|as\b|but\b)[\w'/-]+\s?){0,5})?)",
    ),
)
_CASED = (
    CasedSearch(
        r"(?<![\w.:+-])(?P<x>(?:40[0-9]|41[0-9]|48[0-9]|49[0-9]|50[0-9]|"
        r"60[0-9])\s(?:[A-Z][A-Za-z-]+(?:\s[A-Z][A-Za-z-]+){0,4}|service unavailable|not found|bad gateway|"
        r"gateway timeout|internal server error|forbidden|unauthorized|busy here|request timeout|decline|"
        r"server error|temporarily unavailable|not acceptable here|errors?))"
    ),
    CasedSearch(
        r"\b(?P<x>(?:[A-Za-z]{1,30}\.){0,6}[A-Z]\w{2,40}(?:Exception|Error)\b(?::\s[^\n]{1,100})?|(?:ERR|"
        r"NS_ERROR|DNS|SSL|NET)_[A-Z_]{3,50}|Msg(?:Error|_ERROR)\w{0,30}|EventError\b[^\n.]{0,60}|"
        r"TLIB_\w{2,30})"
    ),
    CasedSearch(r"\berror(?: message)?\s?(?:is|was|says|reads|:)\s?:?\s?(?P<x>[A-Z][^\n.;\"]{4,90})"),
)
_LOG_LINE = re.compile(
    (
        r"^[ \t>]*(?P<x>(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,Z+ ]{5,20}\]?|"
        r"\d\d:\d\d:\d\d[.,\d]*)\s[^\n]{0,160}\b(?:ERROR|WARN|FATAL|Error|error|failed|rejected|"
        r"timeout)\b[^\n]{0,160})$"
    ),
    re.MULTILINE,
)
_ROUTING = WordSearch(
    r"\b(?:(?:calls?|callers?|chats?|e-?mails?|they|customers?|it|transfers?|contacts?|option \d|"
    r"press(?:ing|es)? \d|\w+ calls|members?|patients?|the \w+ line|everything|all|dnis \d+|tfn|"
    r"number)\b[^.;!?\n]{0,70}?\b(?:to|in(?:to)?|at|reach(?:es|ing)?|hits?|hitting)\s(?:the\s|"
    r"a\s|our\s|an\s)?(?:wrong|incorrect|closed|default|general|after[- ]hours|unstaffed|empty|"
    r"fallback|overflow|night|voicemail|dead end)\b|\b(?:loops?|goes|jumps?|falls?|sent|"
    r"returns?) back to (?:the )?(?:main menu|start|beginning|menu|queue|greeting)\b"
    r"|(?:wrong|incorrect)(?:ly)? rout\w*|rout\w+ (?:incorrectly|wrongly|to the wrong|wrong)|mis-?rout\w*|"
    r"(?:calls?|callers?|chats?|they|it|attempts?|invites?|numbers?|logins?|transfers?|"
    r"requests?)\s(?:\w+\s){0,3}?(?:rejected|refused|bounced|declined|blocked|denied)\b|(?:default|"
    r"fallback|error|exception) (?:route|routing|queue|target|treatment)|"
    r"(?:strategy|routing)\b[^.;!?\n]{0,60}\b(?:fails?|errors?|exits?|default\w*|wrong|ignor\w*|loops?|"
    r"jumps?|skips?|falls? through)|(?:calls?|callers?|customers?|numbers?|lines?|inbound|"
    r"dial\w*)\b[^.;!?\n]{0,50}(?:fast busy|busy (?:signal|tone))|(?:are|is|being|get|gets) (?:sent|"
    r"routed|delivered) to (?:the )?(?:general|wrong|default|overflow)|not in service|all circuits|"
    r"in the wrong language|wrong language|instead of (?:the )?\w+(?: \w+)? (?:queue|team|desk|line|menu|"
    r"group)|(?:land(?:s|ed|ing)?|end(?:s|ed|ing)? up|dump(?:s|ed)?|go(?:es|ing)?|rout(?:es|ed|ing)?|"
    r"arriv(?:es?|ing)|drop(?:s|ped)? into|fall(?:s|ing)?) (?:in|into|at|to|on|with|"
    r"through to) (?:the )?(?:\w+ )?(?:\w+ )?(?:queue|team|desk|line|menu|voicemail|group|department|"
    r"agents) instead)",
)
_KINDS = frozenset({MessageKind.INCIDENT, MessageKind.UPDATE, MessageKind.ESCALATION, MessageKind.STATUS_REQUEST})
_QUOTE_KINDS = _KINDS | {MessageKind.QUESTION}
_NO_MESSAGE = WordSearch(
    (
        r"\A(?:fully fixed|fixed|resolved|closed|we are looking into it|still waiting|working as designed|"
        r"still working|urgent|ready|not ready|available|done|soon|today|normal|warning)\W*\Z"
    ),
)
_ANNOUNCED = WordSearch(
    r"\b(?:error|message|saying|popup|pop-up)\W{1,4}\Z",
)
_MENU = WordSearch(
    (
        r"\b(?:press|option|menu|called|named|titled|labell?ed|the button|field|tab|report|queue|figure|term|"
        r"word|status of|state)\s?\Z"
    ),
)


def _telling(words: str, before: str) -> bool:
    """One quoted word is a name ("Ready"), unless it is announced as the message itself."""
    return " " in words.strip() or any(char in words for char in "0123456789_") or bool(_ANNOUNCED.search_here(before))


def _quoted(view: View) -> list[tuple[int, int, float, str]]:
    found: list[tuple[int, int, float, str]] = []
    for match in _QUOTED.finditer(view.own):
        name = match.lastgroup or "a"
        start, end = match.span(name)
        before = view.low[max(0, match.start() - 70) : match.start()]
        if (
            _telling(match[name], before)
            and _SAYS.search_here(before)
            and not _NO_MESSAGE.match(view.low[start:end])
            and not _MENU.search_here(before)
        ):
            found.append((start, end, 0.85, "quoted message"))
    return found


def _named(view: View) -> list[tuple[int, int, float, str]]:
    found = [(*match.span("x"), 0.9, "log line") for match in _LOG_LINE.finditer(view.own)]
    named = [match for pattern in _NAMED for match in pattern.finditer(view.low)]
    named += [match for pattern in _CASED for match in pattern.finditer(view.own, view.low)]
    found += [(*match.span("x"), 0.75, "named error") for match in named]
    return found


def _routing(view: View) -> list[tuple[int, int, float, str]]:
    found: list[tuple[int, int, float, str]] = []
    if not _ROUTING.possible(view.low):
        return found
    for clause in view.clauses:
        if (
            _ROUTING.search_here(view.low[clause.start : clause.end])
            and "?" not in view.own[clause.end : clause.end + 1]
        ):
            span = without_lead(clause)
            found.append((span.start, span.end, 0.6, "routing error as described"))
    return found


def read_errors(view: View, kind: MessageKind) -> tuple[Found[str], ...]:
    """The error messages in order, without overlaps: what is quoted before what is only described."""
    candidates: list[tuple[int, int, float, str]] = []
    if kind in _QUOTE_KINDS:
        candidates += view.once(_quoted) + view.once(_named)
    if kind in _KINDS:
        candidates += view.once(_routing)
    taken: list[Found[str]] = []
    for start, stop, score, rule in candidates:
        end = stop
        while end > start and view.own[end - 1] in " ,.;:-\n(":
            end -= 1
        if end - start > 2 and all(end <= one.start or start >= one.end for one in taken):
            taken.append(view.verbatim(start, end, score, rule))
    return tuple(sorted(taken, key=lambda one: one.start))
