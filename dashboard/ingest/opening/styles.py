"""Which number format has each style? A workbook's styles cut down to that, so that no other part
of them can fail.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from dashboard.ingest.opening.scan import MAIN

_TAG = f"{{{MAIN}}}"
_PLAIN = (("fonts", "font"), ("fills", "fill", "patternFill"), ("borders", "border"))


def reduce_to_formats(content: bytes) -> bytes:
    """A stylesheet with the number formats of all cell styles and nothing else."""
    whole = fromstring(content)
    slim = Element(_TAG + "styleSheet")
    formats = SubElement(slim, _TAG + "numFmts")
    for one in whole.iterfind(f"{_TAG}numFmts/{_TAG}numFmt"):
        SubElement(
            formats,
            _TAG + "numFmt",
            numFmtId=one.get("numFmtId", ""),
            formatCode=one.get("formatCode", ""),
        )
    for path in _PLAIN:
        at = slim
        for tag in path:
            at = SubElement(at, _TAG + tag)
    SubElement(
        SubElement(slim, _TAG + "cellStyleXfs"),
        _TAG + "xf",
        numFmtId="0",
        fontId="0",
        fillId="0",
        borderId="0",
    )
    styles = SubElement(slim, _TAG + "cellXfs")
    for one in whole.iterfind(f"{_TAG}cellXfs/{_TAG}xf"):
        number = one.get("numFmtId", "0")
        SubElement(
            styles,
            _TAG + "xf",
            numFmtId=number,
            fontId="0",
            fillId="0",
            borderId="0",
            applyNumberFormat="1",
        )
    return bytes(tostring(slim, encoding="utf-8"))
