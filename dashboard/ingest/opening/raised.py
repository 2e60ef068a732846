"""How does raised text cross to the reader? As raised characters: a footnote's figure never becomes
a digit of the number before it, and the exponent of m² stays one.
"""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def raise_text(text: str) -> str:
    """A text that is set raised: 8 as ⁸; in 74.9⁸ it is no digit, and no number either."""
    return text.translate(_RAISED)


def decode_escapes(text: str) -> str:
    """A string of a workbook with its escapes decoded: _x000D_ is a carriage return, _x005F_ the
    underscore before what would be one (ECMA-376 part 1, ST_Xstring).
    """
    return _ESCAPE.sub(_decode, text) if "_x" in text else text


def _decode(found: re.Match[str]) -> str:
    mark = chr(int(found[1], 16))
    return found[0] if "\ud800" <= mark <= "\udfff" else mark
