"""A large file from the web: whole, the very one, or not there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from hashlib import md5, sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.files_server import FilesServer, breaking_off, send
from unknot.download import download, read_small
from unknot.errors import DownloadError

CONTENT = bytes(range(256)) * 2_000
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[FilesServer]:
    with FilesServer() as running:
        running.files["/voice.onnx"] = CONTENT
        yield running


def get(server: FilesServer, to: Path, digest: str = DIGEST) -> int:
    """Bytes counted on the way."""
    counted: list[int] = []
    download(f"{server.url}/voice.onnx", to, len(CONTENT), digest, counted.append)
    return sum(counted)


def fault(server: FilesServer, to: Path) -> str:
    with pytest.raises(DownloadError) as caught:
        get(server, to)
    return str(caught.value)


@pytest.mark.parametrize("digest", [DIGEST, md5(CONTENT).hexdigest()])
def test_it_is_there_as_a_whole(digest: str, server: FilesServer, tmp_path: Path) -> None:
    assert get(server, tmp_path / "a", digest) == len(CONTENT)
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.ranges == [""]


def test_what_breaks_off_is_gone_on_with(server: FilesServer, tmp_path: Path) -> None:
    server.fault, server.faults = breaking_off, 3
    assert get(server, tmp_path / "a") == len(CONTENT)
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.ranges == ["", "256000-", "384000-", "448000-"]


def test_the_next_run_goes_on_from_what_was_kept(server: FilesServer, tmp_path: Path) -> None:
    to = tmp_path / "a"
    to.write_bytes(CONTENT[:100_000])
    server.fault = lambda request, _: send(request, b"", status=503)
    assert "answers 503 at 0.1 of 0.5 MB\n  what came is kept" in fault(server, to)
    assert to.stat().st_size == 100_000
    server.fault = None
    assert get(server, to) == len(CONTENT)
    assert server.ranges[-1] == "100000-"


def test_a_beginning_of_another_file_costs_a_second_try(
    server: FilesServer, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1000)
    get(server, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert server.ranges == ["1000-", ""]


def test_a_server_that_knows_no_ranges_starts_anew(server: FilesServer, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(CONTENT[:1000])
    server.fault = send
    assert get(server, tmp_path / "a") == len(CONTENT)
    assert (tmp_path / "a").read_bytes() == CONTENT


def test_another_file_is_found_out_and_does_not_stay(server: FilesServer, tmp_path: Path) -> None:
    server.files["/voice.onnx"] = CONTENT[::-1]
    assert "its digest differs\n  get it from another place with --from" in fault(
        server, tmp_path / "a"
    )
    assert not (tmp_path / "a").exists()


def _endless(request: BaseHTTPRequestHandler, content: bytes) -> None:
    request.send_response(200)
    request.end_headers()
    try:
        for _ in range(100):
            request.wfile.write(content)
    except OSError:
        pass


def _one_more(request: BaseHTTPRequestHandler, content: bytes) -> None:
    request.send_response(200)
    request.end_headers()
    request.wfile.write(content + b"x")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda r, c: send(r, c, length=len(c) + 5), "is another file: 512005 bytes, and 512000 "),
        (lambda r, c: send(r, c[:-9]), "is another file: 511991 bytes"),
        (lambda r, c: send(r, b"<p>Hi", {"Content-Type": "text/html"}), "is a web page, not the"),
        (lambda r, c: send(r, b"", {"Location": "http://example.org/x"}, status=302), "not https"),
        (lambda r, c: send(r, b"", {"Location": "file:///x"}, status=302), "not https"),
        (_endless, "sends more than its 512000 bytes"),
        (_one_more, "sends more than its 512000 bytes"),
        (lambda r, c: send(r, b"", status=404), "answers 404"),
        (lambda r, c: r.wfile.write(b"\x1b[2J nonsense\r\n\r\n"), r"cannot be reached: \[2J nons"),
    ],
)  # fmt: skip
def test_what_is_not_the_file_is_named(
    answer: object, message: str, server: FilesServer, tmp_path: Path
) -> None:
    server.fault = answer  # type: ignore[assignment]
    shown = fault(server, tmp_path / "a")
    assert message.replace("\\", "") in shown
    assert not (tmp_path / "a").exists()


def test_a_redirect_on_this_machine_is_followed(server: FilesServer, tmp_path: Path) -> None:
    server.files["/other"] = CONTENT
    server.fault, server.faults = (
        (lambda request, _: send(request, b"", {"Location": "/other"}, status=302)),
        1,
    )
    assert get(server, tmp_path / "a") == len(CONTENT)


def test_the_web_does_not_lead_to_this_machine(server: FilesServer) -> None:
    from unknot.download import _unsafe

    for to in (f"{server.url}/voice.onnx", "http://example.org/a", "file:///etc/passwd"):
        assert "not https" in _unsafe(False, "https://example.org/a", to)
    assert not _unsafe(False, "https://example.org/a", "https://other.example/a")


def test_a_server_that_hangs_is_given_up(
    server: FilesServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unknot.download._QUIET", 0.3)
    server.fault = lambda *_: time.sleep(1.5)
    start = time.monotonic()
    assert "cannot be reached: timed out" in fault(server, tmp_path / "a")
    assert time.monotonic() - start < 5


def test_only_https_or_this_machine(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="is not an https address"):
        download("http://example.org/a", tmp_path / "a", 1, DIGEST, lambda _: None)


def test_a_small_file_has_a_bound(server: FilesServer) -> None:
    assert read_small(f"{server.url}/voice.onnx") == CONTENT
    with pytest.raises(DownloadError, match="sends more than 0 MB"):
        read_small(f"{server.url}/voice.onnx", 1000)
