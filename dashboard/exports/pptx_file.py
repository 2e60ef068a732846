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
from dashboard.core.reports.deck import Deck, Occasion, SlideRow
from dashboard.core.vocabulary.statuses import STATUSES, Status
from dashboard.core.vocabulary.text import Language, Text, remove_unprintable
from dashboard.exports import ExportRequest
from dashboard.exports.pptx_chart import apply_east_asian_font, draw_chart, parse_colour
from dashboard.figures.theme import TOKENS

FONT = "Microsoft YaHei"
"""A font that PowerPoint and WPS have; set for Latin and for East Asian letters."""
PIXEL, WIDE, TALL, EDGE = 6350, 1920, 1080, 96
ROW_HEIGHTS = (100, 84, 64)
"""Pixels of a row in a list: as much as its number of rows leaves room for."""
TITLES, COVER_TITLES = (64, 56, 48, 44), (96, 72)
"""Pixels of a title: the largest that stays on two lines."""
FILLED = 0.94
"""The share of a line that text can fill before it breaks."""
FEWEST_ROWS, MOST_ROWS = 5, 8
"""Rows of the last slide's table."""
GRID_ALONE = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""The table style of thin lines without colours (ECMA-376: No Style, Table Grid)."""
UNSURE = Text("依据未核实数据", "on unverified figures")
DECISION_HEADS = (
    Text("议定事项", "Decision"),
    Text("责任单位", "By whom"),
    Text("完成时限", "By when"),
)


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
        layout = presentation.slide_layouts.get_by_name("Title Only")
        self.page = presentation.slides.add_slide(layout)
        self.deck = deck
        self.slide = deck.slides[number - 1]
        self.number = number
        self.language = language
        self.decided = decided

    def say(self, text: Text) -> str:
        return text.in_(self.language).replace("\u200b", "")

    def draw(self) -> None:
        """Title, the slide's matter, its foot and its notes."""
        self.draw_title()
        drawers = {
            "gap": self.draw_gap,
            "sentence": self.draw_sentence,
            "status": self.draw_counts,
            "cover": self.draw_cover,
            "projects": self.draw_projects,
            "decide": self.draw_decisions,
        }
        drawers.get(self.slide.kind, self.draw_lines)()
        self.draw_foot()
        apply_east_asian_font(self.page.element, FONT)
        self.page.notes_slide.notes_text_frame.text = remove_unprintable(
            "\n".join(self.list_notes())
        )

    def draw_title(self) -> None:
        """What the slide says, as large as two lines allow; beside it the status."""
        top, width = 56, 1360
        sizes: tuple[int, ...] = TITLES
        if self.slide.kind == "cover":
            top, width, sizes = 240, WIDE - 2 * EDGE, COVER_TITLES
        holder = self.page.shapes.title
        place = _convert_pixels(EDGE, top, width, 180)
        holder.left, holder.top, holder.width, holder.height = place
        frame = self.clear_frame(holder, MSO_ANCHOR.TOP)
        title = self.say(self.slide.title)
        letters = _measure_text(title)
        fitting = (size for size in sizes if letters * size <= 2 * width * FILLED)
        self.add_run(frame.paragraphs[0], title, next(fitting, sizes[-1]), bold=True)
        if self.slide.status:
            self.draw_status(STATUSES[self.slide.status])

    def draw_status(self, status: Status) -> None:
        """Shape and word of the status at the right of the title."""
        frame = self.add_box(EDGE + 1360, 60, WIDE - 2 * EDGE - 1360, 90)
        paragraph = frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT
        self.add_run(paragraph, f"{status.symbol} ", 52, status.tone, bold=True)
        self.add_run(paragraph, self.say(self.slide.word), 52, bold=True)
        if self.slide.hollow:
            below = frame.add_paragraph()
            below.alignment = PP_ALIGN.RIGHT
            self.add_run(below, self.say(UNSURE), 32, TOKENS["ink-2"])

    def draw_gap(self) -> None:
        """The chart on the left, on the right what is needed, the best year, and who answers."""
        if self.slide.chart:
            place = _convert_pixels(EDGE - 20, 230, 1150, 720)
            draw_chart(self.page, self.slide.chart, self.say, FONT, place)
        tone = STATUSES[self.slide.status].tone if self.slide.status else TOKENS["ink"]
        top = 250
        for position, big in enumerate(self.slide.big):
            number = self.say(big.number)
            size = _choose_number_size(len(number), position)
            frame = self.add_box(1276, top, WIDE - EDGE - 1276, size + 150)
            self.add_run(frame.paragraphs[0], self.say(big.name), 40, TOKENS["ink-2"])
            self.add_run(frame.add_paragraph(), number, size, tone, bold=True)
            self.add_run(frame.add_paragraph(), self.say(big.unit), 40)
            top += size + 190
            tone = TOKENS["ink"]  # only the first number is in the tone of the status
        below = self.add_box(1276, top, WIDE - EDGE - 1276, 980 - top)
        for position, aside in enumerate(self.slide.asides):
            self.add_run(self.find_paragraph(below, position), self.say(aside), 32, TOKENS["ink-2"])
        owner = self.find_paragraph(below, len(self.slide.asides))
        self.add_run(owner, self.say(self.slide.owner), 40)

    def draw_cover(self) -> None:
        frame = self.add_box(EDGE, 560, WIDE - 2 * EDGE, 400)
        for position, line in enumerate(self.slide.lines):
            paragraph = self.find_paragraph(frame, position)
            self.add_run(paragraph, f"{self.say(line.name)}  ", 40, bold=True)
            self.add_run(paragraph, self.say(line.text), 40)

    def draw_sentence(self) -> None:
        """What is said in large letters, and beside it one number."""
        frame = self.add_box(EDGE, 320, 1180, 560)
        for position, line in enumerate(self.slide.lines):
            name = self.find_paragraph(frame, position)
            self.add_run(name, self.say(line.name), 40, TOKENS["ink-2"])
            self.add_run(frame.add_paragraph(), self.say(line.text), 56, bold=True)
        for big in self.slide.big:
            frame = self.add_box(1340, 360, WIDE - EDGE - 1340, 400)
            self.add_run(frame.paragraphs[0], self.say(big.name), 40, TOKENS["ink-2"])
            self.add_run(frame.add_paragraph(), self.say(big.number), 160, bold=True)
            self.add_run(frame.add_paragraph(), self.say(big.unit), 40)

    def draw_counts(self) -> None:
        """A bar of parts, and below it every count with shape and word."""
        self.draw_bar()
        for position, line in enumerate(self.slide.lines):
            status = STATUSES[line.status]
            row, column = divmod(position, 3)
            frame = self.add_box(EDGE + column * 580, 460 + row * 190, 570, 160)
            paragraph = frame.paragraphs[0]
            self.add_run(paragraph, f"{status.symbol} ", 56, status.tone)
            self.add_run(paragraph, self.say(line.text), 100, bold=True)
            self.add_run(paragraph, f"  {self.say(line.name)}", 44)

    def draw_bar(self) -> None:
        """A bar over the whole slide, its parts as long as their counts."""
        total = sum(int(line.text.zh) for line in self.slide.lines) or 1
        left = float(EDGE)
        for line in self.slide.lines:
            length = (WIDE - 2 * EDGE) * int(line.text.zh) / total
            place = _convert_pixels(left, 320, length - 6, 64)
            part = self.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
            part.fill.solid()
            part.fill.fore_color.rgb = parse_colour(STATUSES[line.status].tone)
            part.line.fill.background()
            part.shadow.inherit = False
            left += length

    def draw_projects(self) -> None:
        half = (len(self.slide.lines) + 1) // 2
        self.draw_rows(list(self.slide.lines[:half]), EDGE, 830)
        self.draw_rows(list(self.slide.lines[half:]), EDGE + 898, 830, half)

    def draw_lines(self) -> None:
        self.draw_rows(list(self.slide.lines), EDGE, WIDE - 2 * EDGE)

    def draw_rows(self, lines: list[SlideRow], left: int, width: int, before: int = 0) -> None:
        """A table of a name and what is said of it; numbered where every row has a status."""
        if not lines:
            return
        narrow = 150 if lines[0].status else width * 2 // 5
        table = self.add_table(len(lines), (width - narrow, narrow), left)
        for row, line in enumerate(lines):
            first, last = (table.cell(row, column).text_frame.paragraphs[0] for column in (0, 1))
            if line.status:
                status = STATUSES[line.status]
                self.add_run(first, f"{status.symbol} ", 34, status.tone)
                self.add_run(first, f"{before + row + 1}  {self.say(line.name)}", 34)
            else:
                self.add_run(first, self.say(line.name), 40)
            last.alignment = PP_ALIGN.RIGHT
            self.add_run(last, self.say(line.text), 34, TOKENS["ink-2"], bold=bool(line.status))

    def draw_decisions(self) -> None:
        """What was decided, and empty rows for what still is: they can be typed into."""
        decided = self.decided[:MOST_ROWS]
        table = self.add_table(1 + max(len(decided), FEWEST_ROWS), (1000, 428, 300), EDGE)
        rows = [
            tuple(self.say(head) for head in DECISION_HEADS),
            *((one.entry.text, one.entry.owner, str(one.entry.due)) for one in decided),
        ]
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                paragraph = table.cell(row, column).text_frame.paragraphs[0]
                self.add_run(paragraph, text, 36, bold=row == 0)

    def add_table(self, rows: int, widths: Sequence[int], left: int) -> Any:
        """A plain table with thin lines, as high as its rows need."""
        fitting = (height for height in ROW_HEIGHTS if height * rows <= 660)
        height = next(fitting, ROW_HEIGHTS[-1])
        place = _convert_pixels(left, 280, sum(widths), height * rows)
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

    def draw_foot(self) -> None:
        """Source and state of the data, and the slide's number."""
        frozen = self.say(Text(f"冻结于 {self.deck.frozen}", f"frozen {self.deck.frozen}"))
        source = self.say(self.slide.source) or self.deck.name or self.say(self.deck.plan)
        room = 1560 / 32 * FILLED - _measure_text(frozen) - 1
        text = f"{_cut_text(source, room)} · {frozen}"
        left = self.add_box(EDGE, 990, 1560, 50).paragraphs[0]
        self.add_run(left, text, 32, TOKENS["ink-2"])
        right = self.add_box(WIDE - EDGE - 160, 990, 160, 50).paragraphs[0]
        right.alignment = PP_ALIGN.RIGHT
        self.add_run(right, f"{self.number} / {len(self.deck.slides)}", 32, TOKENS["ink-2"])

    def list_notes(self) -> list[str]:
        """What stands behind the slide: the reason, explanation and actions, the plan's words,
        regions, how it stood then.
        """
        paragraphs = [self.say(note) for note in self.slide.notes]
        for clause in self.slide.clauses:
            words = f"“{clause.phrase}” — {self.say(clause.document)} {clause.section}".rstrip()
            paragraphs.append(self.say(Text("规划原文：", "The plan's words: ")) + words)
        for name, lines in (
            (Text("各地区：", "Regions: "), self.slide.regions),
            (Text("上次会议：", "Last meeting: "), self.slide.then),
        ):
            if lines:
                parts = (f"{self.say(line.name)} {self.say(line.text)}" for line in lines)
                paragraphs.append(self.say(name) + "；".join(parts))
        return paragraphs

    def add_box(self, left: float, top: float, width: float, height: float) -> Any:
        """A text box without margins, by pixels of the slide."""
        box = self.page.shapes.add_textbox(*_convert_pixels(left, top, width, height))
        return self.clear_frame(box, MSO_ANCHOR.TOP)

    def find_paragraph(self, frame: Any, position: int) -> Any:
        """The paragraph for the next of some lines: a frame has its first from the beginning."""
        return frame.add_paragraph() if position else frame.paragraphs[0]

    def clear_frame(self, shape: Any, anchor: Any) -> Any:
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        return frame

    def add_run(
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


def _convert_pixels(*pixels: float) -> list[Emu]:
    """Pixels of the slide as a presentation counts."""
    return [Emu(round(length * PIXEL)) for length in pixels]


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


def _choose_number_size(letters: int, position: int) -> int:
    """Pixels of a number that must fit beside the chart, in whichever font it falls to."""
    sizes = ((5, 160), (7, 116), (99, 84)) if position == 0 else ((10, 84), (99, 60))
    return next(size for most, size in sizes if letters <= most)
