"""One content file as text: opened once, bounded, and free of characters that deceive."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import category

from msgspec import Struct

from unknot.content.yaml.problems import ProblemLog

MAX_BYTES = 1_000_000
#: C0 and C1 controls but tab and line ends; surrogates; marks and overrides of direction; soft
#: hyphens, blanks without width, fillers and other characters that nobody sees; line separators,
#: tag characters, variation selectors beyond those of emoji, what is for private use and
#: non-characters. Text that carries one of them does not look like what it says. The two joiners
#: are left: some scripts are spelt with them (content/disguise.py judges English).
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\u2800\u3164\ufdd0-\ufdef\ufe00-\ufe0d\uffa0"
    "\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001fffe\U0001ffff"
    "\ud800-\udfff\ue000-\uf8ff\ufeff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
#: Where emoji come from: what this Python does not know yet may be one.
_EMOJI = range(0x1F000, 0x1FB00)
#: A file that is full of them is not worth more lines than this.
_MOST_FORBIDDEN = 10

#: Bytes that no text has, and how many of all are more than a slip puts into one: one in so many.
_NO_TEXT, _FEW = bytes([*range(9), *range(14, 27), *range(28, 32)]), 20
_MARK = b"\xef\xbb\xbf"
#: What the second and third bytes of a character look like to a program that takes UTF-8 for
#: Windows-1252 or Latin-1, and how the characters of western languages then begin.
_TAIL = "\x80-\xbf" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_MISREAD = re.compile(
    f"(?<![A-Z\xc0-\xde\xab\u201c\u201e])[\xc2\xc3][{_TAIL}]|[\xc2\xc3][{_TAIL}](?=[A-Za-z])"
    f"|(?<=[a-z])[\xc4\xc5][{_TAIL}]|\xe2[{_TAIL}]{{2}}"
)


class Document(Struct, frozen=True):
    """A file's text; messages call the file ``name``, ``stem`` is its name without ``.yaml``."""

    name: str
    stem: str
    text: str


def read_document(path: Path, name: str, findings: ProblemLog) -> Document | None:
    """The text of ``path``; None when there is nothing that could be read on."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        findings.add("Y01", f"cannot be read: {error.strerror or error}")
        return None
    if len(data) > MAX_BYTES:
        findings.add(
            "Y01", f"is larger than {MAX_BYTES // 1_000_000} MB", "split it into several files"
        )
        return None
    if other := _other_than_text(data):
        findings.add("Y02", f"is not UTF-8 but {other}", "save it as text, in UTF-8")
        return None
    return Document(name, path.stem, _text(data, findings))


def _other_than_text(data: bytes) -> str:
    """What ``data`` is instead of UTF-8, where zeros or its beginning show it."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    fewer, more = sorted((data[::2].count(0), data[1::2].count(0)))
    # Latin letters have a zero beside each in UTF-16.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (3 * more > len(data) > 0 and not fewer):
        return "UTF-16"
    odd = len(data) - len(data.translate(None, _NO_TEXT))
    return "no text at all" if odd * _FEW > len(data) else ""


def _text(data: bytes, findings: ProblemLog) -> str:
    """UTF-8 to text; what must not be there is told of and replaced, so that reading goes on."""
    while data.startswith(_MARK):  # more than one where files were joined
        data = data.removeprefix(_MARK)
    whole = True
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = False
        text = data.decode("utf-8", "replace")
        findings.read(FORBIDDEN.sub("\ufffd", text))  # for the line that is shown
        before = data[: error.start].decode("utf-8")
        line, column = _position(before)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        findings.add("Y02", message, "save the file as UTF-8", line, column, 1)
    plain = text.isascii() and text.replace("\n", "").isprintable()
    clean = text if plain else find_forbidden(text).sub("\ufffd", text)
    findings.read(clean)
    if whole and "\ufffd" in text:
        line, column = _position(text[: text.index("\ufffd")])
        message = "a character was lost here (U+FFFD), when some program could not read the file"
        findings.add("Y02", message, "write it anew", line, column, 1)
    if not plain and (misread := _MISREAD.search(text)):
        line, column = _position(text[: misread.start()])
        message = f"{misread[0]!r} is one character in UTF-8 that a program took for several"
        hint = "write it anew, and open and save the file as UTF-8"
        findings.add("Y02", message, hint, line, column, len(misread[0]))
    if clean != text:
        for count, match in enumerate(find_forbidden(text).finditer(text)):
            if count == _MOST_FORBIDDEN:
                break
            line, column = _position(text[: match.start()])
            findings.add("Y03", forbidden(match[0]), "delete it", line, column, 1)
    return clean


def find_forbidden(text: str) -> re.Pattern[str]:
    """What finds the characters that must not be in ``text``: FORBIDDEN, and to what no character
    is assigned."""
    empty = [c for c in set(text) if category(c) == "Cn" and ord(c) not in _EMOJI]
    return re.compile(f"{FORBIDDEN.pattern}|[{''.join(empty)}]") if empty else FORBIDDEN


def _position(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text ``before``."""
    lines = re.split("\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


def forbidden(character: str) -> str:
    """What is told of a character that nobody sees."""
    return f"character U+{ord(character):04X} cannot be seen and must not be here"
