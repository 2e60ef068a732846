"""The slides of a meeting as a presentation: real text, native charts, what stands behind a number
in the notes.

Everything lies where the slide on the wall has it: 1920 × 1080 pixels are 13.33 × 7.5 inches, a
pixel half a point.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from dashboard.core.analysis import provenance
from dashboard.core.analysis.follow_up import Action
from dashboard.core.reports import slides
from dashboard.core.reports.deck import Deck, SlideRow
from dashboard.core.reports.slides import Occasion
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Language, Text, remove_unprintable
from dashboard.exports import ExportRequest
from dashboard.exports.pptx_chart import apply_east_asian_font, draw_chart, parse_colour
from dashboard.figures.theme import TOKENS

FONT = "Microsoft YaHei"
"""A font that PowerPoint and WPS have; set for Latin and for East Asian letters."""
PIXEL, WIDE, TALL, EDGE = 6350, 1920, 1080, 96
ROW_HEIGHTS = (100, 84, 64)
"""Pixels of a row in a list: as much as its number of rows leaves room for."""
TITLES = (64, 56, 48, 44)
"""Pixels of a title: the largest that stays on two lines."""
FILLED = 0.94
"""The share of a line that text can fill before it breaks."""
FEWEST_ROWS, MOST_ROWS = 5, 8
"""Rows of the last slide's table."""
GRID_ALONE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""The table style of thin lines without colours (ECMA-376: No Style, Table Grid)."""
UNSURE = Text("依据未核实数据", "on unverified figures")


def write(request: ExportRequest) -> bytes:
    """The slides that a meeting on this view would show."""
    snapshot = request.snapshot
    on = Occasion("", request.made.date(), f"{request.made:%Y-%m-%d %H:%M}", snapshot.version or 0)
    return write_deck(
        slides.build_deck(snapshot, on, request.follow_up),
        request.view.lang,
        request.say(provenance.format_title(snapshot)),
    )


def write_deck(
    deck: Deck, language: Language, title: str = "", decided: Sequence[Action] = ()
) -> bytes:
    """A deck, frozen or not, as a presentation, with what its meeting decided."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDE * PIXEL), Emu(TALL * PIXEL)
    presentation.core_properties.title = remove_unprintable(title or deck.name)[:255]
    _apply_fonts(presentation)
    for number in range(1, len(deck.slides) + 1):
        _Page(presentation, deck, number, language, decided).draw()
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _apply_fonts(presentation: Any) -> None:
    """Letters of every script in one font, by the theme, so that text added later has it too."""
    part = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for kind in theme.iter(qn("a:latin"), qn("a:ea")):
        kind.set("typeface", FONT)
    part.blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Page:
    """One slide being drawn."""

    def __init__(
        self,
        presentation: Any,
        deck: Deck,
        number: int,
        language: Language,
        decided: Sequence[Action],
    ) -> None:
        self.page = presentation.slides.add_slide(
            presentation.slide_layouts.get_by_name("Title Only")
        )
        self.deck, self.one, self.number, self.language, self.decided = (
            deck,
            deck.slides[number - 1],
            number,
            language,
            decided,
        )

    def say(self, text: Text) -> str:
        return text.in_(self.language).replace("\u200b", "")

    def draw(self) -> None:
        """Title, the slide's matter, its foot and its notes."""
        self.title()
        {
            "gap": self.gap,
            "sentence": self.sentence,
            "status": self.counts,
            "cover": self.cover,
            "projects": self.projects,
            "decide": self.decide,
        }.get(self.one.kind, self.lines)()
        self.foot()
        apply_east_asian_font(self.page.element, FONT)
        self.page.notes_slide.notes_text_frame.text = remove_unprintable("\n".join(self.notes()))

    def title(self) -> None:
        cover, holder = self.one.kind == "cover", self.page.shapes.title
        width = WIDE - 2 * EDGE if cover else 1360
        holder.left, holder.top, holder.width, holder.height = (
            Emu(at * PIXEL) for at in (EDGE, 240 if cover else 56, width, 180)
        )
        frame = self.frame(holder, MSO_ANCHOR.TOP)
        title = self.say(self.one.title)
        sizes = (96, 72) if cover else TITLES
        size = next(
            (one for one in sizes if _measure_text(title) * one <= 2 * width * FILLED), sizes[-1]
        )
        self.words(frame.paragraphs[0], title, size, bold=True)
        if self.one.status:
            status = STATUSES[self.one.status]
            text = self.box(EDGE + 1360, 60, WIDE - 2 * EDGE - 1360, 90)
            text.paragraphs[0].alignment = PP_ALIGN.RIGHT
            self.words(text.paragraphs[0], f"{status.symbol} ", 52, status.tone, bold=True)
            self.words(text.paragraphs[0], self.say(self.one.word), 52, bold=True)
            if self.one.hollow:
                text.add_paragraph().alignment = PP_ALIGN.RIGHT
                self.words(text.paragraphs[1], self.say(UNSURE), 32, TOKENS["ink-2"])

    def gap(self) -> None:
        """The chart on the left, on the right what is needed, the best year, and who answers."""
        if self.one.chart:
            draw_chart(
                self.page,
                self.one.chart,
                self.say,
                FONT,
                [Emu(at * PIXEL) for at in (EDGE - 20, 230, 1150, 720)],
            )
        tone = STATUSES[self.one.status].tone if self.one.status else TOKENS["ink"]
        top = 250
        for at, big in enumerate(self.one.big):
            number = self.say(big.number)
            size = _choose_number_size(len(number), at)
            frame = self.box(1276, top, WIDE - EDGE - 1276, size + 150)
            self.words(frame.paragraphs[0], self.say(big.name), 40, TOKENS["ink-2"])
            self.words(
                frame.add_paragraph(), number, size, tone if at == 0 else TOKENS["ink"], bold=True
            )
            self.words(frame.add_paragraph(), self.say(big.unit), 40)
            top += size + 190
        self.words(
            self.box(1276, 880, WIDE - EDGE - 1276, 100).paragraphs[0], self.say(self.one.owner), 40
        )

    def cover(self) -> None:
        frame = self.box(EDGE, 560, WIDE - 2 * EDGE, 400)
        for at, line in enumerate(self.one.lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            self.words(paragraph, f"{self.say(line.name)}  ", 40, bold=True)
            self.words(paragraph, self.say(line.text), 40)

    def sentence(self) -> None:
        frame = self.box(EDGE, 320, 1180, 560)
        for at, line in enumerate(self.one.lines):
            self.words(
                frame.paragraphs[0] if at == 0 else frame.add_paragraph(),
                self.say(line.name),
                40,
                TOKENS["ink-2"],
            )
            self.words(frame.add_paragraph(), self.say(line.text), 56, bold=True)
        for big in self.one.big:
            frame = self.box(1340, 360, WIDE - EDGE - 1340, 400)
            self.words(frame.paragraphs[0], self.say(big.name), 40, TOKENS["ink-2"])
            self.words(frame.add_paragraph(), self.say(big.number), 160, bold=True)
            self.words(frame.add_paragraph(), self.say(big.unit), 40)

    def counts(self) -> None:
        """A bar of parts, and below it every count with shape and word."""
        total = sum(int(line.text.zh) for line in self.one.lines) or 1
        left, width = float(EDGE), WIDE - 2 * EDGE
        for line in self.one.lines:
            part = width * int(line.text.zh) / total
            bar = self.page.shapes.add_shape(
                MSO_SHAPE.RECTANGLE, *(Emu(round(at * PIXEL)) for at in (left, 320, part - 6, 64))
            )
            bar.fill.solid()
            bar.fill.fore_color.rgb = parse_colour(STATUSES[line.status].tone)
            bar.line.fill.background()
            bar.shadow.inherit = False
            left += part
        for at, line in enumerate(self.one.lines):
            frame = self.box(EDGE + at % 3 * 580, 460 + at // 3 * 190, 570, 160)
            self.words(
                frame.paragraphs[0],
                f"{STATUSES[line.status].symbol} ",
                56,
                STATUSES[line.status].tone,
            )
            self.words(frame.paragraphs[0], self.say(line.text), 100, bold=True)
            self.words(frame.paragraphs[0], f"  {self.say(line.name)}", 44)

    def projects(self) -> None:
        half = (len(self.one.lines) + 1) // 2
        self.rows(list(self.one.lines[:half]), EDGE, 830)
        self.rows(list(self.one.lines[half:]), EDGE + 898, 830, half)

    def lines(self) -> None:
        self.rows(list(self.one.lines), EDGE, WIDE - 2 * EDGE)

    def rows(self, lines: list[SlideRow], left: int, width: int, before: int = 0) -> None:
        """A table of a name and what is said of it; numbered where every row has a status."""
        if not lines:
            return
        narrow = 150 if lines[0].status else width * 2 // 5
        table = self.table(len(lines), (width - narrow, narrow), left)
        for at, line in enumerate(lines):
            first, last = (table.cell(at, column).text_frame.paragraphs[0] for column in (0, 1))
            if line.status:
                self.words(
                    first, f"{STATUSES[line.status].symbol} ", 34, STATUSES[line.status].tone
                )
            name = (
                f"{before + at + 1}  {self.say(line.name)}" if line.status else self.say(line.name)
            )
            self.words(first, name, 34 if line.status else 40)
            last.alignment = PP_ALIGN.RIGHT
            self.words(last, self.say(line.text), 34, TOKENS["ink-2"], bold=bool(line.status))

    def decide(self) -> None:
        """What was decided, and empty rows for what still is: they can be typed into."""
        decided = self.decided[:MOST_ROWS]
        table = self.table(1 + max(len(decided), FEWEST_ROWS), (1000, 428, 300), EDGE)
        heads = (
            Text("议定事项", "Decision"),
            Text("责任单位", "By whom"),
            Text("完成时限", "By when"),
        )
        cells = [
            tuple(self.say(head) for head in heads),
            *((one.entry.text, one.entry.owner, str(one.entry.due)) for one in decided),
        ]
        for at, row in enumerate(cells):
            for column, text in enumerate(row):
                self.words(table.cell(at, column).text_frame.paragraphs[0], text, 36, bold=at == 0)

    def table(self, rows: int, widths: Sequence[int], left: int) -> Any:
        """A plain table with thin lines, as high as its rows need."""
        height = next((one for one in ROW_HEIGHTS if one * rows <= 660), ROW_HEIGHTS[-1])
        place = (Emu(at * PIXEL) for at in (left, 280, sum(widths), height * rows))
        holder = self.page.shapes.add_table(rows, len(widths), *place)
        for style in holder.element.iter(qn("a:tableStyleId")):
            style.text = GRID_ALONE
        table = holder.table
        table.first_row = table.horz_banding = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width * PIXEL)
        for row in table.rows:
            row.height = Emu(height * PIXEL)
            for cell in row.cells:
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        return table

    def foot(self) -> None:
        frozen = Text(f"冻结于 {self.deck.frozen}", f"frozen {self.deck.frozen}")
        source = self.say(self.one.source) or self.deck.name or self.say(self.deck.plan)
        room = 1560 / 32 * FILLED - _measure_text(self.say(frozen)) - 1
        self.words(
            self.box(EDGE, 990, 1560, 50).paragraphs[0],
            f"{_cut_text(source, room)} · {self.say(frozen)}",
            32,
            TOKENS["ink-2"],
        )
        number = self.box(WIDE - EDGE - 160, 990, 160, 50)
        number.paragraphs[0].alignment = PP_ALIGN.RIGHT
        self.words(
            number.paragraphs[0], f"{self.number} / {len(self.deck.slides)}", 32, TOKENS["ink-2"]
        )

    def notes(self) -> list[str]:
        """What stands behind the slide: the reason, explanation and actions, the plan's words,
        regions, how it stood then.
        """
        paragraphs = [self.say(note) for note in self.one.notes]
        paragraphs += [
            self.say(Text("规划原文：", "The plan's words: "))
            + f"“{one.phrase}” — {self.say(one.document)} {one.section}".rstrip()
            for one in self.one.clauses
        ]
        for name, lines in (
            (Text("各地区：", "Regions: "), self.one.regions),
            (Text("上次会议：", "Last meeting: "), self.one.then),
        ):
            sentence = "；".join(f"{self.say(line.name)} {self.say(line.text)}" for line in lines)
            paragraphs += [self.say(name) + sentence] if sentence else []
        return paragraphs

    def box(self, left: float, top: float, width: float, height: float) -> Any:
        """A text box without margins, by pixels of the slide."""
        made = self.page.shapes.add_textbox(
            *(Emu(round(at * PIXEL)) for at in (left, top, width, height))
        )
        return self.frame(made, MSO_ANCHOR.TOP)

    def frame(self, shape: Any, anchor: Any) -> Any:
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        return frame

    def words(
        self,
        paragraph: Any,
        text: str,
        pixels: float,
        tone: str = TOKENS["ink"],
        *,
        bold: bool = False,
    ) -> None:
        """A run of text in the one font, its size by pixels of the slide."""
        run = paragraph.add_run()
        run.text = remove_unprintable(text)
        run.font.size, run.font.bold, run.font.name = Pt(pixels / 2), bold, FONT
        run.font.color.rgb = parse_colour(tone)


def _measure_text(text: str) -> float:
    """How wide a text is, in letters as wide as they are high: Chinese ones are, Latin ones two
    thirds of it.
    """
    return sum(1.0 if ord(letter) > 0x2E7F else 0.65 for letter in text)


def _cut_text(text: str, room: float) -> str:
    """A text that fits, its end left out where it must be."""
    if _measure_text(text) <= room:
        return text
    while text and _measure_text(text) + 1 > room:
        text = text[:-1]
    return text.rstrip(" ·，,") + "…"


def _choose_number_size(letters: int, at: int) -> int:
    """Pixels of a number that must fit beside the chart, in whichever font it falls to."""
    sizes = ((5, 160), (7, 116), (99, 84)) if at == 0 else ((10, 84), (99, 60))
    return next(size for most, size in sizes if letters <= most)
