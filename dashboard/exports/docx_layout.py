"""How is an official paper laid out? Measures after GB/T 9704—2012.

A4, 37 mm above and 28 mm left of a text of 156 × 225 mm, 22 lines of 28 characters; title in the
second size (22 pt), text in the third (16 pt), first headings in black letters, second ones in
regular script.
"""

from __future__ import annotations

import math

PAGE, TOP, LEFT, WIDE, TALL = (210, 297), 37, 28, 156, 225
"""Millimetres."""
LINES, LETTERS = 22, 28
TEXT, TITLE, CAPTION, SMALL = 16.0, 22.0, 14.0, 10.5
"""Points: 三号, 二号, 四号, 五号."""
_TWENTIETHS = 20
"""A point's parts: what documents count in."""
PITCH = math.floor(TALL / 25.4 * 72 * _TWENTIETHS / LINES) / _TWENTIETHS
"""Points from line to line: whole twentieths, so that the last line still fits."""
TRACKING = math.floor((WIDE / 25.4 * 72 / LETTERS - TEXT) * _TWENTIETHS) / _TWENTIETHS
"""Points between letters: a grid of characters would do the same, but not every program keeps
one.
"""
