"""The words of machines, advertisers and people who meant somebody else."""

from parsers.cues.cue import Cue, cue
from parsers.vocabulary import MessageKind

_K = MessageKind

NOISE_CUES: tuple[Cue, ...] = (
    cue(
        _K.AUTOMATIC,
        8,
        "is an absence note",
        (
            r"\b(?:automatic reply|auto[- ]?reply|out[- ]of[- ](?:the[- ])?office|abwesenheits?\w*|"
            r"réponse automatique|i am (?:currently )?(?:out of (?:the )?office|on (?:annual |parental |"
            r"maternity |vacation|holiday )?leave|on (?:vacation|holiday|pto)|away (?:from|until))|"
            r"i'm (?:currently )?(?:out of (?:the )?office|on (?:annual )?leave|away until)|"
            r"will (?:be )?(?:return|back)(?:ing)? (?:to the office|on \w+day|in the office)|"
            r"limited access to (?:my )?e?-?mail|no access to (?:my )?e?-?mail|(?:mails?|messages?) (?:are|"
            r"will) not (?:be )?(?:forwarded|read)|nicht im (?:büro|haus)|in dringenden fällen|no longer (?:with|"
            r"works? (?:at|for|here)|employed)|this mailbox is (?:not|no longer|un))"
        ),
    ),
    cue(
        _K.AUTOMATIC,
        8,
        "is a delivery report",
        (
            r"(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|incomplete|report|"
            r"delayed)|mail delivery (?:failed|system|subsystem)|returned mail|failure notice|"
            r"could not be delivered|couldn't be delivered|mailer-daemon|recipient(?:'s)? (?:address rejected|"
            r"mailbox is full)|mailbox (?:is )?full|550[ -]5\.\d|message (?:has been )?(?:blocked|quarantined)|"
            r"read receipt|read: |your message was read|diagnostic code)"
        ),
    ),
    cue(
        _K.AUTOMATIC,
        5,
        "was sent by a machine",
        (
            r"\b(?:this is an? (?:automated|automatic|auto-generated|system[- ]generated)|automatically generated|"
            r"auto-generated|do not reply to this|do[- ]not[- ]reply|no-?reply|unmonitored (?:mailbox|address)|"
            r"(?:mailbox|address) is not monitored|noreply|this (?:mailbox|inbox|address) is (?:not monitored|"
            r"unattended)|unsubscribe|manage (?:your )?(?:preferences|subscription)|view (?:this (?:email|mail)|"
            r"it|online) in (?:your|a) browser|you (?:are receiving|received) this (?:e-?mail|mail|message|"
            r"notification|because)|mailing list|newsletter|digest\b|your (?:request|ticket|"
            r"case) .{0,40}(?:has been (?:received|logged|created|registered))|(?:thank you for|"
            r"we have received) (?:contacting|your (?:e-?mail|mail|message|enquiry|request))|backup (?:job|"
            r"completed|report)|cron|job (?:completed|finished|succeeded)|scheduled (?:task|report) )"
        ),
    ),
    cue(
        _K.OTHER,
        5,
        "is advertising or spam",
        (
            r"\b(?:seo\b|guest post|backlinks?|crypto\w*|bitcoin|casino|lottery|you(?:'ve| have) won|winner|"
            r"inheritance|prince|wire transfer|100% free|limited[- ]time|special offer|% off\b|discount|act now|"
            r"click here|boost your|grow your (?:business|revenue)|increase your (?:sales|traffic|revenue|leads)|"
            r"lead generation|generate (?:more )?leads|qualified leads|outsourc\w+ (?:services|partner|your)|"
            r"offshore|web (?:design|development) services|b2b (?:list|database|contacts)|email list|"
            r"attendees? list|(?:quick|15[- ]minute|brief|short) (?:call|chat|demo) (?:this|next|to|with)|"
            r"book a (?:demo|call|slot)|schedule a demo|our (?:solution|platform|company) (?:helps|can help|"
            r"offers|is a leading)|exclusive (?:offer|deal)|dear (?:sir/madam|friend|beneficiary|business owner)|"
            r"investment opportunity|webinar|free trial|pills|loan offer|i came across your (?:website|company)|"
            r"hope this (?:email )?finds you well.{0,80}(?:offer|services))\b"
        ),
    ),
    cue(
        _K.OTHER,
        4,
        "comes from a consumer or to the wrong address",
        (
            r"\b(?:my (?:order|parcel|package|delivery|sofa|refund|account balance|bill|flight|booking|"
            r"subscription|washing machine|policy|prescription|appointment|claim|card|insurance|deposit|"
            r"ticket for)|i (?:ordered|bought|purchased|booked)|order (?:number|no|#)|voucher|refund|where is my|"
            r"tracking number|your (?:shop|store|website|product|products|catalogue|courier|driver)|a replacement|"
            r"wrong (?:address|person|number, sorry|mail|email|chat|channel|window|thread)|not (?:meant|"
            r"intended) for (?:you|this)|sorry,? wrong|wrong one,? sorry|mis-?sent|"
            r"sent (?:this )?(?:to you )?by mistake|meant (?:for|to send)|looking for a job|job application|"
            r"my (?:cv|resume|résumé)|vacanc\w+|apply for|applying for|open position|pizza|lunch\?|"
            r"happy (?:birthday|friday|new year|holidays)|congrat\w*|parking|recipe|newsletter signup)\b"
        ),
    ),
    cue(
        _K.OTHER,
        3.5,
        "only says thanks or makes small talk",
        (
            r"\A[\s\W]*(?:re: [^\n]{0,80}\n\s*)?(?:(?:many |thank|thanks|thx|ty|cheers|great|awesome|perfect|"
            r"brilliant|lovely|super|much appreciated|appreciate|you(?:'re| are) (?:the best|a star|welcome)|"
            r"ok(?:ay)?|got it|noted|will do|received|you guys rock|nice|wow|amazing|legend|kudos|good (?:job|"
            r"work))\b[^?\n]{0,120}[\s\W]*)\Z"
        ),
    ),
)
