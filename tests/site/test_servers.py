"""nginx and Apache with the files that publish writes: what they serve passes the host's rules.

Deep: CI runs these with ``-m deep``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.site import sites
from unknot.lint.lint import lint

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
            include {top}/hosting/nginx.conf; }} }}""",
        encoding="utf-8",
    )
    with running(["nginx", "-c", str(config), "-p", str(open_folder)], port):
        assert lint(site.feed) == ()


@pytest.mark.needs("apache2")
def test_apache_with_our_htaccess_passes_the_lint(open_folder: Path) -> None:
    port = free_port()
    top = open_folder / "site"
    site = sites.published(top, base=f"http://127.0.0.1:{port}")
    modules = ["mpm_event", "authz_core", "mime", "headers", "dir"]
    lines = [f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in modules]
    user = ["User www-data", "Group www-data"] if os.geteuid() == 0 else []
    config = open_folder / "apache.conf"
    config.write_text(
        "\n".join([
            *lines, *user, f"ServerRoot {open_folder}", "ServerName localhost",
            f"Listen 127.0.0.1:{port}", f"PidFile {open_folder}/pid",
            f"ErrorLog {open_folder}/error.log", f"DefaultRuntimeDir {open_folder}",
            "TypesConfig /etc/mime.types", f"DocumentRoot {top}",
            f"<Directory {top}>", "AllowOverride All", "Require all granted", "</Directory>", "",
        ]),
        encoding="utf-8",
    )  # fmt: skip
    with running(["apache2", "-X", "-f", str(config)], port):
        found = lint(site.feed)
        assert found == (), (open_folder / "error.log").read_text()
