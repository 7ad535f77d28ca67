"""An app over a workspace, spoken by the tone engine, as a client meets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from unknot.cli.serve import open_studios
from unknot.serve.app import Served, Serving, make_app
from unknot.serve.door import Door
from unknot.serve.run import bound, server

HOST = "127.0.0.1:8080"


@contextmanager
def client(workspace: Path | None = None, token: str = "") -> Iterator[TestClient]:
    """A client of the app behind its door."""
    app = make_app(
        Serving(
            workspace=workspace, open_studios=open_studios("tone"), voices={"": "usual"},
            country="AU",
        )
    )  # fmt: skip
    with TestClient(
        Door(
            app,
            [HOST],
            lambda: replace(app.state.keys(), lan=token),
            app.state.served.known,
            lan=bool(token),
        ),
        base_url=f"http://{HOST}",
    ) as made:
        made.served = app.state.served
        yield made
    app.state.served.close()


@contextmanager
def connected(made: TestClient) -> Iterator[tuple[httpx.Client, Any]]:
    """A client of the same app behind the same door, over connections; and their server."""
    with closing(bound("127.0.0.1", 0)) as listening:
        serving = server(made.app)
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            port = listening.getsockname()[1]
            at = str(made.base_url).replace(HOST, f"127.0.0.1:{port}")
            with httpx.Client(base_url=at, headers={"host": HOST}, timeout=60) as web:
                yield web, serving
        finally:
            serving.should_exit = True
            thread.join()


@contextmanager
def own_data(factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder that no other tests fill; clips are those of the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNKNOT_DATA", str(factory.mktemp("serve") / "data"))
        yield


@contextmanager
def client_in_the_network(workspace: Path | None = None) -> Iterator[TestClient]:
    """A client that has the key in its address."""
    with client(workspace, token="in-the-network") as made:
        made.base_url = f"http://{HOST}/in-the-network"
        yield made


def served(made: TestClient) -> Served:
    found: Served = made.served
    return found


def ready(made: TestClient, wish: str, seconds: float = 60) -> str:
    """Have ``wish`` spoken; the address of its track."""
    import re
    import time

    made.post(f"/{wish}")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        page = made.get(f"/{wish}?screened={_today()}&answer=clear").text
        if found := re.search(r'<audio[^>]*src="\./([^"]+)"', page):
            return f"/{found[1]}"
        time.sleep(0.2)
    raise AssertionError(page)


def _today() -> str:
    from datetime import date

    return date.today().isoformat()
