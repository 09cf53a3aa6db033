"""The words for something that is broken or degraded."""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

_K = MessageKind

INCIDENT_CUES: tuple[Cue, ...] = (
    cue(
        _K.INCIDENT,
        3.5,
        "says that something does not work",
        r"\b(?:(?:is|are|was|were)(?:n't| not|nt)? (?:\w+ )?working(?! fine| again| now| on\b| with\b| from|"
        r" hours)|not working|(?:does|do|did)(?:n't|nt| not) (?:\w+ )?(?:work|load|connect|ring|play|open|"
        r"respond|start|sync|save|register|go through|reach|arrive|appear|show|pop|update|log|come|answer|"
        r"print|refresh|complete|get)"
        r"|stopped (?:working|\w+ing)|no longer (?:works?|rings?|plays?|shows?|loads?|updates?|get|appears?)|"
        r"(?:won't|wont|will not|wouldn't) (?:load|open|connect|start|ring|play|log|let|answer|save|send|come|"
        r"go|accept|sign|register|launch|update|show|stop|move|stay|respond|take|print|die)"
        r"|(?:isn't|isnt|aren't|not) (?:getting|receiving|being (?:delivered|routed|recorded|answered)|coming|"
        r"ringing|recording|responding|loading|showing|updating|reaching|playing|available|accessible|routing|"
        r"connecting|registering|reachable))\b",
    ),
    cue(
        _K.INCIDENT,
        4,
        "says that something is down",
        (
            r"\b(?:(?:is|are|went|gone|goes|all|everything|system|completely|totally|hard|phones|lines|platform|"
            r"still|been) down\b(?! to\b| for (?:maint|planned))|outage|offline|is dead|are dead|gone dead|"
            r"went dead|dead in the water|dead air|total loss|no calls|zero calls|nothing (?:works|gets (?:in|"
            r"through)|is (?:coming|getting|working))|complete(?:ly)? (?:failure|silent|dead|stopped)|"
            r"not a single call|everything (?:stopped|froze|is broken))"
        ),
    ),
    cue(
        _K.INCIDENT,
        3.5,
        "says that people cannot do something",
        (
            r"\b(?:can(?:'t|not|t| not)|cannot|couldn't|could not|unable to|not able to|no way to|impossible to|"
            r"not possible to|nobody can|no ?one can|none of (?:us|them) can) (?:\w+ )?(?:log|sign|get (?:in|"
            r"through|into|back|out|on)|make|take|receive|answer|hear|see (?:any|the|their|our|my|calls)|transfer|"
            r"access|open|connect|reach|be reached|go (?:ready|available)|dial|call|start|load|listen|save|"
            r"retrieve|pick|join|conference|hold|select|view|hang|be heard|work|wrap|send|switch|change (?:state|"
            r"status)|use|export|play|process)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        3,
        "describes broken or wrong audio",
        (
            r"\b(?:one[- ]way (?:audio|speech|sound)|no (?:audio|sound|speech|ring ?tone|dial ?tone|music)|silent|"
            r"silence|chopp(?:y|ing)|crackl\w*|echo(?:es|ing)?\b(?!pass|in)|garbled|robotic|static|distort\w*|"
            r"underwater|jitter\w*|muffled|breaking up|cuts? (?:out|in and out)|clipped|hear (?:nothing|"
            r"each other|the (?:caller|customer|agent))|can(?:no|')t hear|hissing|buzz(?:ing)?)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        3,
        "describes calls or sessions that are lost",
        (
            r"\b(?:drop(?:s|ped|ping) (?:calls?|out|after|mid|on|off|at|in|while)|(?:calls?|chats?|lines?|"
            r"sessions?|connections?|transfers?|they|it|customers?|callers?) (?:\w+ ){0,3}(?:drop|drops|dropped|"
            r"dropping|disconnect\w*|vanish\w*|disappear\w*|cut(?:s|ting)? off|hang(?:ing)? up|fail|fails|failed|"
            r"failing|lost|stuck|die|dies|ends?|bounce)|dropped calls|disconnect(?:s|ed|ing|ions?)|cut off|"
            r"kicked (?:out|off)|thrown out|booted (?:out|off)|logged (?:me |us |them |him |her |everyone |"
            r"agents )?(?:out|off)\b|logs? (?:me|us|them|people|agents|everyone|himself|itself) (?:out|off)|"
            r"go(?:es)? nowhere|ring(?:s|ing)? (?:out|forever|once|and ring)|rings? but)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "names an error or a failure",
        (
            r"\b(?:error(?:s|ed)?(?! rate)|exception|time[- ]?outs?|timed? out|times out|timing out|rejected|"
            r"refused|denied|misrout\w*|mis-rout\w*|fail(?:s|ed|ing|ure|ures)|broke|broken|crash(?:es|ed|ing)?|"
            r"free[sz](?:e|es|ing)|froze|frozen|hang(?:s|ing)\b(?! up)|hung(?! up)|stuck|unresponsive|glitch\w*|"
            r"bug\b|buggy|fault|faulty|defect|malfunction\w*|not found|unavailable|corrupt\w*|5\d\d error|404|"
            r"invalid)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "describes wrong or missing data or routing",
        (
            r"\b(?:wrong (?:queue|agent|team|number|name|account|skill|prompt|language|message|greeting|customer|"
            r"caller|record|time|data|office|department|person|site|menu|group|\w+ (?:queue|team|desk))|(?:goes?|"
            r"going|went|routed|sent|landing|land|lands|ending up|end up|ends up|being sent) (?:to|in|"
            r"at) the wrong|mismatch\w*|missing|disappear(?:s|ed|ing)?|vanish(?:es|ed|ing)?|gone\b(?! live| ahead|"
            r" through)|blank|empty|shows? (?:zero|0\b|wrong|nothing|only|blank|the (?:old|wrong|previous))|"
            r"incorrect(?:ly)?|duplicat\w*|twice on|out of sync|stale|not updat\w+|stopped updating|out of date|"
            r"doesn't match|do(?:es)? not match|don't (?:match|add up)|previous (?:caller|customer)|"
            r"someone else's|somebody else's|without (?:skills?|the|any|their|sound)|w/o (?:skills?|the|any)|"
            r"stands? still|negative (?:numbers|values))\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2,
        "describes slowness",
        (
            r"\b(?:very slow|so slow|really slow|slow(?:ly|ness)?\b|sluggish|lag(?:s|gy|ging)?\b|latency|"
            r"delay(?:s|ed)?\b|takes? (?:forever|ages|\d+ (?:sec|min)|(?:up to|about|around|over) (?:a |\d+ |"
            r"\w+ )(?:sec|min))|taking (?:forever|ages|\d+)|crawl\w*|degraded|degradation|intermittent(?:ly)?|"
            r"sporadic(?:ally)?|on and off|unstable|flaky|spinning)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "points out a cosmetic or documentation fault",
        (
            r"\b(?:typo|misspel\w*|mis-spel\w*|spelling|spelt|cosmetic|overlap(?:s|ping)?|cut off at|truncated|"
            r"old logo|wrong logo|logo|misaligned|garbled label|tooltip|(?:guide|manual|documentation|help page|"
            r"pdf) (?:says|tells|is wrong|still)|should (?:say|read|be called))\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2,
        "uses the word problem, issue or trouble",
        (
            r"\b(?:problems? (?:with|since|on|in|again|is|has)|issues? (?:with|since|on|in|again)|(?:having|have|"
            r"has|seeing|experiencing|got|getting) (?:a |an |some |serious |major |big |\w+ )?(?:problems?|"
            r"issues?|troubles?|difficult\w+)|trouble with|troubles? (?:since|log|connect|hear)|something(?:'s|"
            r" is) (?:wrong|off|up)|acting up|playing up|went wrong|goes wrong|incident|sev ?1|p1\b|impact(?:ed|"
            r"ing)? production)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        1.5,
        "asks to fix or look into it",
        (
            r"\b(?:please (?:fix|investigate|look into|look at|check|correct|restore|repair)|(?:can|could) (?:you|"
            r"someone|somebody) (?:please |kindly |pls )?(?:check|look|investigate|fix|take a look|have a look)|"
            r"pls (?:fix|check|look)|fix (?:it|this|asap)|look into (?:it|this)|need help|help us|"
            r"what is going on|what's going on|anyone else|are you (?:guys )?(?:down|having)|is (?:there|"
            r"something) (?:an? )?(?:outage|wrong|down|issue|problem))\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2,
        "says a fault has come back",
        (
            r"\b(?:is back\b(?! to| up| on)|happening again|has come back|came back|again today|started again|"
            r"same (?:problem|issue|error) (?:again|as)|re-?occur\w*|recur\w*|once more)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2,
        "describes people set up wrongly",
        (
            r"\b(?:set up|created|provisioned|loaded|added|configured)\b.{0,60}\b(?:but|without|w/o|incorrectly|"
            r"wrong)\b"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "shows a monitoring alarm",
        (
            r"\b(?:\[?(?:warn(?:ing)?|critical|alert|alarm)\]?:? .{0,60}(?:threshold|down|probe|check|trunk|"
            r"queue)|state: +\w+|0 answered|first seen)"
        ),
    ),
)

TROUBLE_CUES: tuple[Cue, ...] = (
    cue(
        _K.INCIDENT,
        2,
        "says what cannot be done",
        (
            r"\b(?:can(?:'t|not|t| not)|unable to|not able to|won't let (?:me|us|them|him|her|agents)|"
            r"doesn't let (?:me|us|them|agents)) (?!find (?:it |this |that )?(?:in|where|anything)|wait|say|tell|"
            r"remember|believe|make (?:it|the)|come|attend|recommend|thank|stand|imagine|promise|be moved|accept|"
            r"agree|have (?:it|this|that)|use)\w+"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "quotes what the screen says",
        (
            r"\b(?:gets?|getting|got|says|saying|shows?|showing|reads|sees?|seeing|with|error|message) (?:an? |"
            r"the |just |only )?(?:error |message |pop-?up |banner )?(?:of |saying |that says |: ?)?[\"'“]\w"
        ),
    ),
    cue(
        _K.INCIDENT,
        2.5,
        "describes something the wrong way round",
        (
            r"\b(?:(?:the )?wrong way (?:round|around)|upside down|swapped with|reversed|inverted|backwards|"
            r"in the wrong \w+|wrong (?!address|person|number|department\?|chat|channel|window|thread|mailbox|"
            r"one)\w+|instead of (?:the|our|my|a|to)|fast busy|busy (?:tone|signal)|beeps?\b|not in service|"
            r"lost its|lose[s]? (?:the|its|their) (?:call|connection|audio|session)|thrown out|"
            r"keeps? (?:on )?(?:\w+ing|asking|logging|dropping)|unreachable|capacity is gone|got (?:cut|lost|"
            r"mixed|swapped|garbled|stuck)|are gone|is gone|"
            r"hear (?:themselves|themself|himself|herself|myself|ourselves)|arrives? twice|come[s]? (?:in |"
            r"up )?twice|twice each|(?:count|counts|counted|shows?|bills?|logs?|appears?) (?:\w+ ){0,3}(?:double|"
            r"twice)|0 handled|does not add up|do(?:es)? not add up|don't add up|not visible|"
            r"invisible|not there|nowhere to be (?:seen|found)|has? not come|greyed out|grayed out|unplayable|"
            r"unusable|not logged|expired|locked out|account (?:is )?(?:disabled|locked))"
        ),
    ),
)
