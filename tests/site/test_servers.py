"""nginx and Apache with the files that publish writes: what they serve passes the host's rules.

Deep: CI runs these with ``-m deep``.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.error import HTTPError
from urllib.request import Request as WebRequest
from urllib.request import urlopen

import pytest

from tests.site import sites
from tests.site.test_clients import ran
from unknot.lint.lint import lint
from unknot.site.folder import people_folder
from unknot.site.people import publish_for, read_people
from unknot.site.request import Request, Site

pytestmark = pytest.mark.deep
_MODULES = Path("/usr/lib/apache2/modules")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server in the foreground, once it listens."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.communicate()[0].decode()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a server's own user can read; pytest's own are private."""
    folder = Path(mkdtemp(prefix="unknot-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.needs("nginx")
@pytest.mark.parametrize("unlisted", [False, True])
def test_nginx_with_our_configuration_passes_the_lint(open_folder: Path, unlisted: bool) -> None:
    port = free_port()
    top = open_folder / "site"
    site = sites.published(top, base=f"http://127.0.0.1:{port}", unlisted=unlisted)
    with nginx(open_folder, top, port, "nginx.conf"):
        assert lint(site.feed) == ()


@contextmanager
def nginx(open_folder: Path, top: Path, port: int, ours: str) -> Iterator[None]:
    config = open_folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(
        f"""{user} pid {open_folder}/pid; error_log stderr; daemon off;
        events {{}}
        http {{ include /etc/nginx/mime.types; access_log off;
          client_body_temp_path {open_folder}/a; proxy_temp_path {open_folder}/b;
          fastcgi_temp_path {open_folder}/c; uwsgi_temp_path {open_folder}/d;
          scgi_temp_path {open_folder}/e;
          server {{ listen 127.0.0.1:{port}; root {top};
            include {top}/hosting/{ours}; }} }}""",
        encoding="utf-8",
    )
    with running(["nginx", "-c", str(config), "-p", str(open_folder)], port):
        yield


@pytest.mark.needs("apache2")
def test_apache_with_our_htaccess_passes_the_lint(open_folder: Path) -> None:
    port = free_port()
    top = open_folder / "site"
    site = sites.published(top, base=f"http://127.0.0.1:{port}")
    with apache(open_folder, top, port):
        found = lint(site.feed)
        assert found == (), (open_folder / "error.log").read_text()


@contextmanager
def apache(open_folder: Path, top: Path, port: int, *more: str) -> Iterator[None]:
    modules = ["mpm_event", "authz_core", "mime", "headers", "dir", "auth_basic", "authn_core",
               "authn_file", "authz_user", "authz_groupfile"]  # fmt: skip
    lines = [f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in modules]
    user = ["User www-data", "Group www-data"] if os.geteuid() == 0 else []
    config = open_folder / "apache.conf"
    config.write_text(
        "\n".join([
            *lines, *user, f"ServerRoot {open_folder}", "ServerName localhost",
            f"Listen 127.0.0.1:{port}", f"PidFile {open_folder}/pid",
            f"ErrorLog {open_folder}/error.log", f"DefaultRuntimeDir {open_folder}",
            "TypesConfig /etc/mime.types", f"DocumentRoot {top}",
            f"<Directory {top}>", "AllowOverride All", "Require all granted", "</Directory>",
            *more, "",
        ]),
        encoding="utf-8",
    )  # fmt: skip
    with running(["apache2", "-X", "-f", str(config)], port):
        yield


class TestLogin:
    """A folder for each person, behind a login: our snippets in the real servers."""

    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    def people(self, open_folder: Path, port: int) -> dict[str, Site]:
        request = Request(out=open_folder / "site", base=f"http://127.0.0.1:{port}", now=sites.NOON)
        made = publish_for(("anna", "ben", "nobody"), request, sites.material())
        logins = open_folder / "logins"
        logins.mkdir()
        for name in ("anna", "ben"):
            folder = read_people(request.out)[name]
            for file in (folder, "people"):
                new = [] if (logins / file).exists() else ["-c"]
                subprocess.run(["htpasswd", "-b", *new, str(logins / file), name, f"of-{name}"],
                               check=True, capture_output=True)  # fmt: skip
        groups = (people_folder(request.out) / "folders").read_text("utf-8")
        (logins / "folders").write_text(groups)
        return dict(made)

    @pytest.fixture(params=["nginx", "apache2"])
    def host(
        self, request: pytest.FixtureRequest, open_folder: Path, port: int,
        people: dict[str, Site],
    ) -> Iterator[str]:  # fmt: skip
        if not shutil.which(request.param) or not shutil.which("htpasswd"):
            pytest.skip(f"needs {request.param} and htpasswd")
        top = open_folder / "site"
        if request.param == "nginx":
            with nginx(open_folder, top, port, "nginx-login.conf"):
                yield request.param
        else:
            include = f"Include {top}/hosting/apache-login.conf"
            with apache(open_folder, top, port, include):
                yield request.param

    def test_each_login_opens_its_own_folder_alone(
        self, host: str, people: dict[str, Site]
    ) -> None:
        for name in ("anna", "ben"):
            feed = people[name].feed
            assert asked(feed, f"{name}:of-{name}")[0] == 200
            _, headers, body = asked(feed, f"{name}:of-{name}")
            sound = re.findall(rb'<enclosure url="([^"]+)"', body)[0].decode()
            assert headers["content-type"].startswith("application/rss+xml")
            part = asked(sound, f"{name}:of-{name}", "bytes=1000-1999")
            assert (part[0], len(part[2]), part[1]["content-type"]) == (206, 1000, "audio/mpeg")
            other = "ben" if name == "anna" else "anna"
            for login in ("", f"{name}:wrong", f"{other}:of-{other}"):
                for address in (feed, sound, people[name].page):
                    assert asked(address, login)[0] in (401, 403), (login, address)

    def test_a_folder_without_a_login_is_closed(self, host: str, people: dict[str, Site]) -> None:
        for login in ("", "anna:of-anna", "nobody:"):
            assert asked(people["nobody"].feed, login)[0] in (401, 403)

    def test_what_apps_do_with_a_login(
        self, host: str, people: dict[str, Site], tmp_path: Path
    ) -> None:
        """As the table in docs/how-to/publish.md says."""
        feed = people["anna"].feed.replace("://", "://anna:of-anna@")
        count = len(people["anna"].sessions)
        assert downloads("podget", feed, tmp_path / "podget") == count
        assert downloads("gpo", feed, tmp_path / "gpo") == 0


def downloads(app: str, feed: str, home: Path) -> int:
    """How many tracks ``app`` gets of ``feed``, which has a login in its address."""
    if not shutil.which(app):
        pytest.skip(f"needs {app}")
    home.mkdir()
    if app == "gpo":
        there = {"GPODDER_HOME": str(home / "gp"), "GPODDER_DOWNLOAD_DIR": str(home / "dl")}
        ran("gpo", "subscribe", feed, home=home, **there)
        ran("gpo", "download", home=home, **there)
    else:
        config = home / "pg"
        config.mkdir()
        ran("podget", "-d", str(config), "--create-config", "podgetrc", home=home)
        address, login = feed.replace("anna:of-anna@", ""), "USER:anna PASS:of-anna"
        (config / "serverlist").write_text(f"{address} course {login} Ease\n")
        ran("podget", "-d", str(config), home=home)
    return len(list(home.rglob("*.mp3")))


def asked(url: str, login: str = "", span: str = "") -> tuple[int, dict[str, str], bytes]:
    headers = {"Range": span} if span else {}
    if login:
        headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    try:
        with urlopen(WebRequest(url, headers=headers)) as found:
            return found.status, {k.lower(): v for k, v in found.headers.items()}, found.read()
    except HTTPError as error:
        return error.code, {}, b""
