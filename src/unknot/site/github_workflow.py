"""A scheduled workflow that publishes what is due, day by day, to GitHub Pages."""

from __future__ import annotations

import shlex

from unknot.site.state import NAME

WORKFLOW = """\
# Publishes each session on its day. Copy to .github/workflows/publish.yml in the repository that
# holds your workspace, and choose "GitHub Actions" under Settings, Pages.
name: publish
on:
  schedule:
    - cron: "20 0 * * *"   # every day, after midnight UTC
  workflow_dispatch:
permissions:
  contents: read
  pages: write
  id-token: write
concurrency: publish
jobs:
  publish:
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: ${{{{ steps.deployment.outputs.page_url }}}}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install unknot
      # What players know the sessions by lives in the site itself; it must not be lost.
      - run: |
          mkdir -p {folder}
          curl --fail --silent --show-error --location {state_url} -o {state} || rm -f {state}
      - run: {command}
      - run: unknot lint site
      - uses: actions/configure-pages@v5
      - uses: actions/upload-pages-artifact@v3
        with:
          path: site
      - id: deployment
        uses: actions/deploy-pages@v4
"""


def workflow(base: str, folder: str, start: str, every_s: int, sessions: tuple[str, ...]) -> bytes:
    """The workflow file for a site at ``base``; ``folder`` is its unguessable one, or empty."""
    arguments = ["unknot", "publish", "site", *sessions, "--base-url", base, "--start", start]
    if every_s != 86_400:
        arguments += ["--every", f"{every_s}s"]
    if folder:
        arguments.append("--unlisted")
    inside = f"site/{folder}" if folder else "site"
    url = f"{base}/{folder}/{NAME}" if folder else f"{base}/{NAME}"
    text = WORKFLOW.format(
        folder=inside, state=f"{inside}/{NAME}", state_url=url, command=shlex.join(arguments)
    )
    return text.encode()
