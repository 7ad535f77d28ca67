"""ID3v2.3 tags: frames as values, written to bytes and read back.

Version 2.3 and never 2.4, because several players read a 2.4 tag's sizes as plain numbers and
then lose every chapter whose title or picture is longer than 127 bytes.
"""
