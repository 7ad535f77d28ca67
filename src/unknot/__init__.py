"""unknot: voice-guided self-treatment sessions, compiled from YAML to frame-exact MP3 tracks.

Layers, each importing only from those before it:
content, timeline, voice and audio, publish, build, cli.
"""

from __future__ import annotations

__version__ = "0.1.0"
