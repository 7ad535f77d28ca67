"""Serve: every variant of a session at an address of its own, played from where it is made.

An ASGI app (Starlette). A request for bytes is answered from segments, so nothing is stored but
clips, and the same address always gives the same bytes.
"""
