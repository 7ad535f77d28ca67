"""Lint: every rule over one site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from unknot.errors import SiteError
from unknot.lint.access import Folder, SpentError
from unknot.lint.audit import Audit
from unknot.lint.rule import SiteFinding, SiteRule
from unknot.lint.rules import RULES
from unknot.lint.web import Web
from unknot.suggest import suggest_path


def lint(target: str, report: Callable[[], None] = lambda: None) -> tuple[SiteFinding, ...]:
    """Every finding about the site in a folder, or the feed at an address.

    ``report`` is called when another of RULES was looked at. Raises SiteError when there is no
    feed at all.
    """
    audit = Audit(_access(target))
    found: list[SiteFinding] = []
    for rule in RULES:
        found += _held(rule, audit)
        report()
    return tuple(found)


def _held(rule: SiteRule, audit: Audit) -> Iterator[SiteFinding]:
    """What ``rule`` finds. Feeds come from anywhere: what confounds a rule is a finding as well."""
    try:
        for where, message in rule.check(audit):
            yield SiteFinding(rule=rule, where=where, message=message)
    except SpentError as why:
        message = f"was not looked at to its end, for {why}"
        yield SiteFinding(rule=rule, where="feed", message=message)
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError) as error:
        message = f"cannot be made sense of ({type(error).__name__}: {str(error)[:80]})"
        yield SiteFinding(rule=rule, where="feed", message=message)


def _access(target: str) -> Folder | Web:
    address = target.strip()
    if address.lower().startswith(("http://", "https://")):
        return Web(address)
    path = Path(target)
    if path.name == "feed.xml" and path.is_file():
        path = path.parent
    if not path.is_dir():
        hint = f"name a site, or its URL with https:// in front; {suggest_path(path)}"
        if path.is_file():
            hint = "name the folder of a site; of a feed that was saved, call the file feed.xml"
        raise SiteError(target, "is neither a folder nor an address", hint)
    return Folder(path)
