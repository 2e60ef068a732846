"""What can be wrong, and what is to be done about it? Every problem we report, in both languages.

A kind owns its sentence, its remedy and its severity; an issue is one occurrence with its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from dashboard.core.vocabulary.text import CountedText, Text

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


English = str | tuple[str, str]
"""One wording, or two: the first is said where {count} is one, the second of any other number."""


def _build_kinds(
    *rows: tuple[str, Severity, str, English, str, English], whole_file: bool = False
) -> dict[str, Kind]:
    return {
        code: Kind(code, severity, _word(zh, en), _word(do_zh, do_en), whole_file)
        for code, severity, zh, en, do_zh, do_en in rows
    }


def _word(zh: str, en: English) -> Text:
    if isinstance(en, str):
        return Text(zh, en)
    one, many = en
    return CountedText(zh, many, one)


DECLARATION = _build_kinds(
    (
        "yaml-syntax",
        "error",
        "不是有效的 YAML：{found}",
        "not valid YAML: {found}",
        "请检查缩进、引号和冒号",
        "check indentation, quotes and colons",
    ),
    (
        "yaml-too-large",
        "error",
        "展开引用（*名）后超过 {found} 个节点",
        "more than {found} nodes once its aliases (*name) are written out",
        "请减少引用，或拆分文件",
        "use fewer aliases, or declare less",
    ),
    (
        "yaml-too-deep",
        "error",
        "嵌套超过 {found} 层",
        "nested more than {found} levels deep",
        "请检查缩进和括号",
        "check indentation and brackets",
    ),
    (
        "yaml-alias",
        "error",
        "引用“{found}”在此之前没有定义",
        "the alias “{found}” is not defined before this place",
        "请先用 &名 定义，再引用",
        "define it with &name first",
    ),
    (
        "yaml-value",
        "error",
        "无法读取的值“{found}”",
        "a value that cannot be read: “{found}”",
        "日期请写成 2021-02-03，并确有这一天",
        "write dates as 2021-02-03, a day that exists",
    ),
    (
        "file-missing",
        "error",
        "找不到目标登记文件",
        "the declaration is not there",
        "请核对设置 INDICATORS 和文件名",
        "check the setting INDICATORS and the file's name",
    ),
    (
        "file-not-utf8",
        "error",
        "文件第 {found} 字节起不是 UTF-8",
        "the file is not UTF-8 from byte {found} on",
        "请另存为 UTF-8",
        "save it as UTF-8",
    ),
    (
        "yaml-duplicate-key",
        "error",
        "键“{found}”出现两次",
        "the key “{found}” stands twice",
        "请删去或改名其中一个",
        "remove or rename one of them",
    ),
    (
        "not-a-mapping",
        "error",
        "文件应为键值结构，实为{found}",
        "the file must be a mapping, found {found}",
        "请参照 README 的示例书写",
        "follow the example in the README",
    ),
    ("unknown-key", "error", "不认识的键“{found}”", "unknown key “{found}”", "{hint}", "{hint}"),
    ("missing-key", "error", "缺少必填的“{found}”", "“{found}” is missing", "请补上该键", "add it"),
    (
        "wrong-type",
        "error",
        "“{key}”应为{expected}，实为 {found}",
        "“{key}” must be {expected}, found {found}",
        "请改正数值或加引号",
        "correct the value, or quote it",
    ),
    (
        "number-quoted",
        "error",
        "“{key}”的数字 {found} 加了引号，被读作文字",
        "the number {found} of “{key}” is quoted and was read as text",
        "请去掉引号",
        "remove the quotes",
    ),
    (
        "code-not-quoted",
        "error",
        "代码 {found} 没有加引号，被读作数字",
        "the code {found} is not quoted and was read as a number",
        '请写成 "{found}"',
        'write "{found}"',
    ),
    (
        "unknown-value",
        "error",
        "“{key}”不能是“{found}”",
        "“{key}” cannot be “{found}”",
        "可选：{allowed}",
        "one of: {allowed}",
    ),
    (
        "unknown-reference",
        "error",
        "没有名为“{found}”的{kind}",
        "there is no {kind} “{found}”",
        "{hint}",
        "{hint}",
    ),
    (
        "former-id-taken",
        "error",
        "曾用编码“{found}”已被{kind}“{owner}”使用",
        "the former id “{found}” is that of the {kind} “{owner}”",
        "每个编码只指一项：请只留一处",
        "an id leads to one thing: leave it in one place",
    ),
    (
        "unknown-unit",
        "error",
        "不认识的单位“{found}”",
        "unknown unit “{found}”",
        "{hint}",
        "{hint}",
    ),
    (
        "bad-years",
        "error",
        "“{key}”的年份“{found}”无法识别",
        "“{key}” has unreadable years “{found}”",
        "请写成 2025 或 2021-2025",
        "write 2025 or 2021-2025",
    ),
    (
        "no-period",
        "error",
        "目标没有写明期限",
        "the target has no period",
        "请写 by、in、every、total、average 之一",
        "state one of by, in, every, total, average",
    ),
    (
        "two-periods",
        "error",
        "目标写了多个期限：{found}",
        "the target has several periods: {found}",
        "只保留一个",
        "keep one",
    ),
    (
        "no-bound",
        "error",
        "目标没有写明界限",
        "the target has no bound",
        "请写 reach、at_least、at_most 等之一",
        "state one of reach, at_least, at_most …",
    ),
    (
        "two-bounds",
        "error",
        "目标写了多个界限：{found}",
        "the target has several bounds: {found}",
        "只保留一个；区间请用 between",
        "keep one; for an interval write between",
    ),
    (
        "not-together",
        "error",
        "“{period}”与“{bound}”不能同用",
        "“{period}” and “{bound}” do not go together",
        "{bound} 可用于：{allowed}",
        "{bound} goes with: {allowed}",
    ),
    (
        "tolerance-out-of-place",
        "error",
        "界限“{bound}”不带容差",
        "the bound “{bound}” takes no tolerance",
        "容差只用于 about、hold、in_step_with",
        "tolerance goes with about, hold and in_step_with",
    ),
    (
        "tolerance-missing",
        "error",
        "in_step_with 必须写明容差",
        "in_step_with must state a tolerance",
        "请加 tolerance，单位同指标",
        "add tolerance, in the indicator's unit",
    ),
    (
        "tolerance-negative",
        "error",
        "容差 {found} 为负",
        "the tolerance {found} is negative",
        "请写不小于 0 的数",
        "write a number of 0 or more",
    ),
    (
        "base-out-of-place",
        "error",
        "“{period}”目标不带 base",
        "a “{period}” target takes no base",
        "base 只用于 by 目标",
        "base belongs to by",
    ),
    (
        "base-empty",
        "error",
        "base 没有数值",
        "the base has no value",
        "请写 value、at_most 或 at_least 之一",
        "give value, at_most or at_least",
    ),
    (
        "base-not-before",
        "error",
        "基期 {found} 年不早于目标年 {goal} 年",
        "the base year {found} is not before the goal's year {goal}",
        "请改正基期或目标年",
        "correct one of them",
    ),
    (
        "path-impossible",
        "error",
        "compound 路径要求基期与目标同号且不为 0：{base} → {goal}",
        "a compound path needs base and goal of one sign, neither 0: {base} → {goal}",
        "请改用 linear 路径或 milestones",
        "use the linear path or milestones",
    ),
    (
        "milestone-outside",
        "error",
        "里程碑年份 {found} 不在基期与目标年之间",
        "the milestone year {found} is not between base and goal",
        "请改正年份",
        "correct the year",
    ),
    (
        "path-out-of-place",
        "error",
        "“{found}”只用于带基期的 by 目标",
        "“{found}” goes only with a by target that has a base",
        "请删去，或补上 base",
        "remove it, or add a base",
    ),
    (
        "total-not-positive",
        "error",
        "累计目标 {found} 应大于 0",
        "a total must be above 0, found {found}",
        "请改正数值",
        "correct the number",
    ),
    (
        "between-order",
        "error",
        "区间 {found} 的下限应小于上限",
        "the interval {found} must rise",
        "请交换两数",
        "swap the numbers",
    ),
    (
        "years-order",
        "error",
        "年份 {found} 应由早到晚",
        "the years {found} must rise",
        "请交换两年",
        "swap the years",
    ),
    (
        "years-outside-plan",
        "error",
        "目标年份 {found} 不在规划“{plan}”的 {years} 之内",
        "the target's {found} outside the plan “{plan}” ({years})",
        "请改正年份或规划",
        "correct the years or the plan",
    ),
    (
        "direction-missing",
        "error",
        "“{bound}”要求指标的 better 为 higher 或 lower",
        "“{bound}” needs an indicator whose better is higher or lower",
        "请写明方向，或改用 at_least、at_most",
        "state the direction, or write at_least or at_most",
    ),
    (
        "measured-key-missing",
        "error",
        "指标有可量化目标，却缺少“{found}”",
        "the indicator has a measured target but no “{found}”",
        "请补上；定性目标才可省略",
        "add it; only stated or done targets go without",
    ),
    (
        "better-contradicts",
        "warning",
        "better: {better} 与界限“{bound}”方向相反",
        "better: {better} contradicts the bound “{bound}”",
        "请核对指标方向",
        "check the direction",
    ),
    (
        "goal-behind-base",
        "warning",
        "按 better: {better}，基期 {base} 已达到目标 {goal}",
        "with better: {better}, the base {base} already reaches the goal {goal}",
        "请核对指标方向；若确为保持，请改用 at_least 或 at_most",
        "check the direction; where it is meant to be kept, write at_least or at_most",
    ),
    (
        "phrase-without-number",
        "error",
        "原文“{phrase}”中没有数字 {number}",
        "the phrase “{phrase}” does not contain {number}",
        "请核对原文；若以文字表示，请加 words",
        "check the phrase; where words stand for the number, add words",
    ),
    (
        "phrase-without-words",
        "error",
        "原文“{phrase}”中没有“{words}”",
        "the phrase “{phrase}” does not contain “{words}”",
        "words 须逐字取自原文",
        "take words verbatim from the phrase",
    ),
    (
        "words-without-number",
        "error",
        "words“{words}”写的不是 {number}",
        "the words “{words}” do not state {number}",
        "请核对目标值和单位，或去掉 words",
        "check the number and its unit, or leave words out",
    ),
    (
        "phrase-without-unit",
        "error",
        "原文“{phrase}”中，数字 {number} 之后不是单位“{unit}”",
        "in the phrase “{phrase}” the number {number} is not followed by “{unit}”",
        "请核对单位；若单位写法不同，请加 words",
        "check the unit; where it is worded otherwise, add words",
    ),
    (
        "phrase-cut",
        "error",
        "phrase 在半角逗号处被截断",
        "the phrase is cut at a half-width comma",
        "请给整句 phrase 加引号",
        "quote the whole phrase",
    ),
    (
        "duplicate-id",
        "error",
        "目标编号“{found}”重复",
        "the target id “{found}” stands twice",
        "请用 id 另取名",
        "give one of them another id",
    ),
    (
        "alias-twice",
        "error",
        "名称“{found}”同属“{first}”和“{second}”",
        "the name “{found}” belongs to both “{first}” and “{second}”",
        "一个名称只能指一个指标或地区",
        "a name may belong to one indicator or region only",
    ),
    (
        "formula-unreadable",
        "error",
        "公式“{formula}”中的“{found}”无法识别",
        "in the formula “{formula}”, “{found}” cannot be read",
        "可用：指标编码、+ − × ÷、括号、mean(x)、last_year(x)",
        "use indicator ids, + − × ÷, parentheses, mean(x), last_year(x)",
    ),
    (
        "formula-circular",
        "error",
        "公式循环引用：{found}",
        "the formulas go in a circle: {found}",
        "请去掉其中一个引用",
        "remove one of the references",
    ),
    (
        "relation-unclear",
        "error",
        "关系“{found}”不完整",
        "the relation “{found}” is not complete",
        "ratio、product、sum 写一个，再写 equals（另写 tolerance）或 implies；或写 parts 和 tolerance",
        (
            "give one of ratio, product and sum with equals (and its tolerance) or implies; or "
            "parts with a tolerance"
        ),
    ),
    (
        "theme-circular",
        "error",
        "“{found}”的 within 循环引用",
        "“{found}” lies within itself",
        "请改正 within",
        "correct within",
    ),
    (
        "limits-order",
        "error",
        "limits {found} 应由小到大",
        "the limits {found} must rise",
        "请交换两数",
        "swap the numbers",
    ),
    (
        "path-conflict",
        "finding",
        "年度目标 {annual} 与序时目标 {path} 不一致（{goal}）",
        "the annual target {annual} is not on the path, which gives {path} ({goal})",
        "两者并列显示；如需以年度目标为路径，请用 milestones",
        "both are shown; to follow it, use milestones",
    ),
    (
        "owner-unknown",
        "finding",
        "{count} 项有目标的指标没有责任单位",
        (
            "{count} indicator with targets has no owner",
            "{count} indicators with targets have no owner",
        ),
        "页面显示为“未明确”；明确后请写 owner",
        "pages show 未明确 (not stated); add owner once it is known",
    ),
    (
        "english-missing",
        "finding",
        "{count} 处没有英文",
        ("{count} text has no English", "{count} texts have no English"),
        "英文页面显示中文",
        "English pages show the Chinese",
    ),
)
"""Problems of indicators.yaml."""

WORKBOOK = {
    **_build_kinds(
        ("empty-file", "error", "文件是空的", "the file is empty", "请重新导出", "export it again"),
        (
            "not-a-workbook",
            "error",
            "文件不是可读取的表格，而是 {found}",
            "the file is no table that can be read but {found}",
            "请在 Excel 或 WPS 中另存为 .xlsx",
            "save it as .xlsx in Excel or WPS",
        ),
        (
            "password-protected",
            "error",
            "文件设有打开密码",
            "the file is protected by a password",
            "请去掉密码后保存",
            "remove the password and save it",
        ),
        (
            "damaged-workbook",
            "error",
            "工作簿已损坏，无法打开：{found}",
            "the workbook is damaged and cannot be opened: {found}",
            "请重新导出或另存",
            "export or save it again",
        ),
        (
            "text-unreadable",
            "error",
            "文字编码无法识别，第 {found} 字节起既不是 UTF-8 也不是 GB18030",
            "the text is neither UTF-8 nor GB18030 from byte {found} on",
            "请另存为 UTF-8",
            "save it as UTF-8",
        ),
        (
            "file-too-large",
            "error",
            "文件大于 {limit} MiB",
            "the file is larger than {limit} MiB",
            "请拆分后再导入",
            "split it",
        ),
        (
            "too-large",
            "error",
            "文件解开后超过 {limit} MiB",
            "unpacked the file is larger than {limit} MiB",
            "请拆分后再导入",
            "split it",
        ),
        (
            "too-many-cells",
            "error",
            "{found} 过大，超过 {limit} 个单元格",
            "{found} is too large: more than {limit} cells",
            "请拆分后再导入",
            "split it",
        ),
        (
            "too-heavy",
            "error",
            "读取此文件超出允许的时间或内存",
            "reading this file takes more time or memory than is allowed",
            "请删去多余的格式、图片和空白区域，或拆分后再导入",
            "remove formats, pictures and blank areas that are not needed, or split it",
        ),
        (
            "too-many-parts",
            "error",
            "文件含 {found} 个部件，超过 {limit} 个",
            "the file has {found} parts, more than {limit}",
            "请另存为新的 .xlsx",
            "save it as a new .xlsx",
        ),
        (
            "part-twice",
            "error",
            "文件内的部件“{found}”出现两次，各程序会读到不同的数",
            "the part “{found}” stands twice: programs would read different numbers",
            "请在 Excel 或 WPS 中打开核对后另存",
            "open, check and save it in Excel or WPS",
        ),
        (
            "part-name",
            "error",
            "文件内有不属于工作簿的部件“{found}”",
            "the part “{found}” does not belong in a workbook",
            "请另存为新的 .xlsx",
            "save it as a new .xlsx",
        ),
        (
            "macros",
            "error",
            "文件含宏或控件“{found}”",
            "the file carries macros or controls: “{found}”",
            "请另存为不含宏的 .xlsx",
            "save it as .xlsx without macros",
        ),
        (
            "external-links",
            "error",
            "文件链接到别的文件或数据库“{found}”",
            "the file is linked to another file or database: “{found}”",
            "请断开链接，只留数值",
            "break the links and keep the values",
        ),
        (
            "embedded-objects",
            "error",
            "文件嵌有别的对象“{found}”",
            "the file embeds another object: “{found}”",
            "请删去嵌入的对象",
            "remove the embedded object",
        ),
        (
            "doctype",
            "error",
            "部件“{found}”含文档类型声明，正常的工作簿没有",
            "the part “{found}” declares a document type, which no workbook does",
            "请在 Excel 或 WPS 中重新保存",
            "save it anew in Excel or WPS",
        ),
        (
            "strict-format",
            "error",
            "文件是“Strict Open XML”格式",
            "the file is in the form “Strict Open XML”",
            "请另存为普通的“Excel 工作簿（.xlsx）”",
            "save it as an ordinary Excel workbook (.xlsx)",
        ),
        (
            "sheet-missing",
            "error",
            "工作簿缺少工作表的内容：{found}",
            "the workbook lacks the content of sheets: {found}",
            "请重新导出或另存",
            "export or save it again",
        ),
        (
            "sheet-twice",
            "error",
            "工作表“{found}”出现两次",
            "the sheet “{found}” stands twice",
            "请改名或删去其中一张",
            "rename or remove one of them",
        ),
        (
            "cell-twice",
            "error",
            "“{found}”在文件中出现两次，各程序会读到不同的数",
            "“{found}” stands twice in the file: programs would read different numbers",
            "请在 Excel 或 WPS 中打开核对后另存",
            "open, check and save it in Excel or WPS",
        ),
        (
            "cell-address",
            "error",
            "地址“{found}”无效，或不在应在的位置",
            "the address “{found}” is invalid or not where it belongs",
            "请在 Excel 或 WPS 中打开核对后另存",
            "open, check and save it in Excel or WPS",
        ),
        (
            "cell-outside",
            "error",
            "“{found}”有内容，超出可读取的范围",
            "“{found}” holds something outside the area that is read",
            "请把数据移到表的左上部分",
            "move the data to the upper left of the sheet",
        ),
        (
            "cell-unreadable",
            "error",
            "单元格内容“{found}”已损坏",
            "the cell's content “{found}” is damaged",
            "请在 Excel 或 WPS 中改正后保存",
            "correct and save it in Excel or WPS",
        ),
        (
            "range-too-large",
            "error",
            "区域“{found}”无效或过大",
            "the range “{found}” is invalid or too large",
            "请取消合并或删去链接后另存",
            "unmerge it or remove the link, and save",
        ),
        (
            "no-data-sheet",
            "error",
            "没有找到数据表：没有一张表的表头可以识别",
            "no data sheet: no sheet has headings that are recognised",
            "表头须有指标、地区或年份；可用 python app.py template 生成的模板",
            "headings need indicators, regions or years; python app.py template makes a form",
        ),
        whole_file=True,
    ),
    **_build_kinds(
        (
            "ending-lies",
            "warning",
            "文件的内容是 {found}{encoding}，与扩展名不符，已按内容读取",
            "the content is {found}{encoding}, other than the ending says; read as what it is",
            "请核对是否选错文件",
            "check that it is the file you meant",
        ),
        (
            "sheet-hidden",
            "warning",
            "隐藏的工作表没有读取",
            "the hidden sheet was not read",
            "如需读取，请取消隐藏",
            "unhide it if it holds data",
        ),
        (
            "rows-hidden",
            "warning",
            "有 {count} 个隐藏或被筛选的行，已一并读取",
            (
                "{count} hidden or filtered row was read as well",
                "{count} hidden or filtered rows were read as well",
            ),
            "请核对；不需要的行请删去",
            (
                "check it; delete the row if it is not meant",
                "check them; delete rows that are not meant",
            ),
        ),
        (
            "columns-hidden",
            "warning",
            "有 {count} 个隐藏的列，已一并读取",
            (
                "{count} hidden column was read as well",
                "{count} hidden columns were read as well",
            ),
            "请核对；不需要的列请删去",
            (
                "check it; delete the column if it is not meant",
                "check them; delete columns that are not meant",
            ),
        ),
        (
            "sheet-not-data",
            "finding",
            "此表没有可识别的表头，未读取",
            "this sheet has no recognised headings and was not read",
            "如为数据，请按模板补表头",
            "if it holds data, add the template's headings",
        ),
        (
            "sheet-unread",
            "warning",
            "此表有数字，但没有可识别的表头，未读取",
            "this sheet holds numbers but no recognised headings and was not read",
            "如为数据，请按模板补表头",
            "if it holds data, add the template's headings",
        ),
        (
            "too-many-tables",
            "error",
            "一张工作表中的表超过 {found} 个，其后没有读取",
            "a sheet holds more than {found} tables; the others were not read",
            "请分成几张工作表",
            "split it into several sheets",
        ),
        (
            "title-of-change",
            "warning",
            "表题“{found}”说的是增长、指数或构成，不是指标的数值，未读取",
            "the title “{found}” speaks of change, an index or shares, not of values; not read",
            "如确为数值，请改正表题",
            "if they are values, correct the title",
        ),
        (
            "title-of-plan",
            "warning",
            "表题“{found}”说的是目标或计划，不是实际值，未读取",
            "the title “{found}” speaks of targets or plans, not of actual values; not read",
            "如确为实际值，请改正表题",
            "if they are actual values, correct the title",
        ),
        (
            "table-unnamed",
            "warning",
            "表“{found}”没有写明是哪个登记过的指标，未读取",
            "the table “{found}” does not say which declared indicator it is of; not read",
            "如需读取，请在表题或工作表名写明指标",
            "state the indicator in the title or the sheet's name",
        ),
        (
            "section-beside",
            "finding",
            "“{found}”之下是增速、构成或目标，不是指标的数值，未读取",
            "what stands under “{found}” are changes, shares or targets, not values; not read",
            "无需处理",
            "nothing to do",
        ),
        (
            "section-unread",
            "warning",
            "“{found}”之下的数据属于没有登记的地方或其中一部分，未读取",
            "what stands under “{found}” is of a part or a place that is not declared; not read",
            "如为登记的地区，请写明其名称",
            "name a declared region if it is one",
        ),
        (
            "heading-unknown",
            "finding",
            "列“{found}”不认识，未读取",
            "the column “{found}” is not known and was not read",
            "如为数据，请改用模板的列名",
            "if it holds data, use the template's heading",
        ),
        (
            "column-unread",
            "warning",
            "列“{found}”有数字，但列名不认识，未读取",
            "the column “{found}” holds numbers but its heading is not known; not read",
            "如为数据，请改正列名或登记别名",
            "if it holds data, correct the heading or declare an alias",
        ),
        (
            "heading-beside",
            "finding",
            "列“{found}”是增速、构成、位次或当月数，不是指标的数值，未读取",
            "the column “{found}” is a change, share, rank or a month alone, not a value; not read",
            "无需处理",
            "nothing to do",
        ),
        (
            "column-by-content",
            "warning",
            "列名“{found}”不认识，按其内容读作“{role}”",
            "the heading “{found}” is not known; by what stands in it, it was read as “{role}”",
            "请核对；建议改用模板的列名",
            "check it; better use the template's heading",
        ),
        (
            "heading-like",
            "warning",
            "列名“{found}”不认识；是否应为“{likely}”？",
            "the heading “{found}” is not known; should it be “{likely}”?",
            "若是，请改正列名",
            "if so, correct it",
        ),
        (
            "quality-of-heading",
            "warning",
            "“{found}”的数据性质按“{quality}”读取",
            "figures of “{found}” were read as {quality}",
            "请核对",
            "check it",
        ),
        (
            "heading-marked",
            "warning",
            "“{found}”带有注释标记",
            "“{found}” carries a footnote mark",
            "请核对注释是否改变了口径或数据性质",
            "check whether the note changes scope or quality",
        ),
        (
            "unit-line-overruled",
            "warning",
            "表上写“{found}”，此处写“{stated}”；按后者读取",
            "the line above says “{found}”, here it says “{stated}”; the latter was used",
            "请核对单位",
            "check the unit",
        ),
        (
            "format-hides",
            "warning",
            "单元格格式“{found}”显示的不是存储的数；按存储的 {value} 读取",
            "the cell's format “{found}” shows another number than is stored; {value} was read",
            "请核对；建议改为普通数字格式",
            "check it; better use a plain number format",
        ),
        (
            "large-change",
            "warning",
            "{value} 与{of} {year} 年的 {other} 相差 5 倍以上",
            "{value} is more than five times above or below {of}{other} of {year}",
            "请核对数值和单位",
            "check the number and its unit",
        ),
        (
            "zero-slip",
            "warning",
            "{value}，而同一指标的其他数据都大于 0",
            "{value}, while all other figures of the series are above 0",
            "如是没有数据，请留空",
            "leave it empty if there is no figure",
        ),
        (
            "title-doubt",
            "warning",
            "表题“{found}”提到增长、目标、预计或部分月份；数值照读",
            (
                "the title “{found}” speaks of change, targets, estimates or some months; the "
                "values were read as they are"
            ),
            "请核对；预计、初步数请写明数据性质",
            "check it; say so where figures are estimates or preliminary",
        ),
        (
            "part-year",
            "warning",
            "“{found}”按 1–{month} 月累计读取",
            "“{found}” was read as January to month {month}",
            "请核对；全年数请去掉月份",
            "check it; leave the months out for a full year",
        ),
        (
            "year-of-day",
            "warning",
            "“{found}”是日期，按 {year} 年读取",
            "“{found}” is a date and was read as the year {year}",
            "建议只写年份",
            "better give the year alone",
        ),
        (
            "year-not-over",
            "warning",
            "{found} 年还没有结束，却写成全年数",
            "the year {found} is not over, yet a full year is given",
            "如为累计数，请写明月份；如为预计，请写明数据性质",
            "name the months if it is to date, or the quality if it is an estimate",
        ),
        (
            "sign-slip",
            "warning",
            "{value} 是负数，而同一指标的其他数据都是正数",
            "{value} is negative while all other figures of the series are positive",
            "请核对正负号",
            "check the sign",
        ),
        (
            "heading-reaches",
            "warning",
            "列名“{found}”没有合并单元格，按延伸到此列读取：“{heading}”",
            (
                "the heading “{found}” is not merged and was taken to reach over this column: "
                "“{heading}”"
            ),
            "请核对",
            "check it",
        ),
        (
            "heading-plan",
            "finding",
            "列“{found}”是目标或计划，不是实际值，未读取",
            "the column “{found}” is a target or plan, not an actual value; not read",
            "无需处理",
            "nothing to do",
        ),
        (
            "heading-twice",
            "error",
            "列“{found}”出现两次，两列都没有读取",
            "the column “{found}” stands twice; neither was read",
            "请删去其中一列",
            "remove one of them",
        ),
        (
            "heading-missing",
            "error",
            "表缺少“{found}”：表头、表题和工作表名中都没有",
            "the table lacks “{found}”: neither header, title nor sheet name states it",
            "请补上",
            "add it",
        ),
        (
            "region-assumed",
            "warning",
            "表中没有写地区，按“{region}”读取",
            "the table names no region: read as {region}",
            "请核对；建议写明地区",
            "check it; better state the region",
        ),
        (
            "label-missing",
            "error",
            "此行有内容，但“{found}”是空的",
            "the row holds something but no “{found}”",
            "请补上",
            "add it",
        ),
        (
            "total-row",
            "warning",
            "“{found}”行是合计，未读取",
            "the row “{found}” is a total and was not read",
            "如合计就是全市，请把地区写为“全市”",
            "where it is the whole place, name that as its region",
        ),
        (
            "unknown-indicator",
            "error",
            "没有名为“{found}”的指标",
            "there is no indicator “{found}”",
            "{hint}",
            "{hint}",
        ),
        (
            "indicator-conflict",
            "error",
            "“{found}”与“{name}”不是同一指标",
            "“{found}” and “{name}” are different indicators",
            "请改正其中之一",
            "correct one of them",
        ),
        (
            "name-unknown",
            "warning",
            "名称“{name}”未登记，按编码“{found}”读取",
            "the name “{name}” is not declared; read by the id “{found}”",
            "请核对名称，或登记为别名",
            "check the name, or declare it as an alias",
        ),
        (
            "nothing-stored",
            "warning",
            "表中的数字都没有入库，原因见上",
            "no figure of the file is stored; the reasons stand above",
            "请逐条核对",
            "look at each",
        ),
        (
            "table-skipped",
            "finding",
            "按说明“{found}”不读取",
            "not read, as was said: “{found}”",
            "无需处理",
            "there is nothing to do",
        ),
        (
            "sheet-asked",
            "error",
            "工作表名“{found}”可能是地名，没有登记；表中没有写地区，未读取",
            (
                "the name of the sheet, “{found}”, may be a place that is not declared; no region "
                "is stated, and nothing was read"
            ),
            "请选择它是哪个地区；不是地名的，选本级地区",
            "choose the region that it is; where it is no place, the plan's own",
        ),
        (
            "name-asked",
            "warning",
            "“{found}”没有登记；是否就是“{likely}”？未读取",
            "“{found}” is not declared; is it “{likely}”? Not read",
            (
                '若是，请在 indicators.yaml 的 {id} 下加 aliases: ["{found}"]，'
                '或导入时加 --alias "{found}={id}"；若不是，无需处理'
            ),
            (
                'if so, add aliases: ["{found}"] under {id} in indicators.yaml, or import with '
                '--alias "{found}={id}"; if not, there is nothing to do'
            ),
        ),
        (
            "name-unread",
            "finding",
            "“{found}”没有登记，未读取",
            "“{found}” is not declared and was not read",
            "如需监测，请先在 indicators.yaml 登记",
            "declare it in indicators.yaml if it is to be monitored",
        ),
        (
            "region-unread",
            "finding",
            "没有登记的地区（{count} 个）未读取：{found}",
            "regions that are not declared were not read ({count}): {found}",
            "如需监测，请先在 indicators.yaml 登记",
            "declare it in indicators.yaml if it is to be monitored",
        ),
        (
            "unknown-region",
            "error",
            "没有名为“{found}”的地区",
            "there is no region “{found}”",
            "{hint}",
            "{hint}",
        ),
        (
            "region-conflict",
            "error",
            "代码“{found}”与“{name}”不是同一地区",
            "the code “{found}” and “{name}” are different regions",
            "请改正其中之一",
            "correct one of them",
        ),
        (
            "row-beside",
            "finding",
            "此行是“{found}”，不是实际值，未读取",
            "the row is of “{found}” and no actual value; not read",
            "无需处理",
            "nothing to do",
        ),
        (
            "row-qualified",
            "error",
            "此行只是“{found}”的数据，不是指标的全部，未读取",
            "the row is of “{found}” alone, not of the whole indicator; not read",
            "请登记为单独的指标，或删去此行",
            "declare it as an indicator of its own, or remove the row",
        ),
        (
            "bad-year",
            "error",
            "年份“{found}”无法识别",
            "the year “{found}” cannot be read",
            "请写四位年份，如 2023",
            "write four digits, such as 2023",
        ),
        (
            "year-missing",
            "error",
            "不知道是哪一年的数据",
            "it is not said of which year the figure is",
            "请在表头、表题或年份列写明",
            "state it in the header, the title or a column",
        ),
        (
            "month-alone",
            "error",
            "只写了 {found}，没有说明是当月还是年初累计",
            "only {found} is named: it is not said whether the figure counts from January",
            "请在表头写明“累计”或“1-9月”",
            "say 累计 or 1-9月 (January to September) in the heading",
        ),
        (
            "future-year",
            "error",
            "{found} 年还没有到，不会有实际值",
            "the year {found} has not come: there can be no actual value",
            "请核对年份；目标请写入 indicators.yaml",
            "check the year; targets belong in indicators.yaml",
        ),
        (
            "bad-month",
            "error",
            "月份“{found}”无法识别",
            "the month “{found}” cannot be read",
            "请写 1 至 12，全年留空",
            "write 1 to 12, or leave it empty for a full year",
        ),
        (
            "not-a-number",
            "error",
            "“{found}”不是数字",
            "“{found}” is not a number",
            "请只填数值，单位写在单位列",
            "give the number alone, its unit in the unit column",
        ),
        (
            "not-exact",
            "error",
            "“{found}”不是确切的数值",
            "“{found}” is not an exact value",
            "请填公布的数值；是预计数的，在数据性质写“预计”",
            "give the published value; say 预计 (estimate) as its quality if it is one",
        ),
        (
            "number-too-large",
            "error",
            "“{found}”位数过多，不可能是统计数值",
            "“{found}” has too many digits for a figure",
            "请核对；编码请放在文字列",
            "check it; codes belong in a text column",
        ),
        (
            "boolean",
            "error",
            "“{found}”是逻辑值，不是数字",
            "“{found}” is a truth value, not a number",
            "请填数值；建成类填 是 或 否",
            "give a number, or 是 / 否 for what is done or not",
        ),
        (
            "date-for-number",
            "error",
            "“{found}”是日期，不是数字",
            "“{found}” is a date, not a number",
            "请核对单元格的格式",
            "check the cell's format",
        ),
        (
            "blank-mark",
            "warning",
            "“{found}”表示没有数，按空白处理；空白不会删除已有数据",
            "“{found}” stands for no value and was read as blank; a blank never deletes",
            "如有数据请填写",
            "fill it in if it is known",
        ),
        (
            "error-cell",
            "error",
            "单元格是错误值 {found}",
            "the cell holds the error {found}",
            "请改正公式后保存",
            "correct the formula and save",
        ),
        (
            "not-calculated",
            "error",
            "公式没有计算结果",
            "the formula has no calculated value",
            "请在 Excel 或 WPS 中重新计算并保存",
            "recalculate and save in Excel or WPS",
        ),
        (
            "merged-value",
            "error",
            "数值在合并单元格 {found} 中，不知道属于哪一格",
            "the value stands in the merged cells {found}: it is not said which it belongs to",
            "请取消合并，逐格填写",
            "unmerge them and fill in each cell",
        ),
        (
            "merged-label",
            "finding",
            "“{found}”在合并单元格中，已用于其下各行",
            "“{found}” stands in merged cells and was used for all their rows",
            "无需处理",
            "nothing to do",
        ),
        (
            "hidden-characters",
            "warning",
            "文字中有看不见的字符，已去掉：“{found}”",
            "the text holds characters that cannot be seen; they were removed: “{found}”",
            "请核对文字",
            "check the text",
        ),
        (
            "unknown-unit-cell",
            "error",
            "不认识的单位“{found}”",
            "unknown unit “{found}”",
            "{hint}",
            "{hint}",
        ),
        (
            "unit-mismatch",
            "error",
            "单位“{found}”不能换算为指标的单位“{expected}”",
            "the unit “{found}” does not convert to the indicator's “{expected}”",
            "请核对单位",
            "check the unit",
        ),
        (
            "unit-conflict",
            "error",
            "单位有两种说法：“{found}”与“{stated}”",
            "two units are stated: “{found}” and “{stated}”",
            "请改正其中之一",
            "correct one of them",
        ),
        (
            "format-scales",
            "error",
            "单元格格式显示的是存储值的 {found}，与单位“{stated}”对不上",
            (
                "the cell's format shows {found} of what is stored, "
                "which does not go with the unit “{stated}”"
            ),
            "请改为普通数字格式，按单位填写",
            "use a plain number format and give the value in that unit",
        ),
        (
            "bad-quality",
            "error",
            "不认识的数据性质“{found}”",
            "unknown data quality “{found}”",
            "可选：{allowed}",
            "one of: {allowed}",
        ),
        (
            "bad-date",
            "error",
            "发布日期“{found}”无法识别",
            "the release date “{found}” cannot be read",
            "请写成 2024-03-20，只知道年月的写成 2024-03 或 2024",
            "write 2024-03-20, or 2024-03 or 2024 where no more is known",
        ),
        (
            "not-yes-or-no",
            "error",
            "“{found}”不是“是”或“否”",
            "“{found}” is neither 是 nor 否",
            "请写 是 或 否",
            "write 是 (yes) or 否 (no)",
        ),
        (
            "unmeasured",
            "error",
            "指标“{found}”是定性目标，没有数值",
            "“{found}” is stated in words and takes no number",
            "请删去此行",
            "remove the row",
        ),
        (
            "duplicate-conflict",
            "error",
            "与 {other} 是同一数据，数值却不同：{first} 与 {second}",
            "the same figure stands in {other} with another value: {first} and {second}",
            "请保留一个，或以来源、数据性质区分",
            "keep one, or tell them apart by source or quality",
        ),
        (
            "duplicate-same",
            "warning",
            "与 {other} 重复，只计一次",
            "repeats {other}; counted once",
            "可删去此行",
            "the row may be removed",
        ),
        (
            "duplicate-rounded",
            "warning",
            "与 {other} 是同一个数，一处写 {first}，一处写 {second}；采用位数较多的 {fuller}",
            (
                "the same figure as {other}, {first} there and {second} here; {fuller} counts, "
                "having more digits"
            ),
            "请核对",
            "check it",
        ),
        (
            "empty-value",
            "finding",
            "没有填数值，此行未读取；空白不会删除已有数据",
            "no value: the row was not read; a blank never deletes",
            "如有数据请填写",
            "fill it in if it is known",
        ),
        (
            "converted",
            "warning",
            "已由 {found} 换算为 {value}",
            "converted from {found} to {value}",
            "请核对单位",
            "check the unit",
        ),
        (
            "format-read",
            "warning",
            "单元格格式显示的是倍数；按存储的 {found} 读取，即 {value}",
            "the cell's format shows a multiple; what is stored was read: {found}, that is {value}",
            "请核对",
            "check it",
        ),
        (
            "percent-format",
            "warning",
            "单元格是百分比格式，{stored} 按 {value}% 读取",
            "the cell is formatted as a percentage: {stored} was read as {value}%",
            "请核对；建议直接填 {value}",
            "check it; better type {value}",
        ),
        (
            "text-number",
            "warning",
            "数字以文本“{found}”保存，已读作 {value}",
            "the number is stored as the text “{found}” and was read as {value}",
            "建议改为数字格式",
            "better store it as a number",
        ),
        (
            "footnote-dropped",
            "warning",
            "“{found}”带有注释标记，已读作 {value}",
            "“{found}” carries a footnote mark and was read as {value}",
            "请核对注释是否改变了口径",
            "check whether the note changes what the figure means",
        ),
        (
            "unit-assumed",
            "warning",
            "没有识别到“{name}”的单位，按“{expected}”读取",
            "no unit was recognised for {name}: read in “{expected}”",
            "请补上单位；如表中另有说明，请写到单位列或名称之后",
            (
                "add the unit; where the table states it elsewhere, put it into the unit column or "
                "behind the name"
            ),
        ),
        (
            "outside-limits",
            "error",
            "{value} 超出指标的自然范围 {limits}",
            "{value} is outside the indicator's natural limits {limits}",
            "请核对数值和单位；数值无误的，请管理员核对登记文件（indicators.yaml）中这项指标的 limits",
            (
                "check the number and its unit; if they are right, ask the administrator to check "
                "this indicator's limits in indicators.yaml"
            ),
        ),
        (
            "magnitude-slip",
            "warning",
            "{value} 比{of} {year} 年的 {other} {way}约 {power} 倍，可能写错了单位或小数点",
            (
                "{value} is about {power} times {way} {of}{other} of {year}: perhaps a slip of the "
                "unit or the decimal point"
            ),
            "请核对数值和单位",
            "check the number and its unit",
        ),
        (
            "out-of-scope",
            "error",
            "“{name}”的 {count} 个数据不在{person}负责的范围内",
            "figures of {name} that are not within the scope of {person}: {count}",
            "请由负责的人员上传，或请管理员调整范围",
            (
                "have them uploaded by whoever answers for them, or ask an administrator for "
                "another scope"
            ),
        ),
        (
            "quality-assumed",
            "finding",
            "没有写数据性质，按“{quality}”读取",
            "no data quality given: read as {quality}",
            "如为初步数请写明",
            "say so if it is preliminary",
        ),
        (
            "no-figures",
            "warning",
            "表中没有可入库的数值",
            "there is no figure to accept",
            "请填写数值",
            "fill in figures",
        ),
        (
            "and-more",
            "finding",
            "还有 {count} 处同样的问题：{what}",
            "{count} more of the same: {what}",
            "请一并处理",
            ("mend it as well", "mend them as well"),
        ),
    ),
}
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
        sentence = self.kind.sentence.format(**self.values)
        remedy = self.kind.remedy.format(**self.values)
        stop = Text(
            "" if remedy.zh.endswith("？") else "。", "" if remedy.en.endswith("?") else "."
        )
        return Text(f"{sentence.zh}；{remedy.zh}{stop.zh}", f"{sentence.en}; {remedy.en}{stop.en}")

    def record(self) -> dict[str, object]:
        """For JSON."""
        message = {"zh": self.message.zh, "en": self.message.en}
        return {
            "code": self.code,
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
            "message": message,
        }

    @property
    def place(self) -> str:
        """Where it is: `indicators.yaml:12:5` or `2023年.xlsx › 数据 › D7`."""
        if self.line is not None:
            return f"{self.file}:{self.line}:{self.column}"
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)


def find_worst_severity(issues: Iterable[Issue]) -> Severity | None:
    """The gravest severity among issues, None without any."""
    order = list(SEVERITIES)
    return min((issue.severity for issue in issues), key=order.index, default=None)
