"""Replies and forwards as the usual mail programs write them in HTML: the writer's own words come out alone."""

import pytest

from parsers.mail import read_mail
from parsers.vocabulary import ZoneKind
from tests.parsers.mail.letters import html, multipart

OLD = "Is the Billing queue up again?"
NEW = "No, 25 agents still hear silence."
ON = "On Mon, May 4, 2026 at 10:00 AM Care Desk &lt;<a href='mailto:help@desk.example'>help@desk.example</a>&gt; wrote:"

REPLIES = {
    "gmail": f"""<div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr"
        class="gmail_attr">{ON}<br></div>
        <blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid
        rgb(204,204,204);padding-left:1ex">
        <div dir="ltr">{OLD}</div></blockquote></div>""",
    "outlook for windows": f"""<div class="WordSection1"><p class="MsoNormal">{NEW}<o:p></o:p></p><p
        class="MsoNormal"><o:p>&nbsp;</o:p></p>
        <div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p
        class="MsoNormal"><b>From:</b> Care Desk
        &lt;help@desk.example&gt; <br><b>Sent:</b> Monday, May 4, 2026 10:00 AM<br><b>To:</b> Ann Field
        &lt;ann@firm.example&gt;<br>
        <b>Subject:</b> RE: Lines down<o:p></o:p></p></div></div><p class="MsoNormal">{OLD}<o:p></o:p></p></div>""",
    "outlook on the web": f"""<div class="elementToProof" style="font-size: 12pt">{NEW}</div><div
        id="appendonsend"></div>
        <hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font
        face="Calibri" color="#000000">
        <b>From:</b> Care Desk &lt;help@desk.example&gt;<br><b>Sent:</b> Monday, May 4, 2026 10:00 AM<br><b>To:</b>
        Ann<br>
        <b>Subject:</b> Lines down</font><div>&nbsp;</div></div><div>{OLD}</div>""",
    "outlook in german": f"""<p class="MsoNormal">{NEW}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p
        class="MsoNormal">
        <b>Von:</b> Care Desk<br><b>Gesendet:</b> Montag, 4. Mai 2026 10:00<br><b>An:</b> Ann<br><b>Betreff:</b> AW:
        Leitung</p></div>
        <p class="MsoNormal">{OLD}</p>""",
    "apple mail": f"""<html><body style="word-wrap: break-word;">{NEW}<br><div><br><blockquote type="cite"><div>On
        May 4, 2026, at 10:00, Care
        Desk &lt;help@desk.example&gt; wrote:</div><br
        class="Apple-interchange-newline"><div>{OLD}</div></blockquote></div></body></html>""",
    "iphone": f"""<div dir="ltr">{NEW}<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote
        type="cite">On May 4, 2026, at
        10:00, Care Desk &lt;help@desk.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div
        dir="ltr">{OLD}</div></blockquote></div>""",
    "thunderbird": f"""<p>{NEW}</p><div class="moz-cite-prefix">Am 04.05.2026 um 10:00 schrieb Care Desk:<br></div>
        <blockquote type="cite" cite="mid:1@desk.example"><p>{OLD}</p></blockquote>""",
    "yahoo": f"""<div class="ydp-yahoo-style-wrap"><div dir="ltr">{NEW}</div></div><div id="yahoo_quoted"
        class="yahoo_quoted"><div>
        <div> On Monday, May 4, 2026 at 10:00:00 AM MDT, Care Desk &lt;help@desk.example&gt; wrote:
        </div><div><br></div><div>{OLD}</div></div></div>""",
    "proton": f"""<div>{NEW}</div><div class="protonmail_quote">On Monday, May 4th, 2026 at 10:00 AM, Care Desk
        &lt;help@desk.example&gt; wrote:
        <br><blockquote class="protonmail_quote" type="cite">{OLD}</blockquote></div>""",
}
WRITTEN = "The carrier says it is theirs."
FORWARDS = {
    "gmail": f"""<div dir="ltr">{NEW}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">----------
        Forwarded message ---------<br>
        From: <b>Bob</b> &lt;bob@vendor.example&gt;<br>Date: Mon, May 4, 2026 at 9:00 AM<br>Subject: Trunk<br>To:
        Ann<br></div>{WRITTEN}</div></div>""",
    "apple mail": f"""{NEW}<br><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From:
        </b>Bob</div>
        <div><b>Subject: </b>Trunk</div><br><div>{WRITTEN}</div></blockquote></div>""",
    "outlook": f"""<p>{NEW}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b>
        Bob<br><b>Sent:</b> Monday, May 4, 2026<br>
        <b>To:</b> Ann<br><b>Subject:</b> Trunk</p></div><p>{WRITTEN}</p>""",
}


@pytest.mark.parametrize("markup", REPLIES.values(), ids=REPLIES.keys())
def test_a_reply_leaves_the_new_words(markup: str) -> None:
    message = read_mail(multipart("mixed", html(markup)))
    assert message.own_text == NEW
    assert OLD in message.zone_text(ZoneKind.QUOTE)


@pytest.mark.parametrize("markup", FORWARDS.values(), ids=FORWARDS.keys())
def test_what_is_forwarded_is_content(markup: str) -> None:
    raw = multipart("mixed", html(markup)).replace(b"Subject: Lines down", b"Subject: FW: Trunk")
    message = read_mail(raw)
    assert message.zone_text(ZoneKind.OWN).strip() == NEW
    assert WRITTEN in message.zone_text(ZoneKind.FORWARD)
