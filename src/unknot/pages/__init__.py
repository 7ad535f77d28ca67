"""Every page that unknot writes, as files that a designer edits: templates, styles, a script; and
in ``hosting``, what hosts are told.

The templates are Jinja's; https://jinja.palletsprojects.com/templates/ says how they are written.
A page holds all it needs, so that it opens from disk and asks nobody.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_HERE = Path(__file__).parent


def render(template: str, **values: object) -> str:
    """The page that ``template`` (a file of this folder) makes of ``values``.

    In pages of HTML text is escaped; the same values always give the same page. A name that the
    template asks for and ``values`` lacks raises jinja2.UndefinedError.
    """
    return _environment().get_template(template).render(values)


def markup(html: str) -> Markup:
    """``html`` as something that a template puts in as it stands. Never for words of people."""
    from markupsafe import Markup

    return Markup(html)


@cache
def _environment() -> Environment:
    # Here, not above: it takes a tenth of a second, and few commands write a page.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=FileSystemLoader(_HERE), undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    made.globals["source"] = source
    return made


@cache
def source(name: str) -> Markup:
    """A style or a script, to be put into a page."""
    return markup((_HERE / name).read_text(encoding="utf-8").strip())
