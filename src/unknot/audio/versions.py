"""Versions of everything that shapes a cached sound; count one up when the sound changes.

They are kept apart from the code they speak of because cache keys are made without numpy.
"""

from __future__ import annotations

#: polish.py and what it stands on: trim, resample, level.
POLISH_VERSION = 2
#: chimes.py: rendering and mixing.
CHIME_VERSION = 1
#: encode.py: LAME's settings, gain and lead.
ENCODE_VERSION = 1
