"""Sound: read, polish, encode once, keep, and splice into tracks of whole MP3 frames.

A warm build needs clips, mp3 and splice alone, which load no numpy.
"""
