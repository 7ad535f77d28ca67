"""Maker of the reference pages that follow from code and content, so that they cannot differ.

``python -m manual`` writes them into docs/reference; a test holds them fresh.
"""
