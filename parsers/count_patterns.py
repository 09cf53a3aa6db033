"""The patterns of the words that count people."""

from parsers.wordsearch import CasedSearch, WordSearch

_NOUNS = (
    r"agents?|agts?|users?|people|ppl|peeps|persons?|folks|reps?|representatives?|csrs?|advisers?|"
    r"advisors?|seats?|supervisors?|sups?"
    r"|operators?|staff|staffers?|employees?|colleagues?|team ?mates?|team members?|team leads?|leads|"
    r"leaders|managers|admins?"
    r"|starters?|new ?hires?|hires?|joiners?|trainees?|temps?|associates?|clerks?|dispatchers?|nurses?|"
    r"specialists?|workers?"
    r"|handlers?|takers?|consultants?|coordinators?|schedulers?|pharmacists?|desks?|positions?|"
    r"workstations?|workplaces?|logins?"
    r"|tellers?|technicians?|techs?|analysts?|mitarbeiter|men|women|guys|members of staff|call ?takers?|"
    r"clinicians?|assistants?|ladies|lads?|lasses|lassies|girls?|boys?|counsell?ors?|vets?|tls?|qas?|heads|"
    r"headcount|chairs"
    r"|screens|stations?|pcs?|computers?|laptops?|machines?|coders?|developers?|devs|engineers?|testers?|"
    r"evaluators|planners?"
    r"|receptionists?|attendants?|bookers?|buyers|sellers|volunteers?|accounts? managers?|home ?workers?|"
    r"remote (?:agents|workers)|profiles"
)
_MAKERS = (
    r"(?!callers|customers|members|numbers|orders|letters|transfers|computers|servers|routers|headers|"
    r"browsers|others|errors|"
    r"monitors|visitors|offers|quarters|parameters|subscribers|passengers|travell?ers|buyers|shoppers|"
    r"donors|borrowers|holders|"
    r"policyholders|cardholders|motorists|tourists|consumers|readers|voters|layers|carriers|providers|"
    r"printers|speakers|"
    r"dialers|answers|papers|powers|corners|centers|managers of|followers|drivers|tickers|vendors|"
    r"suppliers|lists|tests|"
    r"requests|guests|minors|colors|doors|floors|factors|sensors|sectors|vectors|trailers|hers|ours|yours|"
    r"theirs|hours)[a-z]{3,14}(?:ers|ors|ists)"
)
"""Nouns in "-er": those who do something are users, those for whom it is done are not."""
_PEOPLE = rf"(?:{_NOUNS}|{_MAKERS})"
"""Nouns for those who use the service. Callers, customers and patients are not users."""
_ADJECTIVES = (
    r"(?:(?!of\b|the\b|calls?\b|min|hours?\b|hrs?\b|days?\b|fine\b|ok\b|and\b|or\b|in\b|to\b|on\b|"
    r"at\b)[a-z][\w'/&-]{1,18}\s){0,3}?"
)
_UNITS = (
    "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|one|two|three|four|five|"
    "six|seven|eight|nine|ten"
)
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_WORD_NUMBER = (
    rf"(?:(?:(?:{_UNITS}|a)\s(?:hundred|thousand)(?:\sand)?(?:\s(?:{_TENS})(?:[\s-](?:{_UNITS}))?|\s(?:{_UNITS}))?)"
    rf"|(?:{_TENS})(?:[\s-](?:{_UNITS}))?|{_UNITS})"
)
_DOZEN = (
    r"(?:half a dozen|a half dozen|half dozen|half a (?:hundred|thousand)|a dozen|"
    r"(?:two|three|four|five|six|a couple(?: of)?|2|3|4|5|6) dozen|"
    r"dozen|a couple(?: of)?|couple of|a pair of|both)"
)
NUMBER = rf"(?:\d{{1,3}},\d{{3}}|\d{{1,5}}|{_DOZEN}|{_WORD_NUMBER})"
"""A number in digits or words."""
_APPROX_WORDS = (
    r"about|around|approx\.?|approximately|roughly|some|maybe|perhaps|nearly|almost|at least|over|"
    r"more than|only|just|like|say|up to|close to|"
    r"ca\.?|circa|exactly|probably|a good|all|those|these|the|my|our|other|another|all of the|all of our|"
    r"all my|all our|all the|whole|"
    r"entire|currently|so far|est\.?|between"
)
_APPROX = rf"(?:(?:{_APPROX_WORDS}|~|=)\s?){{0,3}}"
LEAD = WordSearch(rf"(?:(?<!\w)(?:{_APPROX_WORDS})\s|[~=]\s?){{1,3}}\Z")
"""Words before a number that belong to its verbatim words."""
_NOT_PART = r"(?<![\w.,:/#$€£+-])"

_FROM = rf"(?!(?:{_TENS})-(?:{_UNITS})\b(?!\s?(?:-|–|to|or)\s?\w)){NUMBER}"
"""What a range begins with: "twenty-six" is a number and no range."""
_RANGE = WordSearch(
    rf"{_NOT_PART}(?P<text>(?:{_FROM}\s?(?:-|–|to|or)|between\s{NUMBER}\sand)\s?{NUMBER}\s"
    rf"(?:of\s(?:the|our|my|us|them)\s)?{_ADJECTIVES}{_PEOPLE})\b",
)
_SHARE = WordSearch(
    rf"{_NOT_PART}(?P<text>(?P<n>{NUMBER})\s?(?:out of|of|from|/)\s?(?:(?:the|our|its|their|a total of|about|all|my|"
    rf"these|those)\s){{0,2}}"
    rf"(?:{NUMBER})\s?{_ADJECTIVES}{_PEOPLE})\b",
)
_ON = WordSearch(
    rf"{_NOT_PART}(?<!of\s)(?<!of\sthe\s)(?<!of\sour\s)(?P<text>(?P<n>{NUMBER})\s(?:on (?:the phones?|shift|days|nights|duty|"
    rf"the floor)|(?:now\s)?logged (?:in|on)|"
    rf"in seat))\b",
)
_PLAIN = WordSearch(
    rf"{_NOT_PART}(?P<text>(?P<n>{NUMBER})\+?\s(?:(?:of|from)\s(?:(?:the|our|my|these|those|us|them|"
    rf"all)\s){{1,2}})?{_ADJECTIVES}{_PEOPLE})\b"
    rf"(?![\s-](?:names?|id|ids|numbers?|state|states|groups?|skills?|level|time|desktop|script|training|"
    rf"guide|dashboards?|licen[sc]es?)\b)",
)
_ONE_OF = WordSearch(
    rf"{_NOT_PART}(?P<text>(?P<n>one|1|{_UNITS}|a couple|a few|several|some|most|half|many|"
    rf"none)\sof\s(?:our|my|the|us|them|those|these)\s?"
    rf"{_ADJECTIVES}{_PEOPLE}?)\b",
)
_OF_THEM = WordSearch(
    rf"{_NOT_PART}(?P<text>(?P<n>{NUMBER})\s(?:of\s)(?:them|us|these|those))\b(?!\s(?:calls|chats|times))"
)
_TEAM = WordSearch(
    rf"{_NOT_PART}(?P<text>(?:(?:my|our|the|a|their|an)\s)(?:(?:whole|"
    rf"entire)\s)?(?:[\w-]{{2,20}}\s)?(?:team|floor|group|crew|class|shift|desk|department|office|site|"
    rf"room|unit|centre|center)"
    rf"\sof\s(?:about\s|around\s|some\s)?(?P<n>{NUMBER}))\b(?:\s{_PEOPLE}\b)?",
)
_CREW = WordSearch(
    r"(?<!\w)(?P<text>(?:(?:the|our|my|whole|entire)\s){0,2}(?:[\w-]{2,14}\s)?(?:crew|team|shift|floor|group|desk|agents?|staff|supervisors)"
    r"\s\((?:all\s|about\s)?(?P<n>\d{1,4})(?:\s(?:agents|people|seats))?\))",
)
_SINGLE = WordSearch(
    r"(?<!\w)(?P<text>just me|only me|me alone|only myself|just myself|it'?s only me|a single (?:agent|"
    r"user|person|supervisor|login|seat)"
    r"|just one (?:agent|user|person|of us)|only one (?:agent|user|person)|one person|one user|one agent|"
    r"one supervisor|single user"
    r"|just the one (?:agent|user|person)|myself only)\b",
)
_NAMED = CasedSearch(
    r"(?<!\w)(?P<text>(?i:(?:our |my |the |one |an? )?(?:new )?(?:agent|user|supervisor|rep|colleague|"
    r"team lead|operator|adviser|advisor|trainee|new hire"
    r"|employee|dispatcher|nurse|specialist|team leader|manager|temp|starter))\s(?:named\s|called\s|login\s|id\s)?"
    r"(?!Desktop|Guide|Assist|Workspace|State|Portal|Dashboard|Console|Name|View|Screen|Manual|Handbook|"
    r"Support|Id\b|ID\b)"
    r"[A-Z][a-z'-]{1,20}(?:\s[A-Z]\.?(?:[a-z'-]{1,20})?)?)(?=[\s,.;:)(!?]|$)"
)
_NEW_HIRE = WordSearch(
    r"(?<!\w)(?P<text>(?:(?:a|one|the|our|my|this)\s)?(?:new hire|new starter|new joiner|new agent|"
    r"new colleague|new employee|new user|trainee|temp|"
    r"new supervisor|new team member|new team lead|new rep)(?!s|\w))",
)
_ALL = WordSearch(
    r"(?<!\w)(?P<text>(?:(?:pretty much|nearly|almost|practically|basically)\s)?(?:everyone|everybody|"
    r"every (?:single )?(?:agent|user|one of us|rep|seat|supervisor|person|advisor|adviser|operator|desk)"
    r"|all (?:of )?(?:(?:our|the|my|of|us|other)\s){0,2}"
    + _ADJECTIVES
    + r"(?:agents|agts|users|people|ppl|reps|staff|seats|supervisors|advisors|advisers|operators|teams|"
    r"team members|folks|of us|of them|team|colleagues|desks|employees|dispatchers|nurses)"
    r"|(?:the|our|my) (?:whole|entire) (?:[\w-]{2,20}\s){0,2}?(?:team|floor|group|crew|site|office|"
    r"department|dept|shift|contact cent(?:er|re)|call cent(?:er|re)|cent(?:er|re)|desk|company|unit|room|"
    r"staff|operation|branch|building|lot|queue)"
    r"|nobody|no one|no-one|whole team|whole floor|entire team|entire floor|the lot of us|us all))\b"
    r"(?!\s(?:else|but|called|complained|noticed)\b)",
)
_VAGUE = WordSearch(
    r"(?<!\w)(?P<text>(?:(?:only|about|roughly|maybe|at least|quite)\s)?(?:(?:a|the) (?:lot|number|"
    r"handful|bunch|few|couple|majority|fraction|good few) of (?:the |our |my )?"
    r"|lots of |several |a few |many |most (?:of (?:the |our |my )?)?|some (?:of (?:the |our |my )?)?|"
    r"half (?:of )?(?:the |our |my )?|various |multiple |quite a few |certain |dozens of |"
    r"a third of (?:the |our |my )?)" + _ADJECTIVES + rf"(?:{_PEOPLE}|team|floor|group|shift|crew|department))\b",
)
_NONE = WordSearch(
    rf"(?<!\w)(?P<text>(?:no|zero|0) {_ADJECTIVES}(?:agents?|users?|people|staff|seats?|supervisors?|reps?))\b"
)
BARE = WordSearch(
    (
        rf"\A\s*(?P<text>{_APPROX}(?P<n>{NUMBER}))(?=\s*(?:\Z|[,.;\n(!]|in\b|at\b|all\b|or so|i think|total|"
        rf"altogether|of\b))"
    ),
)
BARE_RANGE = WordSearch(rf"\A\s*(?P<text>{_APPROX}(?:{_FROM}\s?(?:-|–|to|or)|between\s{NUMBER}\sand)\s?{NUMBER})\b")
BARE_SHARE = WordSearch(
    rf"\A\s*(?P<text>{_APPROX}(?P<n>{NUMBER})\s?(?:out of|of|/)\s?(?:the |our |a total of )?(?:{NUMBER}))\b"
)


PEOPLE_NAMED = WordSearch(
    rf"\b(?:{_NOUNS}|me|myself|us|them|these|those|everyone|everybody|nobody|no[ -]one|team|floor|group|"
    r"crew|class|shift|department|dept|office|"
    r"site|room|unit|cent(?:er|re)|new colleague|trainee|company|building|branch|operation|queue|desk|lot)\b"
)
MAKERS_NAMED = WordSearch(rf"\b(?:{_MAKERS})\b")
"""In a text without any match of these two no count is looked for."""

PATTERNS: tuple[tuple[WordSearch | CasedSearch, float, int | None], ...] = (
    (_RANGE, 0.85, None),
    (_SHARE, 0.9, None),
    (_TEAM, 0.88, None),
    (_CREW, 0.87, None),
    (_NONE, 0.8, 0),
    (_PLAIN, 0.85, None),
    (_OF_THEM, 0.7, None),
    (_ON, 0.65, None),
    (_SINGLE, 0.85, 1),
    (_NAMED, 0.75, 1),
    (_ONE_OF, 0.75, None),
    (_NEW_HIRE, 0.6, 1),
    (_ALL, 0.7, None),
    (_VAGUE, 0.6, None),
)
"""A pattern, how telling it is, and the number that it says where no word of it does."""
