"""Explanations as one HTML page that needs nothing else: no script, no picture, nothing from elsewhere.

spaCy's displaCy draws spans too, but runs all lines together, marks whole words only and lets its labels overlap.
"""

from collections.abc import Sequence
from functools import cache

import jinja2

from bot.explain.page import Explanation
from bot.render import environment


def html_page(pages: Sequence[Explanation]) -> str:
    """The page. Everything that a customer wrote is escaped by the template engine."""
    title = pages[0].identity if len(pages) == 1 else f"{len(pages)} messages"
    return _template().render(pages=pages, title=title) + "\n"


@cache
def _template() -> jinja2.Template:
    return environment().get_template("explain/page.html")
