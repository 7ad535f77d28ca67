"""Lint: every rule over one site."""

from __future__ import annotations

from pathlib import Path

from unknot.errors import SiteError
from unknot.lint.access import Access, Folder, Web
from unknot.lint.audit import Audit
from unknot.lint.rule import SiteFinding
from unknot.lint.rules import RULES


def lint(target: str) -> tuple[SiteFinding, ...]:
    """Every finding about the site in a folder, or the feed at an address.

    Raises SiteError when there is no feed at all.
    """
    audit = Audit(_access(target))
    return tuple(
        SiteFinding(rule=rule, where=where, message=message)
        for rule in RULES
        for where, message in rule.check(audit)
    )


def _access(target: str) -> Access:
    if target.startswith(("http://", "https://")):
        return Web(target)
    path = Path(target)
    if path.name == "feed.xml" and path.is_file():
        path = path.parent
    if not path.is_dir():
        raise SiteError(target, "is neither a folder nor an address", "name a site, or its URL")
    return Folder(path)
