"""unknot: voice-guided self-treatment sessions, compiled from YAML to frame-exact MP3 tracks.

``load`` content, ``compose`` a session of muscles or take one of the library's, ``plan`` what will
be heard and when, ``build`` the track, ``verify`` it. docs/how-to/use-from-python.md shows all of
it. Nothing is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unknot.api import build, compose, load, plan, verify
    from unknot.clips.studio import open_studio
    from unknot.content.records.session import Session
    from unknot.make import Track
    from unknot.timeline.overrides import Overrides
    from unknot.timeline.timeline import Timeline

__version__ = "0.1.0"
__all__ = [
    "Overrides", "Session", "Timeline", "Track", "__version__", "build", "compose", "load",
    "open_studio", "plan", "verify",
]  # fmt: skip
_HOMES = {
    "open_studio": "unknot.clips.studio",
    "Session": "unknot.content.records.session",
    "Track": "unknot.make",
    "Overrides": "unknot.timeline.overrides",
    "Timeline": "unknot.timeline.timeline",
}


if not TYPE_CHECKING:  # to a type checker a name that is not there is a mistake

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found: object = getattr(import_module(_HOMES.get(name, "unknot.api")), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
