"""What ``--json`` prints: a schema's id, and fields that are named, typed and explained here.

From this one table come the JSON Schemas (``unknot schema json-tracks``) and the page
docs/reference/json-output.md. The number behind @ goes up when a field goes or means another thing;
a field that is added changes nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

#: A type: string, integer, number or boolean; a row of ROWS; [those] for a list; ? where it may be
#: null.
Fields = Mapping[str, tuple[str, str]]

ROWS: Mapping[str, Fields] = {
    "track": {
        "session": ("string", "the session's id, or the playlist's of a joined track"),
        "title": ("string", "what players show"),
        "path": ("string", "the file"),
        "length_ms": ("integer", "how long it is"),
        "hold_ms": ("integer", "how much of that is holds"),
        "bytes": ("integer", "the file's size"),
        "clips": ("integer", "distinct sounds in it"),
        "made": ("integer", "of those, how many were not in the cache"),
        "changed": ("boolean", "whether the file was written; else it was there with these bytes"),
        "notes": ("[string]", "what was asked for and could not be kept"),
        "changes": ("[string]", "what fitting to the target moved"),
        "fallbacks": ("[string]", "lines that another voice speaks for want of a take"),
        "speakers": ("[string]", "who speaks in it"),
        "page": ("string?", "the page with the sound inside, with --page"),
    },
    "plan": {
        "session": ("string", "the session's id"),
        "title": ("string", "what players will show"),
        "path": ("string", "the file that would be made"),
        "length_ms": ("integer", "how long it will be"),
        "hold_ms": ("integer", "how much of that is holds"),
    },
    "problem": {
        "code": ("string", "docs/reference/problems.md explains it"),
        "file": ("string", "where it is written, or the option"),
        "line": ("integer", "from 1; 0 where there is none"),
        "column": ("integer", "from 1; 0 where there is none"),
        "message": ("string", "what is wrong"),
        "hint": ("string", "what would do; may be empty"),
    },
    "rule": {
        "rule": ("string", "its code"),
        "sentence": ("string", "what it says"),
        "held": ("[string]", "where it is held"),
        "sources": ("[string]", "what it rests on"),
    },
    "part": {
        "what": ("string", "what was tried"),
        "ok": ("boolean", "whether it works"),
        "says": ("string", "what was found, or how to get it"),
        "needed": ("boolean", "whether unknot cannot do its work without it"),
    },
    "record": {
        "id": ("string", "its id"),
        "what": ("string", "its title or name"),
        "from": ("string", "where it comes from"),
    },
    "day": {
        "date": ("string", "such as 2026-11-20"),
        "week": ("integer", "of the programme, from 1"),
        "phase": ("string", "prepare, settle-in, work-through, keep-going or maintain"),
        "session": ("string?", "the session of that day; null on a day of rest"),
        "returning": ("boolean", "whether the short opening is enough that day"),
        "tasks": ("[string]", "what to do besides"),
        "optional": ("boolean", "whether the programme's last week is past"),
    },
    "voice": {
        "voice": ("string", "what --voice takes"),
        "name": ("string", "what it is called"),
        "engine": ("string", "what speaks it"),
        "language": ("string", "such as en-GB"),
        "gender": ("string", "female or male, where known"),
        "licence": ("string", "what it may be used for"),
        "speed": ("number?", "times real time, as measured here; null before that"),
    },
    "line": {
        "id": ("string", "the name of its take"),
        "text": ("string", "what to say"),
        "context": ("string", "where it is heard"),
        "seconds": ("number", "about how long it lasts"),
        "pronunciation": ("string", "how hard words are said"),
        "group": ("string", "the muscle or session that it belongs to"),
    },
    "take": {
        "id": ("string", "the line's"),
        "text": ("string", "its words"),
        "verdict": ("string", "good, doubtful, refused, doubled or missing"),
        "found": ("string", "the file"),
        "seconds": ("number", "of voice in it"),
        "expected": ("number", "seconds that the words take"),
        "notes": ("[string]", "what is wrong"),
    },
    "verdict": {
        "path": ("string", "the file"),
        "good": ("boolean", "whether it is what its plan says"),
        "session": ("string?", "the session's id, where there is a plan"),
        "own_words": ("[string]", "words that did not come with unknot"),
        "authors": ("[string]", "who signs them"),
        "length_ms": ("integer?", "how long it is"),
        "sounds": ("integer", "sounds in it"),
        "cached": ("integer", "of those, how many are in the cache, byte for byte"),
        "lufs": ("number?", "its loudness as decoded"),
        "dbtp": ("number?", "its highest true peak as decoded"),
        "notes": ("[string]", "what other programs added to it"),
        "findings": ("[finding]", "what is not as it should be, in time order"),
    },
    "finding": {
        "at_ms": ("integer?", "where in the track"),
        "code": ("string", "docs/reference/verify.md explains it"),
        "event": ("string", "what should be there"),
        "message": ("string", "what is wrong"),
    },
    "fault": {
        "rule": ("string", "docs/reference/lint-rules.md explains it"),
        "level": ("string", "MUST or SHOULD"),
        "where": ("string", "the file, address or episode"),
        "message": ("string", "what is wrong"),
        "fix": ("string", "what would do"),
        "source": ("string", "who asks for it"),
    },
    "source": {
        "id": ("string", "as content cites it"),
        "kind": ("string", "what kind of source it is"),
        "title": ("string", "what it is called"),
        "where": ("string", "where it can be read"),
        "by": ("[string]", "what rests on it"),
    },
    "episode": {
        "id": ("string", "the session's"),
        "number": ("integer", "in the feed"),
        "guid": ("string", "its GUID, which stays"),
        "date": ("integer", "seconds since 1970"),
    },
    "diary-day": {
        "date": ("string", "of the session"),
        "before": ("integer?", "pain before it, 0 to 10"),
        "after": ("integer?", "pain after it"),
        "morning": ("integer?", "soreness on the next morning"),
    },
    "advice": {
        "name": ("string", "which rule"),
        "text": ("string", "what to do"),
        "alert": ("boolean", "whether to pause and see a professional"),
        "sources": ("[string]", "what rests on it"),
    },
    "person": {
        "name": ("string", "as given"),
        "feed": ("string", "their feed's address"),
        "page": ("string", "their site's address"),
    },
    "way": {
        "session": ("string", "the session's id"),
        "language": ("string?", "null where the matrix names none, as in the next four"),
        "voice": ("string?", "as --voice takes it"),
        "detail": ("string?", "full, short or cues"),
        "side": ("string?", "left, right or both"),
        "target_ms": ("integer?", "the length that was asked for"),
        "path": ("string?", "the file, from the manifest's folder; null with --clips-only"),
        "length_ms": ("integer", "how long it is"),
        "bytes": ("integer", "the file's size; 0 with --clips-only"),
    },
    "refusal": {
        "session": ("string", "the session's id"),
        "language": ("string?", "as in a way, and so are the next four"),
        "voice": ("string?", "as --voice takes it"),
        "detail": ("string?", "full, short or cues"),
        "side": ("string?", "left, right or both"),
        "target_ms": ("integer?", "the length that was asked for"),
        "reason": ("string", "why there is no such track"),
    },
    "speaking": {
        "voice": ("string", "ENGINE:ID"),
        "lines": ("integer", "that it has to speak"),
        "ms": ("integer", "about how long they are together"),
        "hours": ("number?", "of processor time here; null before unknot voices --measure"),
    },
    "file": {
        "file": ("string", "its name in the playlist's folder"),
        "title": ("string", "what players will show"),
        "length_ms": ("integer", "how long it will be"),
        "hold_ms": ("integer", "how much of that is holds"),
    },
}  # fmt: skip
#: By name: the commands that print it, and its fields besides ``schema``.
OUTPUTS: Mapping[str, tuple[str, Fields]] = {
    "tracks": ("build, programme build", {"tracks": ("[track]", "in the order they were made")}),
    "plans": ("build --dry-run, programme build --dry-run",
              {"plans": ("[plan]", "what would be made")}),
    "catalogue": ("build --matrix", {
        "complete": ("boolean", "whether nothing is still to come; false after a run was ended"),
        "tracks": ("[way]", "what was made"),
        "refused": ("[refusal]", "what cannot be"),
    }),
    "forecast": ("build --matrix --dry-run", {
        "tracks": ("integer", "that would be made"),
        "length_ms": ("integer", "of all of them together"),
        "track_bytes": ("integer", "about what they take, without tags and pictures"),
        "clips": ("integer", "that have to be made for them, each once"),
        "clip_bytes": ("integer", "about what those take in the store"),
        "speaking": ("[speaking]", "who has to say how much"),
        "refused": ("[refusal]", "what cannot be"),
    }),
    "playlist": ("playlist", {
        "playlist": ("string", "its id"),
        "folder": ("string", "where its tracks are"),
        "m3u8": ("string", "the M3U8 file"),
        "xspf": ("string", "the XSPF file"),
        "tracks": ("[track]", "in order"),
        "joined": ("track?", "all in one, with --join"),
        "removed": ("[string]", "files of an earlier version that are gone"),
    }),
    "playlist-plan": ("playlist --dry-run", {
        "playlist": ("string", "its id"),
        "length_ms": ("integer", "of all tracks together"),
        "tracks": ("[file]", "in order"),
    }),
    "calendar": ("programme show", {"days": ("[day]", "from the first to the last")}),
    "today": ("today", {
        "day": ("day?", "null before the programme begins"),
        "track": ("string?", "the session's track, where it was made"),
    }),
    "sources": ("show --sources", {"sources": ("[source]", "what the session rests on")}),
    "problems": ("check", {"problems": ("[problem]", "every one; none is a good sign")}),
    "rules": ("check --rules", {"rules": ("[rule]", "every safety rule")}),
    "verdicts": ("verify", {"verdicts": ("[verdict]", "one for each file")}),
    "list": ("list", {
        "kind": ("string", "what was asked for, such as muscles"),
        "records": ("[record]", "by id"),
    }),
    "voices": ("voices", {"voices": ("[voice]", "by engine")}),
    "script": ("record script", {"lines": ("[line]", "in an order that reads well")}),
    "takes": ("record import", {
        "voice": ("string", "the voice's name"),
        "rows": ("[take]", "one for each line"),
        "strays": ("[string]", "files that belong to no line, and why"),
        "takes": ("integer", "lines of which the voice has a take now"),
        "lines": ("integer", "lines of the script"),
        "missing": ("integer", "of those, lines without a take"),
        "kept": ("integer", "takes that went into the voice"),
        "refused": ("integer", "lines none of whose takes did"),
    }),
    "diary": ("diary", {
        "days": ("[diary-day]", "in order"),
        "advice": ("[advice]", "what they say to do"),
    }),
    "site": ("publish", {
        "out": ("string", "the folder"),
        "feed": ("string", "the feed's address"),
        "page": ("string", "the site's address"),
        "bytes": ("integer", "all of it"),
        "changed": ("integer", "files that are new or changed"),
        "sessions": ("[episode]", "what is published"),
        "people": ("[person]", "with --for: whose folder is where"),
        "waiting": ("[string]", "sessions that are not yet due"),
        "retired": ("[string]", "sessions that are gone; their GUIDs are never used again"),
        "warnings": ("[string]", "doubts about the address"),
    }),
    "lint": ("lint", {"findings": ("[fault]", "what is not as players ask for it")}),
    "doctor": ("doctor", {"parts": ("[part]", "what was tried")}),
    "cache": ("cache info", {
        "folder": ("string", "where it is"),
        "clips": ("integer", "how many are kept"),
        "bytes": ("integer", "what they take"),
    }),
}  # fmt: skip


def schema_id(name: str) -> str:
    """Such as ``unknot/tracks@1``."""
    return f"unknot/{name}@1"


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the output ``name``; more fields may come, so they are allowed."""
    command, fields = OUTPUTS[name]
    needed = _rows_of(fields)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_id(name),
        "title": f"What unknot {command} --json prints",
        **_object({"schema": ("string", "this schema's id"), **fields}),
        "$defs": {row: _object(ROWS[row]) for row in ROWS if row in needed},
    }


def _object(fields: Fields) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            name: {**_type(kind), "description": meaning}
            for name, (kind, meaning) in fields.items()
        },
        "required": list(fields),
    }


def _type(kind: str) -> dict[str, Any]:
    if kind.endswith("?"):
        return {"anyOf": [_type(kind[:-1]), {"type": "null"}]}
    if kind.startswith("["):
        return {"type": "array", "items": _type(kind[1:-1])}
    return {"$ref": f"#/$defs/{kind}"} if kind in ROWS else {"type": kind}


def _rows_of(fields: Fields) -> set[str]:
    found = {kind.strip("[]?") for kind, _ in fields.values()} & set(ROWS)
    return found.union(*(_rows_of(ROWS[name]) for name in found))


def print_json(name: str, /, **facts: object) -> None:
    """Print the output ``name`` with its schema's id.

    In ASCII where the output is no UTF-8, for data must not lose a character.
    """
    print_plain_json({"schema": schema_id(name), **facts})


def print_plain_json(value: object) -> None:
    """Print ``value``; in ASCII where the output is no UTF-8, so that no character is lost."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", "utf8sig")
    click.echo(json.dumps(value, indent=2, ensure_ascii=plain))
