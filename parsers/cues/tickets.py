"""The words for what exists already: tickets, announced or own work, the account."""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

_K = MessageKind

TICKET_CUES: tuple[Cue, ...] = (
    cue(
        _K.STATUS_REQUEST,
        4.5,
        "asks how a ticket stands",
        (
            r"\b(?:any (?:update|updates|news|progress|word|movement|joy|luck|eta|development|idea when|feedback|"
            r"closer)|(?:what(?:'s| is)|whats) (?:the |happening with |going on with |our )?(?:status|latest|eta|"
            r"state of play|current state|happening with|progress)|status (?:of|on|update|please|pls|check|for|"
            r"\?)|where (?:are|do) (?:we|you|things) (?:with|stand|on|at)|where (?:we are|we stand|things stand|"
            r"this stands|it stands|this is at|we're at)|how(?:'s| is| are) (?:it|this|that|things|the \w+|"
            r"\S+) (?:coming|going|progressing|looking)|\beta\b|(?:heard|hear) (?:nothing|anything|back)|"
            r"not heard|haven't heard|no (?:reply|answer|response|update|word) (?:since|yet|from|so far)|"
            r"still waiting (?:for|on|to hear)|when (?:can|will|do|may|should) (?:we|i|you|it|this|"
            r"the fix) (?:expect|hear|be (?:fixed|done|ready|resolved|live|complete)|get (?:an|the|it)|know)|"
            r"chasing|(?:following|follow(?:ed)?)[ -]up on|checking (?:in|on|up)|check in on|"
            r"just (?:a )?(?:reminder|nudge|checking|chasing)|(?:gentle|friendly) (?:reminder|nudge|ping)|nudge|"
            r"have you (?:had (?:a|any)|found (?:out|any)|heard|made any)|is (?:there|someone|anyone|anybody|it|"
            r"this) (?:any(?:thing)? (?:new|progress)|(?:still )?(?:working on|looking (?:at|into)|being worked))|"
            r"(?:is|was) (?:this|it) (?:done|fixed|resolved|closed|scheduled) yet|did (?:the carrier|anyone|you|"
            r"engineering|anything) (?:ever |get |find |come |reply|say|happen)|what (?:became|happened) (?:of|"
            r"with|to)|how far)\b"
        ),
    ),
    cue(
        _K.ESCALATION,
        5,
        "asks to escalate or for a manager",
        (
            r"\b(?:escalat(?:e|ed|ing|ion)(?!s? (?:path|queue|team|skill|menu|rule|policy|list|line|option|prompt|"
            r": ?none))|(?:your|a|the|duty|on[- ]call|shift|senior|support|care) (?:manager|supervisor|"
            r"director)(?: on (?:call|duty|shift))?(?= (?:call|to|on|about|please|now|today|involved|contact|,)|"
            r"[.,;!?\n]|$)|(?:speak|talk|spoken|call(?:ed)?|hear) (?:to|with|from|back by|by) (?:a|your|the|"
            r"someone|somebody) (?:\w+ ){0,2}(?:manager|supervisor|director|senior|in charge|above|higher|"
            r"authority|boss)|someone (?:senior|in charge|higher|with authority|above)|level (?:2|two|3|three)\b|"
            r"next level|higher (?:up|level|priority)|raise (?:the|this|its) (?:priority|up)|(?:whose|"
            r"who is your) (?:boss|manager)|take (?:this|it) (?:higher|further|up (?:the|with))|want (?:this|"
            r"it) (?:raised|bumped|escalated|in front of)|bump(?:ed)? (?:up|this|it|the))\b"
        ),
    ),
    cue(
        _K.ESCALATION,
        2,
        "complains about how a ticket is handled",
        (
            r"\b(?:unacceptable|not acceptable|not good enough|fed up|(?:third|fourth|fifth|3rd|4th|5th) (?:time|"
            r"day|week|mail|email|request)|(?:two|three|four|\d) (?:weeks|days|months) (?:of|and|now|without|"
            r"with no)|nobody (?:calls|called|answers|has called|got back|responds)|no one (?:has )?(?:called|"
            r"responded|got back)|losing patience|patience|is not an answer|isn't an answer|disappointed|breach|"
            r"complaint|our (?:cio|ceo|coo|vp|director|board|management) (?:is|wants|has|are|now)|"
            r"running (?:out of|in) (?:patience|circles)|ping[- ]pong|ridiculous)\b"
        ),
    ),
    cue(
        _K.RESOLUTION,
        4.5,
        "says it can be closed",
        (
            r"\b(?:(?:you |we |please |pls |can |may |to |feel free to |happy (?:for you )?to |now |"
            r"go ahead and )close (?:it|this|the|ep|out|my|our|that|both)|(?:please|pls|can|ok to|okay to|"
            r"happy to|go ahead and) close\b|clos(?:e|ing) (?:the|this|my|our) (?:ticket|case|incident|request)|"
            r"(?:can|may|could) be closed|consider (?:it|this) (?:closed|solved|resolved|fixed)|false alarm|nvm\b|"
            r"nm\b|never ?mind|found it|figured (?:it )?out|got it (?:working|sorted|fixed)|my bad|user error|"
            r"disregard|ignore (?:my|the|that|this|me|last|above)|scrap that|no need to (?:look|investigate|"
            r"do anything|call|follow)|stand down|cancel (?:this|the|my|that) (?:ticket|request|case)|withdraw|"
            r"no longer (?:needed|required|an issue|a problem|necessary|happening|occurring|see (?:it|this|"
            r"the)))\b"
        ),
    ),
    cue(
        _K.RESOLUTION,
        3.5,
        "says it works again",
        (
            r"\b(?:(?<!not )(?<!n't )(?<!nothing )(?<!never )(?:works|working|worked|running|fine|good|ok|okay|"
            r"stable|normal|clean|quiet|happy|up|flowing|clear) (?:again|now|since)|(?:all|everything|everybody|"
            r"everyone|it|that|things)(?:'s| is| are| looks?| seems?|) (?:all |back |completely |now |"
            r"perfectly )?(?:good|fine|well|working|back|sorted|normal|green|clear|up|resolved|fixed)(?: now|"
            r" again| here| since| thanks|[.!,\n]|$)|back (?:to normal|online|up|in business|working|to life)|"
            r"(?:has|have|is|was|been|got|now|that|it|issue|problem) (?:been |now |all |completely |indeed |"
            r"since )?(?:fixed|resolved|solved|sorted|cleared up|cured)\b|(?:fix|change|patch|restart|"
            r"reboot) (?:you made |you did |from you )?(?:worked|did (?:it|the trick)|helped|holds|held|has held)|"
            r"did the trick|(?:problem|issue|error|fault|noise|echo)s? (?:has |have |is |are )?(?:gone|"
            r"disappeared|went away|stopped|cleared)|went away|not (?:happened|occurred|recurred|seen|"
            r"come back)(?: \w+){0,3} since|no (?:more|further|new) (?:drops?|errors?|issues?|problems?|"
            r"occurrences?|complaints?|cases?|reports?|calls dropp\w+)|can confirm (?:that )?(?:it|this|the|all|"
            r"everything)|confirmed (?:fixed|working)|it was (?:our own|our|on our|us|me|my|user error|a loose|"
            r"just a|the cable|only)|turned out to be|turns out|solved itself|resolved itself|nothing on your end|"
            r"our (?:own )?fault|on our (?:side|end) after all)\b"
        ),
    ),
    cue(
        _K.UPDATE,
        4,
        "answers what was asked",
        (
            r"\b(?:(?:as|like) (?:you )?(?:requested|asked|promised|discussed|agreed|wanted)|you (?:asked|wanted|"
            r"requested|were asking|need(?:ed)?)\b|(?:to |in )?answer(?:ing|s)?(?: to)? (?:your|"
            r"the) (?:questions?|mail|email)|answers? (?:below|inline|in line|to your)|(?:in reply|in response|"
            r"replying|reply) to your|here (?:you go|is the|are the|they are|it is|comes?|are (?:two|three|four|"
            r"five|some|more|our|your|all)|is (?:one|some|another))|(?:see |find )?(?:attached|enclosed|"
            r"below)[ :,](?:\w+ ){0,3}(?:logs?|traces?|screenshots?|captures?|pcaps?|files?|examples?|connids?|"
            r"list of calls|recordings?|dump)|(?:logs?|traces?|screenshots?|captures?|pcap|connids?|examples?|"
            r"recordings?)(?: \w+){0,4} (?:attached|below|uploaded|enclosed)|(?:attached|attaching|uploaded|"
            r"sending) (?:\w+ ){0,3}(?:logs?|traces?|screenshots?|captures?|pcap|connids?|examples?|dump|"
            r"recording)|(?:the )?other thing you asked)\b"
        ),
    ),
    cue(
        _K.UPDATE,
        3,
        "adds to what was said before",
        (
            r"\b(?:more (?:info|information|detail|details|examples|data|connids)|(?:another|further|one more|"
            r"two more|additional|fresh|new|extra) (?:example|examples|connid|connids|info|information|detail|"
            r"details|case|data point|sample|occurrence)|further to|adding to (?:this|my|the|our)|to add to|"
            r"additional (?:info|detail|note)|forgot to (?:say|mention|add|tell|attach)|(?:should|"
            r"meant to) (?:have )?(?:say|said|mention|mentioned|add)|correction\b|one more thing|update (?:from|"
            r"on|for) (?:our|my|us|the|this)|small update|quick update|an update from|fyi (?:on|for) (?:this|ep)|"
            r"also (?:seeing|seen|happening|noticed|affects|now)|now also|still (?:happening|the same|occurring|"
            r"not (?:working|fixed|resolved)|seeing|going on|failing|dropping)|spoke (?:too soon|with our|to our)|"
            r"just (?:heard|learned|found out)|we (?:have )?(?:now )?(?:narrowed|found out|noticed that)|"
            r"happened again|for (?:ticket|case|ep)|re(?:garding|ference)?:? (?:ticket|case)|on (?:ticket|"
            r"case) ep)\b"
        ),
    ),
    cue(
        _K.RESCHEDULE,
        3,
        "speaks of announced maintenance",
        (
            r"\b(?:(?:planned|scheduled|announced|your|the|quarterly|annual|weekly|upcoming|proposed|tuesday|"
            r"thursday|saturday|night) (?:\w+ ){0,2}(?:maintenance|work|works|window|upgrade|downtime|outage|"
            r"interruption)|maintenance (?:window|notice|on|of|for|pm|planned|scheduled|announcement|"
            r"notification)|pm-\d+|change window|blackout|your (?:notice|notification|announcement|mail|"
            r"email) (?:about|of|on|for|regarding))\b"
        ),
    ),
    cue(
        _K.RESCHEDULE,
        4,
        "asks for another date",
        (
            r"\b(?:re-?schedul\w*|postpon\w*|push(?:ed)? (?:it |this |that |the \w+ )?(?:back|out|to)|"
            r"another (?:date|night|day|time|window|weekend|week|slot)|different (?:date|night|day|time|window|"
            r"weekend|week|slot)|(?:other|later|earlier) (?:date|night|day|window|slot|weekend)|move (?:it|this|"
            r"that|the (?:\w+ )?(?:maintenance|window|work|date|upgrade))|(?:be|it) moved|can(?:'t|not) (?:accept|"
            r"agree|have (?:it|this|that)|live with)|(?:doesn't|does not|won't|will not|not going to) (?:work|"
            r"suit|fit)(?: for us| us)?(?=[.,;!]| because| for| with| at| on)|clash(?:es)?|conflicts? with|"
            r"collid\w*|object(?:ion)? to|we object|worst (?:possible )?(?:time|night|date|day)|bad (?:time|"
            r"timing|night)|terrible (?:time|timing)|could it (?:go|be|happen|wait)|delay the|any other (?:date|"
            r"night|day|weekend)|hold off|not (?:on )?that (?:night|day|date|weekend)|please (?:don't|do not|"
            r"avoid))\b"
        ),
    ),
    cue(
        _K.NOTICE,
        4.5,
        "tells support of own work",
        (
            r"\b(?:(?:we|i|our [\w ]{2,30}|it|they) (?:will|shall|are going to|is going to|plan(?:s)? to|"
            r"are planning to|intend to|(?:are|is) (?:scheduled|due) to|'ll|are|is|"
            r"am) (?:be )?(?:\w+ly )?(?:replac\w*|upgrad\w*|migrat\w*|switch\w* (?:over|to|our|from|the)|moving|"
            r"chang(?:e|ing) (?:our|the|over)|reboot\w*|restart\w*|patch\w*|perform\w*|carry\w* out|tak(?:e|"
            r"ing) (?:down|our|the)|cut(?:ting)? over|shut\w*|test(?:ing)?|doing|do (?:a|our|some|maintenance)|"
            r"relocat\w*|renumber\w*|rewir\w*|install\w*|roll(?:ing)? out|swap\w*|work(?:ing)? on (?:our|the)|"
            r"hav(?:e|ing) (?:a |our )?(?:maintenance|power|planned|network|firewall|generator|fail)|"
            r"run(?:ning)? (?:a|our) (?:test|drill|failover|dr)|(?:switched|powered) off|down for|offline (?:for|"
            r"from|on|between))|our (?:own )?(?:maintenance|change window|network maintenance|firewall (?:change|"
            r"upgrade|replacement)|planned (?:work|change|outage)|carrier (?:change|migration|is)|isp|"
            r"data ?cent(?:er|re)|power (?:work|test|shutdown)|generator test|crm (?:upgrade|release|migration|"
            r"is upgraded))|failover (?:test|drill|exercise)|dr (?:test|drill|exercise)|fire drill|is upgraded)\b"
        ),
    ),
    cue(
        _K.NOTICE,
        3,
        "is for information only",
        (
            r"\b(?:for your information|for info(?:rmation)?\b|fyi\b|(?:want|wanted|like|writing|"
            r"this is) (?:\w+ )?to (?:inform|let you know|notify|tell you|advise|give you)|just (?:so you know|"
            r"letting you know|to let you know|a (?:heads|note)|informing)|so you know|so that you know|"
            r"heads[- ]?up|please (?:be (?:advised|aware|informed)|note)|be advised|this is to (?:inform|notify|"
            r"advise)|no (?:action|response|reply|ticket) (?:is )?(?:needed|required|necessary|on your)|"
            r"nothing (?:is )?(?:needed|required|to do|for you|from you|you need)|(?:don't|do not) need anything|"
            r"no need to do|need nothing|(?:don't|do not) be alarmed|(?:ignore|expect|suppress|disregard) (?:any |"
            r"the |all )?(?:alarms?|alerts?|drops?)|if you see (?:alarms?|alerts?|drops?|a drop|us)|"
            r"as (?:a )?(?:courtesy|required|agreed by the guide)|informational|for the record|for your records?|"
            r"information:)\b"
        ),
    ),
    cue(
        _K.NOTICE,
        3,
        "reports a milestone",
        (
            r"\b(?:milestone|went live|go[- ]live (?:was|confirmed|complete|went)|cut-?over|phase (?:\d|one|two|"
            r"three) (?:is|was|has|of|complete|done|finished|signed)|signed[- ]off|sign-?off|uat (?:is|was|has|"
            r"complete|passed|finished|done)|(?:is|are|was|were) (?:now )?(?:complete|completed|finished) (?:as|"
            r"on|ahead|and)|on track|pilot (?:is|has|starts|ended|went|group)|kick-?off|project (?:plan|phase|"
            r"update|milestone|name|status)|migration (?:is|was) (?:complete|done|finished)|ready for (?:testing|"
            r"cutover|go-live))\b"
        ),
    ),
    cue(
        _K.ACCOUNT,
        5,
        "is about billing, contract or contacts",
        (
            r"\b(?:invoices?|invoicing|billing (?:dept|department|question|address|contact|statement|period|error|"
            r"issue|cycle|team at|portal|inquiry|enquiry|for)|billed|bill for|overcharg\w*|double[- ]charged|"
            r"charged (?:us|for|twice|\$)|contract(?:s|ual)?\b|renewal|renew (?:the|our)|purchase order|"
            r"po (?:number|#|no)|credit (?:note|memo)|tax[- ]exempt\w*|tax certificate|vat (?:id|number|no)|w-?9|"
            r"remit\w*|accounts payable|pricing|price list|list price|designated contacts?|"
            r"authori[sz]ed contacts?|named contacts?|contact list|(?:training|course|completion|"
            r"admin course) certificates?|certificate (?:of|for|attached|from|is)|certif(?:ied|ication)|"
            r"retrain\w*|introductory (?:training|course)|customer experience manager|\bcem\b|nda\b|"
            r"vendor (?:form|registration|questionnaire)|sla credits?|service credits?|licen[cs]e (?:count|fees?|"
            r"renewal|invoice)|subscription fees?|statement of account|cost cent(?:er|re)|late fee|"
            r"payment (?:terms|overdue|reminder|method|of|for)|refund on|"
            r"per[- ]seat (?:price|rate|fee|charge)|amendment|master agreement|msa\b|terminate the)\b"
        ),
    ),
)
