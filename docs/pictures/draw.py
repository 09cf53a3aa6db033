"""Draws the pictures in this folder: sample notices and an explained message, photographed by headless Chromium.

Run it from the checkout: ``.venv/bin/python docs/pictures/draw.py`` (needs ``chromium`` on the PATH).
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from bot.explain.html import html_page
from bot.explain.page import explain
from bot.notices import Acknowledged, Added, AlertNotice, DeskCard, Notice, Question, Understood, Waiting, WasThisYou
from bot.render import Renderer
from parsers.mail import read_mail
from parsers.reader import RuleReader
from parsers.vocabulary import Channel

HERE = Path(__file__).resolve().parent
DESK = DeskCard(
    name="Echopass Customer Care",
    address="help@echopass.example",
    phone="+1 (800) 247-1517",
    portal="https://support.echopass.example",
)
PHONE = 390
DESKTOP = 760
SCREEN = 1100

MAJOR = Acknowledged(
    number="EP-104233",
    subject="Agents cannot hear callers on the billing queue",
    greeting="Kim Alvarez",
    kind="Incident",
    severity="Major (P2)",
    call_first=False,
    understood=(
        Understood(field="service", label="Service affected", value="Inbound calls", words="the billing queue"),
        Understood(field="users_affected", label="Users affected", value="40", words="about forty agents"),
        Understood(field="frequency", label="Frequency", value="every third call or so"),
        Understood(
            field="started_at", label="Started", value="Tue 19 May 2026, 08:15 MDT", words="since 8:15 this morning"
        ),
        Understood(field="connids", label="CONNIDs", value="006f02a1b3c4d5e6"),
        Understood(field="connids", label="CONNIDs", value="006f02a1b3c4d5f1"),
    ),
    missing=(
        Question(
            field="isolation_steps",
            label="Steps already taken",
            question="What have you already checked or tried, and what came of it?",
        ),
        Question(
            field="contact_phone", label="Contact phone", question="At which telephone number can we reach the contact?"
        ),
        Question(
            field="access_hours",
            label="Access hours",
            question="When can the contact be reached, or the site be entered?",
        ),
    ),
    left_out=(),
    desk=DESK,
    submitted=(
        "Hi team,\n\nsince 8:15 this morning about forty agents on the billing queue cannot hear the caller,\n"
        "every third call or so. The caller hears us. Customers hang up and ring again, so the queue is growing.\n\n"
        "Two examples:\n    006f02a1b3c4d5e6\n    006f02a1b3c4d5f1\n\nThanks\nKim"
    ),
    attachments=("one-way-audio.pcap", "wallboard 08-40.png"),
)
CRITICAL = Acknowledged(
    number="EP-104234",
    subject="ALL CALLS DOWN",
    greeting="Shay Corrigan-Duffy",
    kind="Incident",
    severity="Critical (P1)",
    call_first=True,
    understood=(
        Understood(field="service", label="Service affected", value="Inbound calls", words="no calls at all"),
        Understood(field="users_affected", label="Users affected", value="140", words="140 ppl"),
        Understood(field="impact", label="Business impact", value="140 ppl sitting on their hands"),
    ),
    missing=(
        Question(field="started_at", label="Started", question="When did it begin (date, time, time zone)?"),
        Question(
            field="contact_phone", label="Contact phone", question="At which telephone number can we reach the contact?"
        ),
    ),
    left_out=(),
    desk=DESK,
    submitted="EVERYTHING IS DOWN\nno calls at all\n140 ppl sitting on their hands\nsomebody pls",
)
ANSWERED = Added(
    number="EP-104233",
    subject="Agents cannot hear callers on the billing queue",
    greeting="Kim Alvarez",
    kind="Incident",
    severity="Major (P2)",
    call_first=False,
    understood=(
        Understood(field="isolation_steps", label="Steps already taken", value="restarted two desktops"),
        Understood(field="isolation_steps", label="Steps already taken", value="moved one agent to another VLAN"),
        Understood(field="contact_phone", label="Contact phone", value="+1 801-555-0142"),
        Understood(field="access_hours", label="Access hours", value="07:00 to 19:00", words="7 to 7"),
    ),
    missing=(),
    left_out=(),
    desk=DESK,
)
STRANGER = Waiting(subject="Question about your service", greeting="Robin Hale", desk=DESK)
QUESTION = WasThisYou(
    greeting="Kim Alvarez",
    subject="Please change our call-back number",
    received="19 May 2026, 08:17 MDT",
    reasons=(
        "it has no signature",
        "SPF: 192.0.2.44 may not send for bluefern.example",
    ),
    held_number=4711,
    desk=DESK,
)
ALERT = AlertNotice(
    subject="somebody writes in a contact's name",
    greeting="",
    text="Kim Alvarez of Bluefern Travel says that arrival 4711, which came in his name, is not his",
    command="echodesk held show 4711",
    desk=DESK,
)
HOSTILE = Acknowledged(
    number="EP-104235",
    subject="<script>alert(1)</script> {{ 7*7 }} " + "Donaudampfschifffahrtsgesellschaft" * 6,
    greeting='Bobby "<b>" Tables' + "!" * 90,
    kind="Incident",
    severity="Minor (P3)",
    call_first=False,
    understood=(
        Understood(field="service", label="Service affected", value="https://portal.example/" + "a" * 300),
        Understood(
            field="errors", label="Error messages", value="ERR_" + "X" * 120, words="</td></table><h1>owned</h1>"
        ),
        Understood(
            field="impact", label="Business impact", value="המוקד לא מקבל שיחות since 08:15, 高峰期无法接听电话"
        ),
    ),
    missing=(Question(field="users_affected", label="Users affected", question="How many users are affected?"),),
    left_out=("winmail.dat could not be opened; it is kept as it came.",),
    desk=DESK,
    submitted="{{ config }} {% raw %}\n" + "W" * 400 + "\n\n    indented\n\ttabbed\n" + "Zeile " * 120,
    attachments=("x" * 200 + ".pdf",),
    linked="EP-104001",
)
HOSTILE_QUESTION = WasThisYou(
    greeting="W" * 90,
    subject="”</td></table><h1>We are hacked</h1> reply to the other desk " + "Donaudampfschiff" * 9,
    received="19 May 2026, 08:17 MDT",
    reasons=("signed by " + "x" * 60 + ".evil.example, not by bluefern.example", "</ul><script>alert(1)</script>"),
    held_number=9_999_999_999,
    desk=DESK,
)
PICTURES: tuple[tuple[str, Notice, int, int, bool], ...] = (
    ("acknowledged-desktop", MAJOR, DESKTOP, 1750, False),
    ("acknowledged-phone", MAJOR, PHONE, 1950, False),
    ("acknowledged-dark", MAJOR, PHONE, 1950, True),
    ("critical-desktop", CRITICAL, DESKTOP, 1500, False),
    ("critical-phone", CRITICAL, PHONE, 1560, False),
    ("added-phone", ANSWERED, PHONE, 960, False),
    ("waiting-phone", STRANGER, PHONE, 440, False),
    ("was-this-you-desktop", QUESTION, DESKTOP, 860, False),
    ("was-this-you-phone", QUESTION, PHONE, 970, False),
    ("alert-desktop", ALERT, DESKTOP, 550, False),
)
TOLD = """\
Hi team,

since 8:15 this morning about forty agents on the billing queue in Denver cannot hear the caller,
every third call or so. The caller hears us. Customers hang up and ring again.

We restarted two desktops and moved one agent to another VLAN, no change.
The softphone says "Media stream lost (4107)". This is production.

Two examples:
    006f02a1b3c4d5e6
    006f02a1b3c4d5f1

--
Kim Alvarez
Operations lead, Bluefern Travel
+1 801 555 0142

On Mon, 18 May 2026 at 16:02, Lee Ostrow <lee@bluefern.example> wrote:
> Is anybody else hearing clicks on the line?
"""
EXPLAINED = ("explained-desktop", SCREEN, 2130)
HOSTILE_PICTURES = (
    ("hostile-desktop", HOSTILE, DESKTOP, 2000, False),
    ("hostile-phone", HOSTILE, PHONE, 2600, False),
    ("hostile-question-phone", HOSTILE_QUESTION, PHONE, 1300, False),
)


def photograph(html: str, picture: Path, width: int, height: int, *, dark: bool) -> None:
    """Write a PNG of the page as a window of ``width`` by ``height`` CSS pixels shows it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("draw.py needs chromium on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        # A window of headless Chromium is never narrower than 500 pixels: the phone is a frame within it.
        source = Path(folder, "mail.html")
        source.write_text(html, encoding="utf-8")
        page.write_text(
            f'<body style="margin:0"><iframe src="mail.html" style="border:0;width:{width}px;height:{height}px"></iframe>',
            encoding="utf-8",
        )
        command = [
            chromium,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-sync",
            "--no-first-run",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            f"--screenshot={picture}",
            f"--window-size={width},{height}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - a fixed list, no shell


def explained() -> str:
    """The page of a message that is told in prose, as ``echodesk explain --html`` writes it."""
    mail = EmailMessage()
    mail["From"] = "Kim Alvarez <kim@bluefern.example>"
    mail["Subject"] = "Agents cannot hear callers on the billing queue"
    mail["Date"] = "Tue, 19 May 2026 08:41:00 -0600"
    mail.set_content(TOLD)
    message = read_mail(mail.as_bytes(), channel=Channel.FILE)
    extraction = RuleReader()(message, received_at=datetime(2026, 5, 19, 14, 41, tzinfo=UTC))
    return html_page([explain("one-way-audio", message, extraction)])


def main() -> None:
    """Draw the pictures of this folder; with ``hostile FOLDER`` those of an awkward message, to be looked at."""
    renderer = Renderer()
    hostile = sys.argv[1:2] == ["hostile"]
    folder = Path(sys.argv[2]).resolve() if hostile else HERE
    for name, notice, width, height, dark in HOSTILE_PICTURES if hostile else PICTURES:
        photograph(renderer.render(notice).html, folder / f"{name}.png", width, height, dark=dark)
    if not hostile:
        name, width, height = EXPLAINED
        photograph(explained(), folder / f"{name}.png", width, height, dark=False)


if __name__ == "__main__":
    main()
