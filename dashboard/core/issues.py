"""What can be wrong, and what is to be done about it? Every problem we report, in both languages.

A kind owns its sentence, its remedy and its severity; an issue is one occurrence with its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from dashboard.core.text import Text

Severity = Literal["error", "warning", "finding"]
SEVERITIES: dict[Severity, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "finding": Text("提示", "finding"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: what is wrong and what to do, with {places} for what was found."""

    code: str
    severity: Severity
    sentence: Text
    remedy: Text
    whole_file: bool = False


def _kinds(*rows: tuple[str, Severity, str, str, str, str], whole_file: bool = False) -> dict[str, Kind]:
    return {
        code: Kind(code, severity, Text(zh, en), Text(do_zh, do_en), whole_file) for code, severity, zh, en, do_zh, do_en in rows
    }


DECLARATION = _kinds(
    ("yaml-syntax", "error", "不是有效的 YAML：{found}", "not valid YAML: {found}", "请检查缩进、引号和冒号", "check indentation, quotes and colons"),
    ("yaml-value", "error", "无法读取的值“{found}”", "a value that cannot be read: “{found}”", "日期请写成 2021-02-03，并确有这一天", "write dates as 2021-02-03, a day that exists"),
    ("file-missing", "error", "找不到目标登记文件", "the declaration is not there", "请核对设置 INDICATORS 和文件名", "check the setting INDICATORS and the file's name"),
    ("file-not-utf8", "error", "文件第 {found} 字节起不是 UTF-8", "the file is not UTF-8 from byte {found} on", "请另存为 UTF-8", "save it as UTF-8"),
    ("yaml-duplicate-key", "error", "键“{found}”出现两次", "the key “{found}” stands twice", "请删去或改名其中一个", "remove or rename one of them"),
    ("not-a-mapping", "error", "文件应为键值结构，实为{found}", "the file must be a mapping, found {found}", "请参照 README 的示例书写", "follow the example in the README"),
    ("unknown-key", "error", "不认识的键“{found}”", "unknown key “{found}”", "{hint}", "{hint}"),
    ("missing-key", "error", "缺少必填的“{found}”", "“{found}” is missing", "请补上该键", "add it"),
    ("wrong-type", "error", "“{key}”应为{expected}，实为 {found}", "“{key}” must be {expected}, found {found}", "请改正数值或加引号", "correct the value, or quote it"),
    ("number-quoted", "error", "“{key}”的数字 {found} 加了引号，被读作文字", "the number {found} of “{key}” is quoted and was read as text", "请去掉引号", "remove the quotes"),
    ("code-not-quoted", "error", "代码 {found} 没有加引号，被读作数字", "the code {found} is not quoted and was read as a number", '请写成 "{found}"', 'write "{found}"'),
    ("unknown-value", "error", "“{key}”不能是“{found}”", "“{key}” cannot be “{found}”", "可选：{allowed}", "one of: {allowed}"),
    ("unknown-reference", "error", "没有名为“{found}”的{kind}", "there is no {kind} “{found}”", "{hint}", "{hint}"),
    ("unknown-unit", "error", "不认识的单位“{found}”", "unknown unit “{found}”", "{hint}", "{hint}"),
    ("bad-years", "error", "“{key}”的年份“{found}”无法识别", "“{key}” has unreadable years “{found}”", "请写成 2025 或 2021-2025", "write 2025 or 2021-2025"),
    ("no-period", "error", "目标没有写明期限", "the target has no period", "请写 by、in、every、total、average 之一", "state one of by, in, every, total, average"),
    ("two-periods", "error", "目标写了多个期限：{found}", "the target has several periods: {found}", "只保留一个", "keep one"),
    ("no-bound", "error", "目标没有写明界限", "the target has no bound", "请写 reach、at_least、at_most 等之一", "state one of reach, at_least, at_most …"),
    ("two-bounds", "error", "目标写了多个界限：{found}", "the target has several bounds: {found}", "只保留一个；区间请用 between", "keep one; for an interval write between"),
    ("not-together", "error", "“{period}”与“{bound}”不能同用", "“{period}” and “{bound}” do not go together", "{bound} 可用于：{allowed}", "{bound} goes with: {allowed}"),
    ("tolerance-out-of-place", "error", "界限“{bound}”不带容差", "the bound “{bound}” takes no tolerance", "容差只用于 about、hold、in_step_with", "tolerance goes with about, hold and in_step_with"),
    ("tolerance-missing", "error", "in_step_with 必须写明容差", "in_step_with must state a tolerance", "请加 tolerance，单位同指标", "add tolerance, in the indicator's unit"),
    ("tolerance-negative", "error", "容差 {found} 为负", "the tolerance {found} is negative", "请写不小于 0 的数", "write a number of 0 or more"),
    ("base-out-of-place", "error", "“{period}”目标不带 base", "a “{period}” target takes no base", "base 只用于 by 目标", "base belongs to by"),
    ("base-empty", "error", "base 没有数值", "the base has no value", "请写 value、at_most 或 at_least 之一", "give value, at_most or at_least"),
    ("base-not-before", "error", "基期 {found} 年不早于目标年 {goal} 年", "the base year {found} is not before the goal's year {goal}", "请改正基期或目标年", "correct one of them"),
    ("path-impossible", "error", "compound 路径要求基期与目标同号且不为 0：{base} → {goal}", "a compound path needs base and goal of one sign, neither 0: {base} → {goal}", "请改用 linear 路径或 milestones", "use the linear path or milestones"),
    ("milestone-outside", "error", "里程碑年份 {found} 不在基期与目标年之间", "the milestone year {found} is not between base and goal", "请改正年份", "correct the year"),
    ("path-out-of-place", "error", "“{found}”只用于带基期的 by 目标", "“{found}” goes only with a by target that has a base", "请删去，或补上 base", "remove it, or add a base"),
    ("total-not-positive", "error", "累计目标 {found} 应大于 0", "a total must be above 0, found {found}", "请改正数值", "correct the number"),
    ("between-order", "error", "区间 {found} 的下限应小于上限", "the interval {found} must rise", "请交换两数", "swap the numbers"),
    ("years-order", "error", "年份 {found} 应由早到晚", "the years {found} must rise", "请交换两年", "swap the years"),
    ("years-outside-plan", "error", "目标年份 {found} 不在规划“{plan}”的 {years} 之内", "the target's years {found} are outside the plan “{plan}” ({years})", "请改正年份或规划", "correct the years or the plan"),
    ("direction-missing", "error", "“{bound}”要求指标的 better 为 higher 或 lower", "“{bound}” needs an indicator whose better is higher or lower", "请写明方向，或改用 at_least、at_most", "state the direction, or write at_least or at_most"),
    ("measured-key-missing", "error", "指标有可量化目标，却缺少“{found}”", "the indicator has a measured target but no “{found}”", "请补上；定性目标才可省略", "add it; only stated or done targets go without"),
    ("better-contradicts", "warning", "better: {better} 与界限“{bound}”方向相反", "better: {better} contradicts the bound “{bound}”", "请核对指标方向", "check the direction"),
    ("goal-behind-base", "warning", "按 better: {better}，基期 {base} 已达到目标 {goal}", "with better: {better}, the base {base} already reaches the goal {goal}", "请核对指标方向；若确为保持，请改用 at_least 或 at_most", "check the direction; where it is meant to be kept, write at_least or at_most"),
    ("phrase-without-number", "error", "原文“{phrase}”中没有数字 {number}", "the phrase “{phrase}” does not contain {number}", "请核对原文；若以文字表示，请加 words", "check the phrase; where words stand for the number, add words"),
    ("phrase-without-words", "error", "原文“{phrase}”中没有“{words}”", "the phrase “{phrase}” does not contain “{words}”", "words 须逐字取自原文", "take words verbatim from the phrase"),
    ("phrase-without-unit", "error", "原文“{phrase}”中，数字 {number} 之后不是单位“{unit}”", "in the phrase “{phrase}” the number {number} is not followed by “{unit}”", "请核对单位；若单位写法不同，请加 words", "check the unit; where it is worded otherwise, add words"),
    ("phrase-cut", "error", "phrase 在半角逗号处被截断", "the phrase is cut at a half-width comma", "请给整句 phrase 加引号", "quote the whole phrase"),
    ("duplicate-id", "error", "目标编号“{found}”重复", "the target id “{found}” stands twice", "请用 id 另取名", "give one of them another id"),
    ("alias-twice", "error", "名称“{found}”同属“{first}”和“{second}”", "the name “{found}” belongs to both “{first}” and “{second}”", "一个名称只能指一个指标", "a name may belong to one indicator only"),
    ("formula-unreadable", "error", "公式“{formula}”中的“{found}”无法识别", "in the formula “{formula}”, “{found}” cannot be read", "可用：指标编码、+ − × ÷、括号、mean(x)、last_year(x)", "use indicator ids, + − × ÷, parentheses, mean(x), last_year(x)"),
    ("formula-circular", "error", "公式循环引用：{found}", "the formulas go in a circle: {found}", "请去掉其中一个引用", "remove one of the references"),
    ("relation-unclear", "error", "关系“{found}”不完整", "the relation “{found}” is not complete", "ratio、product、sum 写一个，再写 equals（另写 tolerance）或 implies；或写 parts 和 tolerance", "give one of ratio, product and sum with equals (and its tolerance) or implies; or parts with a tolerance"),
    ("theme-circular", "error", "“{found}”的 within 循环引用", "“{found}” lies within itself", "请改正 within", "correct within"),
    ("limits-order", "error", "limits {found} 应由小到大", "the limits {found} must rise", "请交换两数", "swap the numbers"),
    ("path-conflict", "finding", "年度目标 {annual} 与路径值 {path} 不一致（{goal}）", "the annual target {annual} is not on the path, which gives {path} ({goal})", "两者并列显示；如需以年度目标为路径，请用 milestones", "both are shown; to follow it, use milestones"),
    ("owner-unknown", "finding", "{count} 项有目标的指标没有责任单位", "{count} indicators with targets have no owner", "页面显示为“未明确”；明确后请写 owner", "pages show 未明确 (not stated); add owner once it is known"),
    ("english-missing", "finding", "{count} 处没有英文", "{count} texts have no English", "英文页面显示中文", "English pages show the Chinese"),
)  # fmt: skip
"""Problems of indicators.yaml."""

WORKBOOK = {
    **_kinds(
        ("not-a-workbook", "error", "文件不是 Excel 工作簿（.xlsx）", "the file is not an Excel workbook (.xlsx)", "请在 Excel 或 WPS 中另存为 .xlsx", "save it as .xlsx in Excel or WPS"),
        ("old-or-encrypted", "error", "文件是旧版 .xls，或设有打开密码", "the file is an old .xls, or protected by a password", "请去掉密码，另存为 .xlsx", "remove the password and save it as .xlsx"),
        ("damaged-workbook", "error", "工作簿已损坏，无法打开：{found}", "the workbook is damaged and cannot be opened: {found}", "请重新导出或另存", "export or save it again"),
        ("too-large", "error", "文件解开后超过 {limit} MiB", "unpacked the file is larger than {limit} MiB", "请拆分后再导入", "split it"),
        ("no-data-sheet", "error", "没有找到数据表：没有一张表的表头可以识别", "no data sheet: no sheet has headings that are recognised", "请用 python app.py template 生成的模板", "use the template that python app.py template makes"),
        whole_file=True,
    ),
    **_kinds(
        ("sheet-not-data", "finding", "此表没有可识别的表头，未读取", "this sheet has no recognised headings and was not read", "如为数据，请按模板补表头", "if it holds data, add the template's headings"),
        ("heading-unknown", "finding", "列“{found}”不在模板中，未读取", "the column “{found}” is not in the template and was not read", "如为数据，请改用模板的列名", "if it holds data, use the template's heading"),
        ("heading-twice", "error", "列“{found}”出现两次", "the column “{found}” stands twice", "请删去其中一列", "remove one of them"),
        ("heading-missing", "error", "表缺少列“{found}”", "the sheet lacks the column “{found}”", "请按模板补上", "add it as in the template"),
        ("unknown-indicator", "error", "没有名为“{found}”的指标", "there is no indicator “{found}”", "{hint}", "{hint}"),
        ("indicator-conflict", "error", "编码“{found}”与名称“{name}”不是同一指标", "the id “{found}” and the name “{name}” are different indicators", "请改正其中之一", "correct one of them"),
        ("name-unknown", "finding", "名称“{name}”未登记，按编码“{found}”读取", "the name “{name}” is not declared; read by the id “{found}”", "请核对名称，或登记为别名", "check the name, or declare it as an alias"),
        ("unknown-region", "error", "没有名为“{found}”的地区", "there is no region “{found}”", "{hint}", "{hint}"),
        ("bad-year", "error", "年份“{found}”无法识别", "the year “{found}” cannot be read", "请写四位年份，如 2023", "write four digits, such as 2023"),
        ("bad-month", "error", "月份“{found}”无法识别", "the month “{found}” cannot be read", "请写 1 至 12，全年留空", "write 1 to 12, or leave it empty for a full year"),
        ("not-a-number", "error", "“{found}”不是数字", "“{found}” is not a number", "请只填数值，单位写在单位列", "give the number alone, its unit in the unit column"),
        ("error-cell", "error", "单元格是错误值 {found}", "the cell holds the error {found}", "请改正公式后保存", "correct the formula and save"),
        ("not-calculated", "error", "公式没有计算结果", "the formula has no calculated value", "请在 Excel 或 WPS 中重新计算并保存", "recalculate and save in Excel or WPS"),
        ("unknown-unit-cell", "error", "不认识的单位“{found}”", "unknown unit “{found}”", "{hint}", "{hint}"),
        ("unit-mismatch", "error", "单位“{found}”不能换算为指标的单位“{expected}”", "the unit “{found}” does not convert to the indicator's “{expected}”", "请核对单位", "check the unit"),
        ("bad-quality", "error", "不认识的数据性质“{found}”", "unknown data quality “{found}”", "可选：{allowed}", "one of: {allowed}"),
        ("bad-date", "error", "发布日期“{found}”无法识别", "the release date “{found}” cannot be read", "请写成 2024-03-20", "write 2024-03-20"),
        ("not-yes-or-no", "error", "“{found}”不是“是”或“否”", "“{found}” is neither 是 nor 否", "请写 是 或 否", "write 是 (yes) or 否 (no)"),
        ("unmeasured", "error", "指标“{found}”是定性目标，没有数值", "“{found}” is stated in words and takes no number", "请删去此行", "remove the row"),
        ("duplicate-conflict", "error", "与 {other} 是同一数据，数值却不同：{first} 与 {second}", "the same figure stands in {other} with another value: {first} and {second}", "请保留一个，或以来源、数据性质区分", "keep one, or tell them apart by source or quality"),
        ("duplicate-same", "finding", "与 {other} 重复，只计一次", "repeats {other}; counted once", "可删去此行", "the row may be removed"),
        ("empty-value", "finding", "没有填数值，此行未读取；空白不会删除已有数据", "no value: the row was not read; a blank never deletes", "如有数据请填写", "fill it in if it is known"),
        ("converted", "finding", "已由 {found} 换算为 {value}", "converted from {found} to {value}", "无需处理", "nothing to do"),
        ("percent-format", "warning", "单元格是百分比格式，{stored} 按 {value}% 读取", "the cell is formatted as a percentage: {stored} was read as {value}%", "请核对；建议直接填 {value}", "check it; better type {value}"),
        ("text-number", "finding", "数字以文本保存，已读作 {value}", "the number is stored as text and was read as {value}", "建议改为数字格式", "better store it as a number"),
        ("unit-assumed", "warning", "没有写单位，按指标的单位“{expected}”读取", "no unit given: read in the indicator's “{expected}”", "请补上单位", "add the unit"),
        ("outside-limits", "warning", "{value} 超出指标的自然范围 {limits}", "{value} is outside the indicator's natural limits {limits}", "请核对数值和单位", "check the number and its unit"),
        ("quality-assumed", "finding", "没有写数据性质，按“{quality}”读取", "no data quality given: read as {quality}", "如为初步数请写明", "say so if it is preliminary"),
    ),
}  # fmt: skip
"""Problems of a workbook."""

KINDS: dict[str, Kind] = {**DECLARATION, **WORKBOOK}


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem at one place: a line and column of a file, or a cell of a sheet."""

    code: str
    values: dict[str, object] = field(default_factory=dict)
    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def severity(self) -> Severity:
        return self.kind.severity

    @property
    def message(self) -> Text:
        """What is wrong, what was found and what to do."""
        said, do = self.kind.sentence.format(**self.values), self.kind.remedy.format(**self.values)
        end = "" if do.en.endswith("?") else "."
        return Text(f"{said.zh}；{do.zh}{'' if do.zh.endswith('？') else '。'}", f"{said.en}; {do.en}{end}")

    @property
    def place(self) -> str:
        """Where it is: `indicators.yaml:12:5` or `2023年.xlsx › 数据 › D7`."""
        if self.line is not None:
            return f"{self.file}:{self.line}:{self.column}"
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)


def worst(issues: Iterable[Issue]) -> Severity | None:
    """The gravest severity among issues, None without any."""
    order = list(SEVERITIES)
    return min((issue.severity for issue in issues), key=order.index, default=None)
