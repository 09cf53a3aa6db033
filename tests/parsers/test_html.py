"""HTML mail as text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.html import html_to_text, link_target
from parsers.htmltokens import token_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("one\n two\t three", "one two three"),
        ("a &amp; b &lt;c&gt; &nbsp; &eacute;&#8364;", "a & b <c> é€"),
        ("<ul><li>one<li>two</ul>", "  * one\n  * two"),
        (
            "<table><tr><td>Users</td><td>25</td></tr><tr><td>Queue</td><td>Billing</td></tr></table>",
            "Users  25\nQueue  Billing",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("just text", "just text"),
        ("<?xml version='1.0'?><p>x</p>", "x"),
        ("", ""),
        ("   ", ""),
        ("<p></p>", ""),
        ("<<<>>>", "<<<>>>"),
        ("\ud800<p>x\x00y</p>", "\ufffd\n\nxy"),
        # what nobody sees
        ("<style>p{}</style><script>alert(1)</script><title>t</title><p>x</p>", "x"),
        ("<p>x<!-- hidden --> y</p>", "x y"),
        ("<div style='display:none'>pre</div>x", "x"),
        ("<div style='DISPLAY : NONE !important'>pre</div>x", "x"),
        ("<span style='font-size:0px'>pre</span>x", "x"),
        ("<span style='font-size:10px'>seen</span>", "seen"),
        ("<div style='max-height:0;overflow:hidden'>pre</div>x", "x"),
        ("<div style='max-height:0.5em'>seen</div>", "seen"),
        ("<div hidden>pre</div>x", "x"),
        ("<p>a<span style='mso-hide:all'>pre</span> tail</p>", "a tail"),
        ("<img src='https://track.example/x.png' alt='logo'>x", "x"),
        # links
        ("<a href='https://portal.example/x'>the portal</a>", "the portal <https://portal.example/x>"),
        ("<a href='https://portal.example/x'>the <b>portal</b></a>!", "the portal <https://portal.example/x>!"),
        ("<a href='https://portal.example/'>portal.example</a>", "portal.example"),
        ("<a href='mailto:ann@firm.example'>ann@firm.example</a>", "ann@firm.example"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a name='top'>x</a>", "x"),
        # quotes
        ("<p>No.</p><blockquote type='cite'>Up?<br>Ann</blockquote>", "No.\n\n> Up?\n> Ann"),
        (
            "<blockquote class='gmail_quote'>a<blockquote class='gmail_quote'>b</blockquote></blockquote>c",
            "> a\n> > b\nc",
        ),
        ("<blockquote style='border-left:1px solid #ccc'>a</blockquote>", "> a"),
        ("<blockquote style='margin:0 0 0 40px;border:none'>indented</blockquote>", "indented"),
        (
            "<div id='divRplyFwdMsg'><b>From:</b> A<br><b>Sent:</b> Monday<br><b>To:</b> B<br><b>Subject:</b> X</div>",
            "From: A\nSent: Monday\nTo: B\nSubject: X",
        ),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    found = html_to_text(html)[0]
    assert [line.rstrip() for line in found.split("\n")] == text.split("\n")


def test_text_nested_deeper_than_the_tree_goes_is_not_lost() -> None:
    assert html_to_text("<div>" * 1000 + "deep" + "</div>" * 1000)[0] == "deep"
    assert html_to_text("<table><tr><td>" * 400 + "deep<br>down")[0] == "deep\ndown"


def test_very_long_html_is_cut_and_said() -> None:
    text, damage = html_to_text("<p>word</p>" * 200_000)
    assert text.startswith("word")
    assert damage is not None
    assert "very long" in damage


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a<p>b<br>c", "a\nb\nc"),
        ("a<script>if (a<b) x()</script>b", "ab"),
        ("a<style>never closed", "a"),
        ("a<!-- c -->b<!-- never closed", "ab"),
        ("<td>a<td>b", "a b"),
        ("&amp;lt; &#xD800; &#0; &unknown;", "&lt; \ufffd \ufffd &unknown;"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_token_text(html: str, text: str) -> None:
    assert token_text(html) == text


@pytest.mark.parametrize(
    ("href", "text", "target"),
    [
        ("https://a.example/x", "here", "https://a.example/x"),
        ("https://a.example", "https://a.example/", ""),
        ("http://www.a.example", "a.example", ""),
        ("https://evil.example", "https://a.example", "https://evil.example"),
        ("tel:+1-555-0100", "+1 555 0100", ""),
        ("cid:1", "x", ""),
        ("https://a.example/" + "x" * 600, "x", ""),
        ("http://[bad", "x", ""),
        ("https://a.example", "", ""),
        ("/relative", "x", ""),
    ],
)
def test_link_target(href: str, text: str, target: str) -> None:
    assert link_target(href, text) == target


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "<div>",
            "<!--",
            "<table><tr><td>",
            "<p>hello</p>",
            "x='1' ",
            "&amp;",
            "<",
            "<b>",
            "<a href='http://x.example/'>",
        ),
        *(
            "<ul><li>",
            "<script>",
            "<blockquote type=cite>",
            "</div>",
            "<font><p>",
            "<td colspan=99999>",
            ">",
            "<style>",
        ),
    ],
)
def test_the_cost_is_bounded(piece: str) -> None:
    html = piece * (500_000 // len(piece))
    start = time.thread_time()
    html_to_text(html)
    assert time.thread_time() - start < 4.0


TAGS = [
    "<p>",
    "</p>",
    "<div",
    ">",
    "<blockquote type=cite>",
    "</blockquote>",
    "<a href=x>",
    "<a href='https://x.example'>",
    "</a>",
]
MORE = [
    "<table>",
    "<tr>",
    "<td rowspan=-1>",
    "<td colspan=x>",
    "<li>",
    "<!--",
    "-->",
    "&#xD800;",
    "\ud800",
    "text",
    " ",
    "\n",
    "\x00",
]


@given(st.lists(st.sampled_from(TAGS + MORE), max_size=40).map("".join))
def test_never_raises_and_is_encodable(html: str) -> None:
    html_to_text(html)[0].encode()
