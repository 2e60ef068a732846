"""The report as pages for print: vector, with its fonts in it, its text selectable and told to those who listen (PDF/UA-1).

The layout is `report.typ`, which typst runs; everything that is said reaches it as data, so that no text is ever read as a command.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from dashboard.core.reports.blocks import Block, Drawing, Grid, Heading, Paragraph
from dashboard.core.vocabulary.text import Text, printable
from dashboard.exports import Matter, MissingError, official, places
from dashboard.figures.theme import TOKENS

LAYOUT = Path(__file__).with_name("report.typ")
SONG = ("SimSun", "STSong", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC")
"""Serif fonts that most machines have one of."""
ANY = (
    *SONG, "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN", "Droid Sans Fallback",
)  # fmt: skip
FONTS: dict[str, tuple[str, ...]] = {
    "body": ("FangSong_GB2312", "FangSong", "STFangsong", *ANY),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", *ANY),
    "black": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", *ANY),
    "regular": ("KaiTi_GB2312", "KaiTi", "STKaiti", *ANY),
    "table": ANY,
    "latin": ("Times New Roman", "Liberation Serif", "Libertinus Serif"),
}
"""What letters are for → fonts, the one of official papers first; the first that is installed is taken."""
NO_FONT = Text(
    "生成 .pdf 需要中文字体，本机没有找到：请安装（Debian：apt install fonts-noto-cjk；Windows 自带宋体、仿宋）后重新启动",
    "a .pdf needs a Chinese font and none was found on this machine: install one (Debian: apt install fonts-noto-cjk; Windows brings SimSun) and start again",
)


@cache
def _fonts() -> Any:
    """The fonts of this machine, looked for once."""
    return typst.Fonts()


def chosen(families: list[str]) -> dict[str, str]:
    """What letters are for → the font; raises MissingError where no font has Chinese letters."""
    found = {use: next((one for one in names if one in families), "") for use, names in FONTS.items()}
    if not all(found.values()):
        raise MissingError(NO_FONT)
    return found


def write(matter: Matter) -> bytes:
    """The pages' bytes: the same for the same matter and fonts."""
    fonts = _fonts()
    content = json.dumps(_content(matter, chosen(fonts.families())), ensure_ascii=False, allow_nan=False)

    def laid_out(*standards: Literal["ua-1"]) -> bytes:
        made: bytes = typst.compile(
            LAYOUT.read_bytes(), font_paths=fonts, ignore_system_fonts=True, format="pdf", sys_inputs={"content": content},
            pdf_standards=list(standards), timestamp=int(matter.made.timestamp()),
        )  # fmt: skip
        return made

    try:
        return laid_out("ua-1")
    except typst.TypstError:  # a letter that no font here has: shown as a box, which the standard forbids
        return laid_out()


def _content(matter: Matter, fonts: dict[str, str]) -> dict[str, Any]:
    """Everything that the layout needs."""
    told = matter.report
    return {
        "lang": matter.view.lang,
        "title": _said(matter, told.title),
        "subtitle": _said(matter, told.subtitle),
        "blocks": [_block(matter, block) for block in told.blocks],
        "small": _plain(matter.small_print),
        "fonts": fonts,
        "colours": {name: TOKENS[name] for name in ("accent", "accent-ink", "path", "goal", "line", "ink-2")},
        "paper": {
            "top": official.TOP, "left": official.LEFT, "wide": official.WIDE, "tall": official.TALL,
            "width": official.PAGE[0], "height": official.PAGE[1],
        },
        "sizes": {"text": official.TEXT, "title": official.TITLE, "caption": official.CAPTION, "small": official.SMALL},
        "pitch": official.PITCH,
        "tracking": official.TRACKING,
    }  # fmt: skip


def _block(matter: Matter, block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": _said(matter, block.text)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lead": _said(matter, block.lead) if block.lead else "", "text": _said(matter, block.text)}
    if isinstance(block, Grid):
        return {
            "kind": "grid", "caption": _said(matter, block.caption), "shares": [share for _, share in block.heads],
            "heads": [_said(matter, head) for head, _ in block.heads], "rows": [[_said(matter, cell) for cell in row] for row in block.rows],
        }  # fmt: skip
    return _drawing(matter, block)


def _drawing(matter: Matter, block: Drawing) -> dict[str, Any]:
    drawn = places.drawn(block.chart, matter.say)
    return {"kind": "drawing", "caption": _said(matter, block.caption), "spoken": _said(matter, block.spoken), "chart": drawn}


def _said(matter: Matter, text: Text) -> str:
    return _plain(matter.say(text))


def _plain(text: str) -> str:
    """A text with letters that every Chinese font has, where ours are others."""
    return printable(text).translate(_EVERYWHERE)


_EVERYWHERE = {ord("✖"): "×", 0xFEFF: None}
