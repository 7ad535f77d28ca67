"""What static hosts need to be told: types, byte ranges, other sites' players, how long to keep.

Few of them know what a .vtt or a chapters file is, and a web player may not read what does not
allow it to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

#: Folder and ending, type, and how long it may be kept (seconds). The first that fits counts.
RULES = (
    ("audio", ".mp3", "audio/mpeg", 31_536_000),
    ("art", ".jpg", "image/jpeg", 31_536_000),
    ("art", ".png", "image/png", 31_536_000),
    ("art", ".svg", "image/svg+xml", 31_536_000),
    ("chapters", ".json", "application/json+chapters", 300),
    ("transcripts", ".json", "application/json", 300),
    ("transcripts", ".vtt", "text/vtt; charset=utf-8", 300),
    ("transcripts", ".srt", "application/x-subrip; charset=utf-8", 300),
    ("transcripts", ".lrc", "text/plain; charset=utf-8", 300),
    ("transcripts", ".html", "text/html; charset=utf-8", 300),
    ("", "feed.xml", "application/rss+xml; charset=utf-8", 300),
)


def content_type(path: str) -> str:
    """The type of a file of a site, by ``RULES``; pages are HTML."""
    for folder, ending, mime, _ in RULES:
        if path.endswith(ending) and (not folder or f"/{folder}/" in f"/{path}"):
            return mime
    return "text/html; charset=utf-8" if path.endswith(".html") else "application/octet-stream"


def host_files(unlisted: bool, *, people: bool = False) -> Mapping[str, bytes]:
    """Files for the top of what is put on a host, by their path.

    With ``people`` also what asks each of them for a login; nothing in it names one.
    """
    robots = "User-agent: *\nDisallow: /\n" if unlisted else "User-agent: *\nAllow: /\n"
    files = {
        ".nojekyll": "",
        "robots.txt": robots,
        "_headers": _headers(unlisted),
        ".htaccess": _apache(unlisted),
        "hosting/nginx.conf": _nginx(unlisted),
        **(
            {"hosting/nginx-login.conf": _nginx_login(), "hosting/apache-login.conf": _APACHE_LOGIN}
            if people
            else {}
        ),
        "hosting/s3.sh": _s3(),
        "hosting/README.txt": _README,
    }
    return {path: text.encode() for path, text in files.items()}


def _headers(unlisted: bool) -> str:
    """Netlify and Cloudflare Pages; GitHub Pages takes no headers, and allows every origin."""
    place = "/:folder" if unlisted else ""
    lines = ["/*", "  Access-Control-Allow-Origin: *", "  X-Content-Type-Options: nosniff"]
    lines += ["  X-Robots-Tag: noindex"] if unlisted else []
    for folder, ending, mime, age in RULES:
        path = f"{place}/{folder}/*{ending}" if folder else f"{place}/{ending}"
        lines += [path, f"  Content-Type: {mime}", f"  Cache-Control: public, max-age={age}"]
    return "\n".join(lines) + "\n"


def _apache(unlisted: bool) -> str:
    lines = ["# Apache 2.4, with AllowOverride FileInfo. Byte ranges and ETags are on already."]
    lines += ["<IfModule mod_headers.c>", '  Header set Access-Control-Allow-Origin "*"']
    lines += ['  Header set X-Robots-Tag "noindex"'] if unlisted else []
    lines += ['  Header set Cache-Control "public, max-age=300"', "</IfModule>"]
    lines += ["Options -Indexes"]
    lines += [
        "AddType text/vtt .vtt",
        "AddType application/x-subrip .srt",
        "AddType text/plain .lrc",
    ]
    lines += ["AddType audio/mpeg .mp3", "AddCharset UTF-8 .vtt .srt .lrc .xml .json"]
    lines += ['<If "%{REQUEST_URI} =~ m#/chapters/[^/]+\\.json$#">']
    lines += ["  ForceType application/json+chapters", "</If>"]
    lines += ['<Files "feed.xml">', "  ForceType application/rss+xml", "</Files>"]
    return "\n".join(lines) + "\n"


def _nginx(unlisted: bool) -> str:
    """Inside a server block. add_header is not inherited by a location that has its own."""
    common = ["    add_header Access-Control-Allow-Origin * always;"]
    common += ["    add_header X-Robots-Tag noindex always;"] if unlisted else []
    lines = ["# Put this into a server block:  include /path/to/hosting/nginx.conf;"]
    lines += [*_nginx_rules(common), "location ~ /hosting/ { return 404; }"]
    return "\n".join(lines) + "\n"


def _nginx_rules(common: Sequence[str]) -> Iterator[str]:
    for folder, ending, mime, age in RULES:
        plain, _, charset = mime.partition("; charset=")
        pattern = (
            f"/{folder}/[^/]+\\{ending}$" if folder else f"/{ending.replace('.', chr(92) + '.')}$"
        )
        yield from (f"location ~ {pattern} {{", f"    types {{ }} default_type {plain};")
        yield from [f"    charset {charset}; charset_types {plain};"] if charset else []
        yield from (*common, f'    add_header Cache-Control "public, max-age={age}" always;', "}")


def _nginx_login() -> str:
    """One block for all: the name of a folder is that of the file with its logins."""
    rules = _nginx_rules(["    add_header X-Robots-Tag noindex always;"])
    return "\n".join([*_NGINX_LOGIN, *(f"    {each}" for each in rules), "}", ""])


def _s3() -> str:
    lines = [
        "#!/bin/sh",
        "# S3 or anything that speaks its protocol:  sh hosting/s3.sh s3://BUCKET/PATH",
        "# Ranges and ETags are on already; allow GET and HEAD from every origin in the bucket's",
        "# CORS settings. What can be kept for ever goes first, the feed last.",
        "set -eu",
        "to=${1%/}",
        'cd "$(dirname "$0")/.."',
    ]
    for folder, ending, mime, age in RULES:
        what = f"'*{folder}/*{ending}'" if folder else f"'*{ending}'"
        lines.append(
            f"aws s3 cp . \"$to\" --recursive --exclude '*' --include {what}"
            f" --content-type '{mime}' --cache-control 'public, max-age={age}'"
        )
    lines += ["aws s3 cp . \"$to\" --recursive --exclude '*' --include '*.html'"
              " --include '*robots.txt' --include '*unknot-site.json'"]  # fmt: skip
    return "\n".join(lines) + "\n"


_NGINX_LOGIN = (
    "# In the server block, instead of hosting/nginx.conf. A login for each person's folder:",
    "#   mkdir /etc/nginx/logins",
    "#   htpasswd -c /etc/nginx/logins/FOLDER NAME      (FOLDER: the unguessable name)",
    "# A folder without such a file is closed. Use https: a login is not encrypted by itself.",
    'location ~ "/(?<who>[A-Za-z0-9_-]{22})/" {',
    '    auth_basic "Sessions";',
    "    auth_basic_user_file logins/$who;",
)
_APACHE_LOGIN = """# In the virtual host; needs auth_basic, authn_file, authz_groupfile, authz_user.
# A login for each person's folder:
#   mkdir /etc/apache2/logins
#   htpasswd -c /etc/apache2/logins/people NAME      (without -c for the next)
#   and a line for each in /etc/apache2/logins/folders:  FOLDER: NAME
# unknot keeps these lines beside the site, in the file "folders" of the folder ...-people.
# A folder without a line is closed. Use https: a login is not encrypted by itself.
<LocationMatch "/(?<who>[A-Za-z0-9_-]{22})/">
  AuthType Basic
  AuthName "Sessions"
  AuthUserFile logins/people
  AuthGroupFile logins/folders
  Require group %{env:MATCH_WHO}
</LocationMatch>
"""
_README = """Hosting this folder
===================

Any host of static files will do that answers HEAD and byte-range requests, as nearly all do.

GitHub Pages      copy the folder as it is; .nojekyll keeps every file. At most 1 GB.
Netlify, Cloudflare Pages   copy it as it is; _headers is read.
Apache            copy it as it is; .htaccess is read where FileInfo may be overridden.
nginx             include hosting/nginx.conf in the server block.
S3                sh hosting/s3.sh s3://BUCKET/PATH

Then:  unknot lint https://the.address/feed.xml
Keep unknot-site.json: it holds what players know the sessions by.
"""
