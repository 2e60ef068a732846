"""The report as pages for print: vector, with its fonts in it, its text selectable and told to
those who listen (PDF/UA-1).

The layout is `report.typ`, which typst runs; everything that is said reaches it as data, so that no
text is ever read as a command.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from dashboard.core.reports.blocks import Block, Drawing, Grid, Heading, Paragraph
from dashboard.core.vocabulary.text import Text, remove_unprintable
from dashboard.exports import ExportRequest, MissingError, docx_layout, label_placement
from dashboard.figures.theme import TOKENS

LAYOUT = Path(__file__).with_name("report.typ")
SONG = (
    "SimSun",
    "STSong",
    "Songti SC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Noto Serif SC",
)
"""Serif fonts that most machines have one of."""
ANY = (
    *SONG,
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "AR PL UMing CN",
    "Droid Sans Fallback",
)
FONTS: dict[str, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", *ANY),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", *ANY),
    "black": (
        "SimHei",
        "STHeiti",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "Microsoft YaHei",
        *ANY,
    ),
    "regular": ("KaiTi_GB2312", "KaiTi", "STKaiti", *ANY),
    "table": ANY,
    "latin": ("Times New Roman", "Liberation Serif", "Libertinus Serif"),
}
"""What letters are for → fonts, the one of official papers first; the first that is installed is
taken.
"""
NO_FONT = Text(
    "生成 .pdf 需要中文字体，本机没有找到：请安装（Debian：apt install fonts-noto-cjk；Windows 自带宋体、仿宋）后重新启动",
    "a .pdf needs a Chinese font and none was found on this machine: install one (Debian: apt "
    "install fonts-noto-cjk; Windows brings SimSun) and start again",
)


@cache
def _find_fonts() -> Any:
    """The fonts of this machine, looked for once."""
    return typst.Fonts()


def choose_fonts(families: list[str]) -> dict[str, str]:
    """What letters are for → the font; raises MissingError where no font has Chinese letters."""
    fonts = {
        use: next((name for name in names if name in families), "") for use, names in FONTS.items()
    }
    if not all(fonts.values()):
        raise MissingError(NO_FONT)
    return fonts


def write(request: ExportRequest) -> bytes:
    """The pages' bytes: the same for the same matter and fonts."""
    fonts = _find_fonts()
    content = _build_content(request, choose_fonts(fonts.families()))
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)

    def compile_pdf(*standards: Literal["ua-1"]) -> bytes:
        pages: bytes = typst.compile(
            LAYOUT.read_bytes(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"content": text},
            pdf_standards=list(standards),
            timestamp=int(request.made.timestamp()),
        )
        return pages

    try:
        return compile_pdf("ua-1")
    except typst.TypstError:
        # A letter that no font here has is shown as a box, which the standard forbids.
        return compile_pdf()


def _build_content(request: ExportRequest, fonts: dict[str, str]) -> dict[str, Any]:
    """Everything that the layout needs."""
    report = request.report
    return {
        "lang": request.view.lang,
        "title": _format_text(request, report.title),
        "subtitle": _format_text(request, report.subtitle),
        "blocks": [_build_block(request, block) for block in report.blocks],
        "small": _convert_letters(request.small_print),
        "fonts": fonts,
        "colours": {
            name: TOKENS[name] for name in ("accent", "accent-ink", "path", "goal", "line", "ink-2")
        },
        "paper": {
            "top": docx_layout.TOP,
            "left": docx_layout.LEFT,
            "wide": docx_layout.WIDE,
            "tall": docx_layout.TALL,
            "width": docx_layout.PAGE[0],
            "height": docx_layout.PAGE[1],
        },
        "sizes": {
            "text": docx_layout.TEXT,
            "title": docx_layout.TITLE,
            "caption": docx_layout.CAPTION,
            "small": docx_layout.SMALL,
        },
        "pitch": docx_layout.PITCH,
        "tracking": docx_layout.TRACKING,
    }


def _build_block(request: ExportRequest, block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": _format_text(request, block.text)}
    if isinstance(block, Paragraph):
        return {
            "kind": "paragraph",
            "lead": _format_text(request, block.lead) if block.lead else "",
            "text": _format_text(request, block.text),
        }
    if isinstance(block, Grid):
        return {
            "kind": "grid",
            "caption": _format_text(request, block.caption),
            "shares": [share for _, share in block.heads],
            "heads": [_format_text(request, head) for head, _ in block.heads],
            "rows": [[_format_text(request, cell) for cell in row] for row in block.rows],
        }
    return _build_drawing(request, block)


def _build_drawing(request: ExportRequest, block: Drawing) -> dict[str, Any]:
    return {
        "kind": "drawing",
        "caption": _format_text(request, block.caption),
        "spoken": _format_text(request, block.spoken),
        "chart": label_placement.place_chart(block.chart, request.say),
    }


def _format_text(request: ExportRequest, text: Text) -> str:
    return _convert_letters(request.say(text))


def _convert_letters(text: str) -> str:
    """A text with letters that every Chinese font has, where ours are others."""
    return remove_unprintable(text).translate(_EVERYWHERE)


_EVERYWHERE = {ord("✖"): "×", 0xFEFF: None}
