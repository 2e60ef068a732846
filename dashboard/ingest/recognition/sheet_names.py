"""May a sheet's name be that of a place? Not where it is a program's default, a year, declared, or
made of the words that tables are called by.
"""

from __future__ import annotations

import re
import unicodedata

from dashboard.ingest.recognition import labels
from dashboard.ingest.recognition.names import Names

_WORDS = """
综合 人口 就业 工资 工业 农业 林业 牧业 渔业 建筑业 建筑 服务业 商业 贸易 外贸 外经 外资 投资
固定资产 房地产 消费 零售 批发 财政 金融 存款 贷款 税收 物价 价格 居民 收入 支出 生活 住户 城乡
城镇 农村 能源 电力 用电 环境 空气 水质 生态 资源 土地 气象 交通 运输 邮电 旅游 文化 体育 教育
科技 研发 创新 卫生 医疗 健康 社会 保障 社保 民生 民政 安全 公共 基层 党建 企业 单位 行业 产业
经济 国民经济 核算 总值 增加值 规模以上 规上 限额以上 限上 高新 数字 信息 对外 开放 合作 区域
指标 指标表 主要 重点 核心 年度 月度 季度 年 月 季 数据 数据表 数值 统计 汇总 总表 总 合计 分
明细 清单 目录 台账 报表 报告 监测 完成 情况 进展 进度 实绩 实际 发展 规划 计划 目标 增长 增速
速度 指数 构成 比重 排名 位次 基本 其他 附 附表 表 续表 正表 主表 页 第 全市 全区 全县 全省 全国
本市 市区 各市 各县 各区 县市区 分县 分区 分市 地区 分地区 项目 工程 事项 十件实事 实事 填报
填报表 填表 模板 样表 导入 上传 公报 年鉴 快报 季报 月报 年报 初步 修订 最终 新 旧 补充 汇编
政府工作报告 工作 万元 亿元 人 上半年 下半年 前三季度 一 二 三 四 五 六 七 八 九 十 的 和 与 及
按 各 等 之 中 在 日期 文字 年份 时间 表格 格式 名称 编码 社零 附件 能耗 双控 三产 一产 二产
第一 第二 第三 人均 收支 总结 用能 招商 引资 专利 人才 高质量 共富 共同富裕 营商 治理 平安 法治
乡村 振兴 数字化 减排 低碳 碳排放 优良天数 利润 营业收入 税 景气 小微 个体 市场主体 存贷款 保险
证券 货运 客运 港口 海关 出口 进口 进出口 利用 境外 养老 托育 学校 医院 床位 公园 绿化 垃圾 污水
水利 粮食 产量 播种 面积 畜牧 水产 劳动 失业 低保 救助 住房 旧改 总产值 产值 销售 库存 投入 产出
效益 质量 标准 品牌 物流 快递 电商 会展 酒店 景区 游客 收费 预算 决算 债务 基金 宏观 运行 固投
一般 总览 概况 概览 原始 底稿 结果 副本 最新 终稿 审定 定稿 稿 三次 指标体系 体系 人民 用电量
电量 绿色 福祉 驱动 约束性 预期性 双碳 上年 对标 省内 对比 报 八大 大 末 9月末 前三 前 对照 比较
分析 图 表头 附录 后 备查 备份 测算 参考 公布 发布 核定 来源 口径 明细表 年报表 月报表 进度表
一表 二表 三表 四上 三上 收入表 平衡 国有 民营 外商 内资 港澳台 大型 中型 小型 中小 企业数 产品
营收 单位数 职工 户籍 户数 出生 死亡 结婚 年龄 老龄 少儿
"""
"""The words that tables are called by; a sheet whose whole name is made of them is no place."""
_WORDS_EN = """
sheet data table csv html tab worksheet page figures values actuals input output summary total
indicators indicator economy population industry gdp main list report annual monthly the of and
template example test city national accounts prices trade overview time series results raw final
nbs yearbook jan feb mar apr may jun jul aug sep oct nov dec quarterly year month copy old new
income energy environment education health finance budget labour employment investment retail
appendix annex notes source sources key selected statistics statistical bulletin
"""
_ENGLISH = frozenset(_WORDS_EN.split())
_KNOWN = sorted(_WORDS.split(), key=len, reverse=True)
_MADE_OF = re.compile("|".join(map(re.escape, _KNOWN)))
_NO_NAME = re.compile(r"[^\w·.\-'’()（）]")
"""Marks that no place is called by."""
_OFFICE = re.compile(
    r"(局|委|委员会|办|办公室|处|科|院|所|会|中心|公司|集团|部|厅|队|站|学校|大学)$"
)
"""Sheets are often called after whoever fills them in: no place either."""


def may_be_place(name: str, names: Names) -> bool:
    """Whether a sheet's name holds what may be a place that is not declared."""
    text = labels.squeeze_label(name)
    if names.region(text) is not None or names.holds_declared_name(text):
        return False
    if _OFFICE.search(text) or _NO_NAME.search(text):
        return False
    if text.isascii():
        words = re.findall(r"[a-z]+", text.casefold())
        return any(len(word) > 2 and word not in _ENGLISH for word in words)
    return any(map(_is_letter, _MADE_OF.sub("", text)))


def _is_letter(mark: str) -> bool:
    """Whether a character is of a word that is left."""
    return unicodedata.category(mark) == "Lo"
