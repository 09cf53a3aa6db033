"""When a contact is asked about mail in his name, and what his answer is taken to say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices import DeskCard, WasThisYou
from bot.policy.asking import Circumstances, understand_answer, why_not_asked
from tests.bot.page import RENDERER
from tests.clock import NOON

ASKED = Circumstances(
    now=NOON, wanted=True, rule="sender-not-genuine", address="kim@bluefern.example", ask_within=timedelta(hours=24)
)
SUBJECT = "Re: Was this you? A mail in your name is waiting"


def test_a_contact_is_asked_about_mail_that_nobody_vouches_for() -> None:
    assert why_not_asked(ASKED) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"wanted": False}, "not asked here"),
        ({"rule": "not-a-designated-contact"}, "nobody's name"),
        ({"rule": "no-usable-sender"}, "nobody's name"),
        ({"rule": "writes-as-the-desk"}, "nobody's name"),
        ({"address": None}, "no Designated Contact"),
        ({"from_desk": True}, "the desk's own name"),
        ({"invalid": "his last day was 2026-01-31"}, "2026-01-31"),
        ({"silent": True}, "old mail"),
        ({"automatic": True}, "a machine"),
        ({"undeliverable": True}, "comes back"),
        ({"said_no": True}, "not his"),
        ({"last_asked": NOON - timedelta(hours=23, minutes=59)}, "asked lately"),
        ({"last_asked": NOON}, "asked lately"),
    ],
)
def test_a_contact_is_not_asked(change: dict[str, object], why: str) -> None:
    assert why in why_not_asked(replace(ASKED, **change))  # type: ignore[arg-type]


def test_after_the_period_he_may_be_asked_again() -> None:
    assert why_not_asked(replace(ASKED, last_asked=NOON - timedelta(hours=24))) == ""


YES = """
yes
Yes
YES!
yes.
 *Yes*
"Yes"
Yes yes
Yep
yeah, that was me
yes, that was me
Yes that was me
Yes, it was me.
Yes it's mine
Yes, it’s mine
Yes, I sent it
yes i sent this mail
yes - that was me
Yes, this was us
Yes, I wrote that message
Yes, that was me, please handle it today
Yes. Please look at it soon.
Yes! Thanks, Kim
It was me
That was me.
that was from me
This is mine
I sent it
I confirm, that was me
Correct, I sent it
Yes, correct
Yes, confirmed
Definitely, that was me
Yes, of course
Hello, yes, that was me
Hi team, yes
Good morning! Yes, it was me.
Ja
Ja, das war ich
Ja das war ich.
Das war ich
Ja, die Nachricht ist von mir
Ja, habe ich geschickt
Genau, das war ich
Hallo, ja, das war ich
Oui
Oui, c'était moi
Oui c’était bien moi
C'est moi
Bonjour, oui, c'est bien moi
Sí
Sí, fui yo
sí, es mío
Fui yo
Hola, sí, he sido yo
Ja, dat was ik
Dat was ik
Ja, dit bericht is van mij
Sì
Sì, sono stato io
Sì, ero io
Sim
Sim, fui eu
Sim, é minha
Ja, det var jag
Det var jag
Ja, det var mig
Ja, det var jeg
Tak, to ja
はい
是的
Да
Да, это я
"""

NO = """
no
No
NO!
no.
**No**
No no
Nope
No, it was not me
No, it wasn't me
No it wasn’t me.
No, that was not me
No, that is not mine
no, not me
Not me
not me!
not mine
Wasn't me
It wasnt me
This was not me
It was not from me
No, I did not send this
No, I didn't send it
I did not send this
I didn't write that mail
I have not sent this
I never sent this
No. Please block them!
No! Somebody is using my name.
No, that was not me, please delete it
Definitely not
Absolutely not
Certainly not
Of course not
Hello, no, that was not me
Nein
Nein!
Nein, das war ich nicht
Das war ich nicht
Nein, nicht von mir
Ich war das nicht
Non
Non, ce n'était pas moi
Ce n’était pas moi
Pas moi
No, no fui yo
No fui yo
No he sido yo
Nee
Nee, dat was ik niet
Dat was ik niet
No, non sono stato io
Non sono stato io
Não
Não, não fui eu
Não fui eu
Nej
Nej, det var inte jag
Det var inte från mig
Nej, det var ikke mig
Nei, det var ikke meg
Nie, to nie ja
いいえ
不是
Нет
Нет, не я
"""

UNCLEAR = """
yes and no
yes / no
Yes or no?
Yes?
no?
no problem, it was me
No worries, that was me
No that was me
No, that was me
No, it was me
Yes, it was not me
Yes that wasn't me
yes, but I did not send the second one
Yes, maybe
I think so
I think it was me
I don't think that was me
Maybe
Not sure
No idea
No idea what this is
No thanks
Yes, I got your mail
Yes please stop sending me these
Yes, who is this?
Yes. It's a forgery, please block it
Yes. I have been hacked.
Yes! We received your message and will answer soon.
Confirmed. Your request has been received.
Hi, yes! Your ticket number is 12.
Ja! Wir haben Ihre Nachricht erhalten.
Oui ! Nous avons bien reçu votre message.
¡Sí! Hemos recibido tu mensaje.
Sim! Recebemos a sua mensagem.
Was it me?
Who is this?
What mail?
ok
OK, thanks
Thanks
Got it
Please call me
I am away until Monday
I got your mail. Yes
Please release it: yes
The answer is yes unless you mean the other one
Yesterday I wrote two mails
Nobody here wrote this
Notwithstanding the above
Vielleicht
Ja, aber nicht die zweite
Ja und nein
Nein, das war ich
Oui et non
Je ne sais pas
Sí, pero no
Forse
👍
.
---
unsubscribe
<script>yes</script>
yesno
noyes
y
"""


def _cases(block: str) -> list[str]:
    return [line for line in block.strip("\n").split("\n") if line]


@pytest.mark.parametrize("text", _cases(YES))
def test_yes(text: str) -> None:
    assert understand_answer(text, SUBJECT) == "yes"


@pytest.mark.parametrize("text", _cases(NO))
def test_no(text: str) -> None:
    assert understand_answer(text, SUBJECT) == "no"


@pytest.mark.parametrize("text", ["", " \n\n", *_cases(UNCLEAR)])
def test_what_is_unclear_is_for_a_person(text: str) -> None:
    assert understand_answer(text, SUBJECT) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("\n\n  Yes\n\nKim Aldous\nBluefern Travel", "yes"),
        ("Hi,\n\nyes, that was me.\n\nRegards\nKim", "yes"),
        ("Dear Echopass Customer Care,\n\nNo.\n\nRegards\nKim", "no"),
        ("> Was it you?\n\nYes", "yes"),
        ("Yes\n\nThere is no sound on line two, do not wait.", "yes"),
        ("No\n\nThanks for asking, it is not from here.", "no"),
        ("Yes\nNo", None),
        ("Yes.\nSomebody forged it.", None),
        ("Yes\n\nPlease block him, this is phishing.", None),
        ("Confirmed!\nYour request no. 4711 was registered.", None),
        ("Hello,\n\nyes. We received it.", None),
        ("No\n\nIt is a forgery.", "no"),
        ("Yes\n\nWait.\nIt was not me.", None),
        ("No\n\nSorry, that was me!", None),
        ("Yes. Actually no, it was not me", None),
        ("> Yes", None),
        ("Kim\nYes", None),
    ],
)
def test_the_first_line_decides_and_nothing_may_contradict_it(text: str, answer: str | None) -> None:
    assert understand_answer(text, SUBJECT) == answer


@pytest.mark.parametrize(
    ("subject", "answer"),
    [("YES", "yes"), ("Re: no", "no"), ("AW: Re: Ja, das war ich", "yes"), (SUBJECT, None), ("", None), ("Re:", None)],
)
def test_a_subject_answers_where_there_is_no_text(subject: str, answer: str | None) -> None:
    assert understand_answer("", subject) == answer
    assert understand_answer("hm", subject) is None


def test_our_own_words_below_an_answer_say_nothing() -> None:
    desk = DeskCard(name="Echopass Customer Care", address="help@echopass.example", phone="", portal="")
    notice = WasThisYou(
        greeting="Kim",
        subject="Calls drop",
        received="13 Jul 2026, 09:20 MDT",
        reasons=("no signature",),
        held_number=7,
        desk=desk,
    )
    ours = RENDERER.render(notice).text
    assert understand_answer(ours, SUBJECT) is None
    assert understand_answer(f"Yes\n\n{ours}", SUBJECT) == "yes"
    assert understand_answer(f"No, not me.\n\n{ours}", SUBJECT) == "no"


@given(st.text(max_size=300), st.text(max_size=80))
def test_any_text_is_read(text: str, subject: str) -> None:
    assert understand_answer(text, subject) in ("yes", "no", None)


@pytest.mark.parametrize(
    "text", ["yes " * 100_000, "yes, " * 100_000, "," * 500_000, "- " * 300_000, "\n" * 500_000, "é" * 300_000]
)
def test_a_long_text_is_read_no_further_than_needed(text: str) -> None:
    assert understand_answer(text, text) in ("yes", "no", None)
