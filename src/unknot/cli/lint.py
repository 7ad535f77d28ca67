"""``unknot lint``"""

from __future__ import annotations

import click

from unknot.cli.json_output import make_row, print_json
from unknot.cli.main import Globals
from unknot.cli.options import json_option
from unknot.cli.output import tell
from unknot.cli.speaking import bar


@click.command()
@click.argument("target", metavar="SITE|URL")
@click.option("--strict", is_flag=True, help="What only SHOULD be is a failure too.")
@json_option
@click.pass_obj
def command(options: Globals, /, target: str, strict: bool, as_json: bool) -> None:
    """Hold a site, or a feed on a host, against what players and directories ask for.

    Everything in the feed and everything that it leads to is read; for a URL, the host is asked
    for ranges, types and the like too. Exit code 1 when something is not as it MUST be.
    """
    from unknot.lint.lint import lint
    from unknot.lint.rules import RULES

    with bar(options, "looking", len(RULES)) as step:
        found = lint(target, lambda: step(1))
    if as_json:
        print_json("lint", findings=[
            make_row("fault", each, rule=each.rule.id, level=each.rule.level, fix=each.rule.fix,
                source=each.rule.source)
            for each in found
        ])  # fmt: skip
    else:
        for each in found:
            click.echo(str(each))
    musts = sum(each.rule.level == "MUST" for each in found)
    count = f"{musts} MUST, {len(found) - musts} SHOULD" if found else "nothing to mend"
    tell(options, [f"{count}; {len(RULES)} rules"], "")
    if musts or (strict and found):
        raise SystemExit(1)
