"""By which named rules is progress judged? One row per rule set: classes, cuts with their
inclusivity, formula and source.
"""

from __future__ import annotations

from dashboard.core.vocabulary import rule_formulas
from dashboard.core.vocabulary.rule_formulas import Agreement, Cut, RuleClass, RuleSet
from dashboard.core.vocabulary.statuses import STATUSES
from dashboard.core.vocabulary.text import Text

DEFAULT = "schedule"


def _build_classes(*rows: tuple[str, str, str, str]) -> tuple[RuleClass, ...]:
    return tuple(RuleClass(name, Text(zh, en), status) for name, zh, en, status in rows)


RULES: dict[str, RuleSet] = {
    rules.id: rules
    for rules in (
        RuleSet(
            "schedule",
            Text("序时进度", "Schedule"),
            Text(
                "本系统默认：实际进度与序时进度相比，措辞取自国家规划中期评估",
                "our default: progress against the way due by now, in the words of the national "
                "mid-term evaluation",
            ),
            Text(
                "r = 1 + d·(c − e) / w，w 为 d·(e − b)、|t − b|/10、2.5 个末位中最大者",
                "r = 1 + d·(c − e) / w, w the largest of d·(e − b), |t − b| / 10 and 2.5 "
                "printed digits",
            ),
            Text(
                "本系统方法（见“评价次序”）；用词：国家“十四五”规划中期评估",
                "our method (see the order of decision); words: mid-term evaluation of the "
                "national 14th Five-Year Plan",
            ),
            tuple(RuleClass(status.id, status.name, status.id) for status in STATUSES.values()),
            {"target": (Cut(1.05, "ahead"), Cut(0.95, "on_course"), Cut(0.60, "behind"))},
            {"target": "at_risk"},
        ),
        RuleSet(
            "linear_strict",
            Text("严格直线", "Strict line"),
            Text(
                "进度一旦低于时间进度即为滞后，不留余量",
                "behind as soon as progress is less than the time elapsed",
            ),
            Text(
                "P / S，P = (c − b)/(t − b)，S = (yc − yb)/(yt − yb)",
                "P / S with P = (c − b)/(t − b), S = (yc − yb)/(yt − yb)",
            ),
            Text(
                "时间过半、任务过半：政府督查通行口径",
                "half the time, half the task: common practice of government inspection",
            ),
            _build_classes(
                ("on_schedule", "达到时间进度", "on schedule", "on_course"),
                ("behind_schedule", "低于时间进度", "behind schedule", "behind"),
            ),
            {"target": (Cut(1.0, "on_schedule"),)},
            {"target": "behind_schedule"},
            rule_formulas.judge_linear_strict,
            decides_at=("path",),
            speaks_at=("path",),
        ),
        RuleSet(
            "statcan",
            Text("加拿大统计局", "Statistics Canada"),
            Text(
                "实际年均增速与达到目标所需年均增速之比",
                "growth a year so far over the growth a year that leads to the goal",
            ),
            Text(
                "R = sign·d·g / |g_T|，g = (c/b)^(1/(yc−yb)) − 1，g_T = (t/b)^(1/(yt−yb)) − 1",
                "R = sign·d·g / |g_T|, g = (c/b)^(1/(yc−yb)) − 1, g_T = (t/b)^(1/(yt−yb)) − 1",
            ),
            Text(
                "Statistics Canada / Open SDG：Progress calculation methodology",
                "Statistics Canada / Open SDG: progress calculation methodology",
            ),
            _build_classes(
                ("target_achieved", "目标已达成", "target achieved", "met_early"),
                ("substantial_progress", "显著进展", "substantial progress", "on_course"),
                ("moderate_progress", "中等进展", "moderate progress", "behind"),
                ("limited_progress", "有限进展", "limited progress", "at_risk"),
                ("deterioration", "恶化", "deterioration", "at_risk"),
                ("not_available", "无法评价", "not available", "not_judged"),
            ),
            {
                "target": (
                    Cut(0.95, "substantial_progress"),
                    Cut(0.60, "moderate_progress"),
                    Cut(0, "limited_progress"),
                ),
                "free": (
                    Cut(0.015, "substantial_progress"),
                    Cut(0.005, "moderate_progress"),
                    Cut(0, "limited_progress"),
                ),
            },
            {"target": "deterioration", "free": "deterioration"},
            rule_formulas.judge_statcan,
            unjudged="not_available",
            worst_score=-5,
            agreement=(
                Agreement(
                    "statcan_series_progress.csv",
                    Text("数值、得分和类别", "value, score and class"),
                    192,
                    192,
                ),
            ),
        ),
        RuleSet(
            "eurostat",
            Text("欧盟统计局", "Eurostat"),
            Text(
                "同一增速之比，界限不含相等",
                "the same ratio of growth, with cuts that equality does not pass",
            ),
            Text("R = d·g / |g_T|，g 与 g_T 同上", "R = d·g / |g_T|, g and g_T as above"),
            Text(
                "Eurostat：Sustainable development in the European Union, monitoring report, "
                "annex on methodology",
                "Eurostat: Sustainable development in the European Union, monitoring report, "
                "annex on methodology",
            ),
            _build_classes(
                ("significant_progress", "显著接近目标", "significant progress", "on_course"),
                ("moderate_progress", "中等接近目标", "moderate progress", "behind"),
                ("no_progress", "没有进展", "no progress", "at_risk"),
                ("moderate_deterioration", "未充分接近目标", "moderate movement away", "at_risk"),
                ("significant_deterioration", "背离目标", "significant movement away", "at_risk"),
                ("not_available", "无法评价", "not available", "not_judged"),
            ),
            {
                "target": (
                    Cut(0.95, "significant_progress", inclusive=False),
                    Cut(0.60, "moderate_progress", inclusive=False),
                    Cut(0, "moderate_deterioration"),
                ),
                "free": (
                    Cut(0.01, "significant_progress", inclusive=False),
                    Cut(0.001, "moderate_progress", inclusive=False),
                    Cut(-0.001, "no_progress"),
                    Cut(-0.01, "moderate_deterioration"),
                ),
            },
            {"target": "significant_deterioration", "free": "significant_deterioration"},
            rule_formulas.judge_eurostat,
            unjudged="not_available",
            worst_score=-5,
            decides_at=("path", "maintain"),
            agreement=(
                Agreement(
                    "eustat_series_progress.csv",
                    Text("数值、得分和类别", "value, score and class"),
                    69,
                    69,
                ),
            ),
        ),
        RuleSet(
            "sdsn",
            Text("可持续发展报告", "Sustainable Development Report"),
            Text(
                "线性趋势：实际步速与达到目标所需步速之比；得分为从基期（0）到目标（100）的位置",
                "linear trend: pace so far over the pace required; the score is the position "
                "from base (0) to goal (100)",
            ),
            Text(
                "q = ((c − b)/(yc − yb)) / ((t − b)/(yt − yb))",
                "q = ((c − b)/(yc − yb)) / ((t − b)/(yt − yb))",
            ),
            Text(
                "Sachs 等：Sustainable Development Report，方法 §1.5",
                "Sachs et al.: Sustainable Development Report, methodology §1.5",
            ),
            _build_classes(
                ("on_track", "按期推进或保持", "on track or maintaining", "on_course"),
                ("moderately_improving", "有所改善", "moderately improving", "behind"),
                ("stagnating", "停滞", "stagnating", "at_risk"),
                ("decreasing", "下降", "decreasing", "at_risk"),
                ("not_available", "无法评价", "not available", "not_judged"),
            ),
            {"target": (Cut(1.0, "on_track"), Cut(0.5, "moderately_improving"))},
            {"target": "stagnating"},
            rule_formulas.judge_sdsn,
            unjudged="not_available",
            worst_score=0,
            decides_at=("path", "maintain"),
            agreement=(
                Agreement(
                    "sdsn2019_dashboard_ratings.csv",
                    Text("得分和评级", "score and rating"),
                    568,
                    568,
                ),
                Agreement(
                    "sdsn2019_trend_arrows.csv",
                    Text(
                        "未倒退序列的趋势（倒退的另计）",
                        "trend of series that do not fall (falling ones apart)",
                    ),
                    285,
                    286,
                ),
            ),
        ),
        RuleSet(
            "un_chart",
            Text("联合国进展图", "UN Progress Chart"),
            Text(
                "按已有增速外推到目标年，看走完全程的几成",
                "the observed growth carried on to the goal's year: what share of the way it "
                "covers",
            ),
            Text("q = (c·(1+g)^(yt−yc) − b) / (t − b)", "q = (c·(1+g)^(yt−yc) − b) / (t − b)"),
            Text(
                "UNSD：SDG Progress Chart 2023，technical note",
                "UNSD: SDG Progress Chart 2023, technical note",
            ),
            _build_classes(
                ("achieved", "目标已达成", "target met", "met_early"),
                ("on_track", "按期推进", "on track", "on_course"),
                ("fair_progress", "有进展但需加快", "fair progress, acceleration needed", "behind"),
                ("stagnation_or_regression", "停滞或倒退", "stagnation or regression", "at_risk"),
                ("not_available", "无法评价", "not available", "not_judged"),
            ),
            {
                "target": (Cut(0.95, "on_track"), Cut(0.10, "fair_progress")),
                "free": (Cut(0.02, "on_track"), Cut(0.005, "fair_progress")),
            },
            {"target": "stagnation_or_regression", "free": "stagnation_or_regression"},
            rule_formulas.judge_un_chart,
            unjudged="not_available",
        ),
        RuleSet(
            "ndrc",
            Text("国家发展改革委晴雨表", "NDRC barometer"),
            Text(
                "当期目标完成为绿；差额不超过目标的10%为黄；其余为红",
                "the period's target met is green; missed by at most 10 % of it yellow; the "
                "rest red",
            ),
            Text(
                "1 − d·(e − c) / |e − b|；单年目标为 1 − d·(t − c) / |t|",
                "1 − d·(e − c) / |e − b|; for a single year 1 − d·(t − c) / |t|",
            ),
            Text(
                "国家发展改革委：2021年各地区能耗双控目标完成情况晴雨表",
                "NDRC: barometers of the energy dual-control targets, 2021",
            ),
            _build_classes(
                ("green", "绿色", "green", "on_course"),
                ("yellow", "黄色", "yellow", "behind"),
                ("red", "红色", "red", "at_risk"),
                ("not_available", "无法评价", "not available", "not_judged"),
            ),
            {"target": (Cut(1.0, "green"), Cut(0.90, "yellow"))},
            {"target": "red"},
            rule_formulas.judge_ndrc,
            unjudged="not_available",
            periods=("by", "in"),
            decides_at=("path", "maintain"),
        ),
    )
}
"""The rule sets by name, the default first."""
