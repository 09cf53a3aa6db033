"""What a message tells of its trouble, feature by feature: scope, continuity, workaround, harm."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.cues.foreign import CALL_WORDS, TOTAL_WORDS, TROUBLE_WORDS
from parsers.extraction import Found, Value
from parsers.fields.view import View
from parsers.severity_scope import for_some, is_most, over, share_of
from parsers.vocabulary import Environment, FieldName
from parsers.wordsearch import WordSearch, folded

_I = re.IGNORECASE


def _pattern(text: str) -> WordSearch:
    return WordSearch(text.replace(" ", r"\s"))


_TOTAL = _pattern(
    r"\b(?:(?:whole|entire) (?:thing|place|lot|lines?|phone system)|everything|nobody|no ?one|none|"
    r"not one|all (?:our |the |of )+\w+)\b[^.!?\n]{0,50}?\b(?:dead|down|stopped|silent|cannot|can'?t|"
    r"unable|nothing|offered|fail\w*|rejected|busy|idle|stuck|dropped|kicked|frozen|offline|receiv\w+|"
    r"gets? (?:any|a|through|calls))\b|"
    r"\b(?:customers?|callers?|patients?|members|citizens|they|clients|guests|n|and) (?:\w+ )?(?:can'?t|"
    r"cannot) (?:ring|phone|call|reach|dial) (?:us|in|anyone|dispatch)|"
    r"\b(?:everything(?:'s| is)? (?:\w+ )?(?:down|dead|stopped|out|offline|broken|frozen)|(?:completely|"
    r"totally|entirely|fully|hard) (?:down|dead|out|offline|stopped)|(?:all|our) (?:\w+ )?(?:lines|phones|"
    r"calls|queues|trunks|numbers|agents|sites) (?:are |is |have |went |just )?(?:all )?(?:down|dead|out|"
    r"offline|dropped|stopped|kicked|logged out|failing|rejected|affected)|total (?:outage|loss|failure|"
    r"standstill)|complete (?:outage|failure|standstill)|"
    r"no (?:\w+ )?calls? (?:at all|(?:is|are|can|come|coming|get|getting|have|has|since|in|in or out|"
    r"going|going through|through|reach|arrive|whatsoever|being|into|to|for)\b)|no calls\b|no inbound|"
    r"zero (?:calls|inbound|answered)|not (?:a|one) single call|none of (?:our|the) (?:\w+ )?(?:calls|"
    r"agents|lines|callers|users|staff|people)|nothing (?:gets|is getting|comes|is coming|goes|works|"
    r"rings|is ringing|gets in|getting) ?(?:in|through|to)?|"
    r"(?:nobody|no ?one|no agent|no one|none of (?:us|them|the agents)) (?:is able to|can|could|gets|"
    r"is getting|has been able)|(?:everyone|everybody|all (?:of )?(?:the |our |us |\d+ |of us )*(?:agents|"
    r"users|reps|staff|people|seats|supervisors|agts)?) (?:\w+ )?(?:(?:can'?t|cannot|can not|unable|"
    r"not able)|(?:is|are|was|were|has been|have been|been|got|get|just got) (?:\w+ )?(?:kicked|"
    r"logged out|locked|thrown|idle|down|affected|stuck|disconnected|out|dropped))|(?:whole|"
    r"entire) (?:site|floor|center|centre|call cent(?:er|re)|contact cent(?:er|re)|team|company|operation|"
    r"platform|system|queue|office|building|department|service) (?:\w+ )?(?:is|are|has|was|cannot|can'?t|"
    r"went|down|dead|idle|out)|"
    r"(?:every|all) (?:\w+ )?(?:inbound |outbound |incoming |single )?(?:calls?|callers?|"
    r"customers?) (?:\w+ )?(?:(?:is|are|gets?|getting|being|has|have|hears?|just|"
    r"now) )?(?:\w+ )?(?:drop\w*|reject\w*|fail\w*|busy|disconnect\w*|lost|dead|silence|silent|fast busy|"
    r"cut|never|hear|down|stranded|hang\w*)|never reach(?:es)? (?:an|any) agents?|(?:calls?|callers|"
    r"customers|patients|they|lines?|numbers?) (?:\w+ ){0,3}?(?:cannot|can'?t|can not|unable to|"
    r"not able to|aren'?t able to) (?:\w+ )?(?:get through|reach (?:us|anyone|anybody|an agent|any)|"
    r"be (?:answered|completed|connected|taken|reached)|call us|call in|come in|complete)|"
    r"(?:we|agents|they|i) (?:cannot|can'?t|can not|are unable to|are not able to|"
    r"couldn'?t) (?:\w+ )?(?:take|receive|answer|make|place|process) (?:any |a single |inbound |incoming |"
    r"outbound )*(?:calls|payments|orders|emergency calls)\b|(?:is|are|went|gone|been|totally|still|"
    r"all) (?:down|dead|dark)\b(?! to)|dead in the water|standstill|outage|out of service|"
    r"no (?:dial ?tone|phones|phone service|service at all|alternative)|fast busy|all circuits|"
    r"(?:whole|entire) (?:site|floor|team|call cent(?:er|re)|office|building|company) (?:\w+ ){0,3}lost (?:the )?"
    r"(?:audio|sound|phones|calls|connection|service))|"
    rf"\b(?:{TOTAL_WORDS})\b",
)
_UNANSWERED = _pattern(
    r"ring(?:s|ing)? without (?:answer|being answered)|does not pick up|never (?:see|get|receive|reach(?:es)?) "
    r"(?:the|any|a|an) calls?|doesn'?t pick up"
)
_CORE = _pattern(
    r"\b(?:calls?|callers?|phones?|lines?|trunks?|log ?in|log ?on|sign ?in|desktop|routing|ivr|"
    r"toll[- ]free|800 number|inbound|outbound|dialer|queues?|softphones?|telephony|platform|everything|"
    r"system|agents? (?:can|are|all|idle)|sip|voice|screens?|numbers?|answered|transfers?|emergency|"
    r"chats?|dispatch|audio|"
    rf"{CALL_WORDS})"
)
_AUXILIARY = _pattern(
    r"\b(?:reports?|reporting|wall ?boards?|dashboards?|hold music|music on hold|music|statistics|stats|"
    r"guide|documentation|manual|logo|banner|tooltip|label|font|colou?r|screen[- ]?pops?|export|list|"
    r"surveys?|historical|scorecards?|whisper|barge|monitoring|directory|phone ?book|pause reasons?|"
    r"dispositions?|wrap[- ]?up|scheduled|spelling|typo|avatar|icon|clock|summary|ranking|time ?stamp|"
    r"voicemail notification|chat transcript|real[- ]time view|recordings?|greeting|announcement)\b"
)
_COSMETIC = _pattern(
    r"\b(?:typo|visual(?:ly)?|misspel\w*|mis-spel\w*|spelling|spelt|cosmetic|logo|tooltip|font|colou?rs?\b|icon|"
    r"overlap\w*|misalign\w*|wrong label|label (?:is|says|reads|should)|capital letter|grammar|wording|"
    r"pixel|greyed|faded|avatar|pdf|(?:guide|manual|handbook|documentation|help page|"
    r"help text)\b.{0,60}(?:says|tells|wrong|old|still|outdated|describes|page)|page \d+ of|should (?:say|"
    r"read) )"
)
_MINOR = _pattern(
    r"\b(?:no (?:rush|hurry|urgency|panic)|not urgent|low priority|minor|tiny|small (?:thing|issue|"
    r"problem|one)|little thing|when(?:ever)? you (?:get|have|next|find)|annoying|nuisance|"
    r"not (?:a )?(?:big|huge) (?:deal|problem)|cosmetic|no (?:real |business |customer |"
    r"operational )?impact|can wait|just (?:an? )?(?:annoyance|cosmetic|minor)|nobody is (?:stopped|"
    r"affected|hurt)|harmless|trivial|nice to have|does(?:n't| not) (?:stop|affect|bother|hurt)|"
    r"at your convenience|for what it'?s worth|fyi|i can (?:live|work)|we can live|only (?:a|"
    r"an) (?:annoyance|irritation)|ok till?|embarrassing|nothing serious|nobody minds|confusing|"
    r"looks silly|not the end of the world)\b"
)
_TRIVIAL = _pattern(
    r"\b(?:tiny|cosmetic|trivial|embarrassing|nothing serious|nobody minds|looks silly|harmless|annoying|"
    r"annoyance|nuisance|no (?:rush|hurry) at all|for what it'?s worth|nobody is hurt|"
    r"no (?:real )?impact)\b"
)
_WORKAROUND = _pattern(
    r"\b(?:(?<!no )(?<!not a )(?<!any )work-?arounds?\b(?! (?:does|is not|isn't|did|has not|stopped|"
    r"that we know|yet|available\?|we know))|works? (?:ok|okay|fine|well)? ?(?:if|when|after|once|via|"
    r"through|with|in (?:chrome|edge|firefox))|(?:which|that) works (?:ok|okay|fine|for now)|by hand|"
    r"manually|(?:use|using|used) (?:the )?(?:\w+ )?(?:instead|meanwhile|for now|chrome|edge|backup|old|"
    r"web|cell|mobile)|for now (?:we|they|i|agents)|in the meantime|meanwhile|(?:refresh|re-?login|"
    r"log(?:ging)? (?:out|off) and|restart|reload)\w* (?:\w+ ){0,3}(?:helps|fixes|clears|solves|brings|"
    r"works|gets)|if (?:they|we|you|i|she|he) (?:\w+ ){0,4}(?:it works|it's fine|works|it is fine|"
    r"comes back)|can (?:still|use|be done|get by|cope|manage)|(?:helps|fixes it) (?:for|until)|"
    r"second try|second attempt|tr(?:y|ies|ying) again|other way|get(?:ting)? by|cop(?:e|ing)\b|manag(?:e|"
    r"ing) (?:with|for)|falls? back|fallback works|still (?:able|can|get|work))\b"
)
_NO_WORKAROUND = _pattern(
    r"\b(?:no (?:stable |real |good |known |other )?(?:work-?around|alternative|way around|fallback|"
    r"backup|plan b|other way)|there(?:'s| is) no (?:\w+ )?(?:work-?around|alternative|way)|without (?:a |"
    r"any )?(?:work-?around|alternative)|nothing (?:we|they) can do|work-?around (?:does not|doesn'?t|"
    r"did not|is not|no longer|failed|stopped)|can(?:'t|not) work around|not (?:a )?stable|"
    r"keeps? coming back|does(?:n'?t| not) help)\b"
)
_PARTIAL = _pattern(
    r"\b(?:intermittent\w*|sporadic\w*|occasional\w*|some(?:times)?|on and off|off and on|now and (?:then|"
    r"again)|(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?(?:in|out of|"
    r"of) (?:every )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)|\d+\s?(?:%|"
    r"percent)|half (?:of )?(?:the |our )?|a third|a few|several|the odd|not (?:every|all)|most|random\w*|"
    r"every (?:\d+|few|couple|ten|five|fifteen|twenty|thirty|other)|once|twice|(?:three|four|five|"
    r"\d+) times|comes and goes|from time to time|many|here and there|part of)\b"
)
_DEGRADED = _pattern(
    r"\b(?:slow\w*|lag\w*|delay\w*|chopp\w*|echo\w*|crackl\w*|static|garbl\w*|robotic|distort\w*|drop\w*|"
    r"disconnect\w*|cut(?:ting)? off|one[- ]way|silence|silent|dead air|no audio|vanish\w*|freez\w*|"
    r"frozen|hang(?:s|ing)?|crash\w*|logged out|logs? (?:us|them|me|people|agents) out|kicked|wrong queue|"
    r"wrong (?:team|agent|department|skill|language|menu)|misrout\w*|reject\w*|time(?:s|d)? ?out|fail\w*|"
    r"lost|degrad\w*|stuck|spin(?:s|ning)|rather than|loops?|break(?:s|ing)? up|hears? nothing|"
    rf"{TROUBLE_WORDS})\b"
)
_SERIOUS_DATA = _pattern(
    r"\b(?:privacy|compliance|hipaa|pci|gdpr|regulat\w+|legal|(?:previous|wrong|another|other|"
    r"someone else'?s|somebody else'?s) (?:caller|customer|patient|member|person|account|record)\w*|"
    r"data (?:loss|leak|breach|is lost|is gone|missing)|los(?:e|ing|t) (?:\w+ ){0,3}(?:data|recordings?|"
    r"records)|recordings? (?:\w+ ){0,6}(?:cannot be found|not found|missing|lost|gone|not being|are not|"
    r"aren'?t|stopped|empty|blank)|no recordings?|not (?:being )?record(?:ed|ing)|stopped recording)\b"
)
_REDUNDANCY = _pattern(
    r"\b(?:redundan\w+|(?:on|running on|using|to) (?:the |our )?(?:backup|secondary|standby|failover|"
    r"one) (?:\w+ )?(?:circuit|trunk|link|line|site|server|leg|node|carrier|path)|failed over|"
    r"lost one (?:of|leg)|half (?:of )?(?:our|the) capacity|(?:on|over|via) (?:the )?second (?:trunk|"
    r"circuit|link|line)|one of (?:the |our )?two (?:\w+ )?(?:trunks?|circuits?|links?|servers?|sbcs?|"
    r"gateways?)|single leg|no failover)\b"
)
_PROVISIONING = _pattern(
    r"\b(?:new (?:hires?|starters?|agents?|joiners?|users?|colleagues?|logins?|employees?|supervisors?|"
    r"people|team (?:members?|leads?)|accounts?|reps?)|trainees?|provision\w*|user not found|set up (?:by|"
    r"without|but|w/o|wrong|yesterday|last|on)|without (?:any )?skills?|w/o skills?|missing skills?|"
    r"wrong skills?|not (?:been )?(?:set up|provisioned|created)|(?:password|login) (?:reset|expired|"
    r"locked)|locked out of (?:his|her|my|their)|account (?:is )?locked|permission|access rights|"
    r"not in the (?:user )?list|extension (?:not|isn'?t))\b"
)
_LIFE = _pattern(
    r"\b(?:911|999|112|emergency|emergencies|ambulance|life[- ]safety|lives|crisis line|suicide|"
    r"gas leaks?|hard shoulder|stranded|nurse line|medical emergencies|patients? in)\b"
)
_HARM = _pattern(
    r"\b(?:los(?:e|ing|t) (?:\w+ ){0,3}(?:orders|sales|revenue|business|customers|calls|bookings|money|"
    r"donations)|customers? (?:\w+ ){0,3}(?:complain|angry|hang|waiting|abandon)\w*|idle|sitting|"
    r"service level|abandon\w*|callers? (?:\w+ ){0,3}(?:hang|wait|complain|give|abandon)\w*|sla|"
    r"start over|just leave|queue (?:is )?(?:growing|building|backing))\b"
)
_BLOCKED = _pattern(
    r"\b(?:block\w*|cannot (?:continue|proceed|test|finish|complete|go live|work|deploy)|"
    r"can'?t (?:continue|proceed|test|finish|complete|go live|work|deploy)|stopped|"
    r"all (?:\w+ )?(?:testers|developers|tests)|go[- ]live|release (?:date|is|on)|deadline|whole (?:team|"
    r"project|test)|testers? (?:\w+ )?(?:idle|waiting|sitting|stuck)|standstill|hold(?:s|ing)? up|down|"
    r"launch|schedule|at risk|nobody can|no one can|testing (?:is |has )?(?:stopped|halted|on hold))\b"
)
_CLAIMED = _pattern(r"\b(?:p1|sev(?:erity)? ?1|critical|urgent|emergency|asap|priority 1)\b")
_FEW = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is known for the judgement, each by a word of the guide's table."""

    total: bool
    core: bool
    auxiliary: bool
    cosmetic: bool
    minor: bool
    trivial: bool
    workaround: bool
    partial: bool
    degraded: bool
    serious_data: bool
    redundancy: bool
    provisioning: bool
    life: bool
    harm: bool
    development: bool
    blocked: bool
    claimed: bool
    few_users: bool
    most_users: bool
    cannot_work: bool
    over: bool


_CANNOT_WORK = _pattern(
    r"\b(?:can(?:'t|not|t)|can not|unable|not able|idle|sitting|kicked|locked out|logged out|down|frozen|"
    r"stuck|could not|couldn'?t|thrown out|dead)\b"
)


def _most(words: str) -> bool:
    return is_most(share_of(words)) or bool(
        re.match(r"(?:every|all|nobody|no one|(?:the|our|my) (?:whole|entire)|everyone)", words, _I)
    )


def features(view: View, fields: Mapping[FieldName, tuple[Found[Value], ...]]) -> Features:
    """The features of ``view``, helped by the fields already found."""
    text = view.all_words
    users = fields.get(FieldName.USERS_AFFECTED, ())
    words = fields.get(FieldName.USERS_AFFECTED_TEXT, ())
    environment = fields.get(FieldName.ENVIRONMENT, ())
    count = users[0].value if users else None
    service = fields.get(FieldName.SERVICE, ())
    subject = folded(str(service[0].value)) if service else text
    no_workaround = bool(_NO_WORKAROUND.search(text))

    def has(pattern: WordSearch) -> bool:
        return bool(pattern.search(text))

    return Features(
        total=(has(_TOTAL) or has(_UNANSWERED)) and not for_some(text, words[0].words if words else ""),
        core=has(_CORE),
        auxiliary=bool(_AUXILIARY.search(subject)),
        cosmetic=has(_COSMETIC),
        minor=has(_MINOR),
        trivial=has(_TRIVIAL),
        workaround=has(_WORKAROUND) and not no_workaround,
        partial=has(_PARTIAL),
        degraded=has(_DEGRADED),
        serious_data=has(_SERIOUS_DATA),
        redundancy=has(_REDUNDANCY),
        provisioning=has(_PROVISIONING),
        life=has(_LIFE),
        harm=has(_HARM),
        development=bool(environment) and environment[0].value is Environment.DEVELOPMENT,
        blocked=has(_BLOCKED),
        claimed=has(_CLAIMED),
        few_users=isinstance(count, int) and count <= _FEW,
        most_users=bool(words) and _most(words[0].words),
        cannot_work=has(_CANNOT_WORK),
        over=over(text),
    )
