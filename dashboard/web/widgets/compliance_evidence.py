"""How does this application answer to the graded protection? A line of evidence for each thing
asked, read while it runs.
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from dashboard.core.vocabulary.people import ROLES, list_grantable_roles
from dashboard.core.vocabulary.text import DASH, Text
from dashboard.ingest import limits
from dashboard.operations import life_mark
from dashboard.operations.authentication import HASHER
from dashboard.settings import ROOT
from dashboard.store import accounts, audit
from dashboard.store.database import begin_read, is_guarded
from dashboard.web.request.app_state import AppState
from dashboard.web.request.permissions import CALLBACKS, ROUTES
from dashboard.web.widgets.formatting import format_moment

Answer = Literal["holds", "attention", "deployment"]
Evidence = tuple[Answer, Text]
PARTS = ROOT / "docs" / "sbom.cdx.json"
"""The list of what the program consists of."""


def _judge(holds: bool) -> Answer:
    return "holds" if holds else "attention"


def check_accounts(state: AppState) -> Evidence:
    """How many people may sign in."""
    with begin_read(state.engine) as connection:
        people = accounts.list_accounts(connection)
    count = sum(not person.disabled for person in people)
    if not count:
        return "attention", Text("还没有人员", "there is nobody yet")
    return "holds", Text.count(
        count,
        "{n} 个账号，名称各不相同，没有默认账号",
        "{n} account, no two of one name, no default account",
        "{n} accounts, no two of one name, no default account",
    )


def check_passwords(state: AppState) -> Evidence:
    """What a password must be."""
    rules = state.settings.policy
    is_complex = rules.password_length >= 8 and rules.password_classes >= 3
    length = Text.count(rules.password_length, "{n} 位", "{n} character", "{n} characters")
    classes = Text.count(rules.password_classes, "{n} 类", "{n} class", "{n} classes")
    days = Text.count(rules.password_days, "{n} 天", "day", "{n} days")
    return _judge(is_complex and rules.password_days <= 90), Text(
        f"至少 {length.zh} {classes.zh}，{days.zh}更换，最近 {rules.passwords_barred} 个不得重复",
        f"{length.en} of {classes.en}, changed every {days.en}, the last "
        f"{rules.passwords_barred} barred",
    )


def check_lockout(state: AppState) -> Evidence:
    """What happens to those who guess."""
    rules = state.settings.policy
    tries = Text.count(rules.tries, "{n} 次", "{n} try", "{n} tries")
    minutes = Text.count(rules.lock_minutes, "{n} 分钟", "{n} minute", "{n} minutes")
    return _judge(rules.tries <= 5), Text(
        f"输错 {tries.zh}锁定 {minutes.zh}，各副本共用计数",
        f"locked for {minutes.en} after {tries.en}, counted for all replicas",
    )


def check_sessions(state: AppState) -> Evidence:
    """How long somebody stays signed in."""
    rules = state.settings.policy
    idle = Text.count(rules.idle_minutes, "{n} 分钟无操作", "{n} idle minute", "{n} idle minutes")
    hours = Text.count(rules.session_hours, "{n} 小时", "{n} hour", "{n} hours")
    return _judge(rules.idle_minutes <= 30 and rules.session_hours <= 12), Text(
        f"{idle.zh}退出，最长 {hours.zh}，同时 {rules.sessions} 个会话",
        f"ended after {idle.en} and {hours.en}, {rules.sessions} at a time",
    )


def check_transport(state: AppState) -> Evidence:
    """What encrypts on the way."""
    if state.settings.public_url.startswith("https://"):
        return "deployment", Text(
            "PUBLIC_URL 为 https，由反向代理加密；国密套件由代理选择",
            "PUBLIC_URL is https; the proxy encrypts, and chooses the suites",
        )
    return "deployment", Text(
        "PUBLIC_URL 不是 https：部署须加 TLS",
        "PUBLIC_URL is not https: the deployment must add TLS",
    )


def check_hashing(state: AppState) -> Evidence:
    """How passwords are kept."""
    rounds = Text.count(HASHER.time_cost, "{n} 轮", "{n} round", "{n} rounds")
    return "holds", Text(
        f"Argon2id（{HASHER.memory_cost // 1024} MiB，{rounds.zh}），加盐；数据库中只有散列",
        f"Argon2id ({HASHER.memory_cost // 1024} MiB, {rounds.en}), salted; the store holds "
        "hashes only",
    )


def check_second_factor(state: AppState) -> Evidence:
    """Who asks for a second factor."""
    if state.settings.provider is not None:
        return "deployment", Text(
            f"由统一身份认证 {state.settings.provider.issuer} 提供第二种因素",
            f"the provider {state.settings.provider.issuer} adds the second factor",
        )
    return "deployment", Text(
        "本系统只有密码；第三级须接入带双因素的统一身份认证（OIDC_ISSUER）",
        "passwords alone here; level three needs a provider with two factors (OIDC_ISSUER)",
    )


def check_roles(state: AppState) -> Evidence:
    """The roles that are granted here."""
    roles = list_grantable_roles(state.settings.policy.administrators)
    names = [ROLES[role].name for role in roles]
    return "holds", Text(
        f"角色：{'、'.join(name.zh for name in names)}",
        f"roles: {', '.join(name.en for name in names)}",
    )


def check_separation(state: AppState) -> Evidence:
    """Whether administrators are apart."""
    if state.settings.policy.administrators == "three":
        return "holds", Text(
            "系统、安全、审计三员分立，一人一个角色",
            "system, security and audit are apart, one role a person",
        )
    return "attention", Text(
        "现为一名管理员；要求三员分立时设 ADMINISTRATORS=three",
        "one administrator; where three are asked for, set ADMINISTRATORS=three",
    )


def check_unused_accounts(state: AppState) -> Evidence:
    """After how long an unused account is shut."""
    days = state.settings.policy.inactive_days
    return _judge(days <= 90), Text.count(
        days,
        "{n} 天未登录的账号不能再登录",
        "an account unused for {n} day lets nobody in",
        "an account unused for {n} days lets nobody in",
    )


def check_access_rules(state: AppState) -> Evidence:
    """How many routes and callbacks have a rule."""
    return "holds", Text(
        f"{len(ROUTES)} 条路由、{len(CALLBACKS)} 个回调各有规则，没有规则的一律拒绝",
        f"{len(ROUTES)} routes and {len(CALLBACKS)} callbacks have a rule each; without one "
        "everything is refused",
    )


def check_viewers(state: AppState) -> Evidence:
    """Who may look."""
    if state.settings.policy.open_to_all:
        return "holds", Text(
            "内网人人可看，登录后才能上传和管理",
            "everybody on the intranet may look; to upload or administer, one signs in",
        )
    return "holds", Text("登录后才能查看", "only those who have signed in may look")


def check_audit_chain(state: AppState) -> Evidence:
    """Whether the audit's chain of hashes holds."""
    with begin_read(state.engine) as connection:
        checked = audit.verify_chain(connection)
        newest = audit.search_entries(connection, audit.EntryFilter(), 1)
    if checked.broken is not None:
        return "attention", Text(
            f"审计链在第 {checked.broken} 条断开", f"the chain breaks at row {checked.broken}"
        )
    moment = DASH
    if newest and newest[0].at:
        moment = f"{datetime.fromisoformat(newest[0].at).astimezone():%Y-%m-%d %H:%M}"
    acts = Text.count(checked.acts, "{n} 条", "{n} act", "{n} acts")
    return "holds", Text(
        f"审计链完整，{acts.zh}，最近一条 {moment}",
        f"the chain holds, {acts.en}, the last of {moment}",
    )


def check_audit_retention(state: AppState) -> Evidence:
    """Whether the audit is guarded against deletion."""
    if not is_guarded(state.engine):
        return "attention", Text(
            "审计表的触发器不在了：请立即核查数据库",
            "the audit's triggers are gone: look into the database at once",
        )
    return "holds", Text(
        "审计表由触发器禁止修改和删除，没有清除功能，永久保存（超过六个月）",
        "triggers refuse change and deletion, nothing clears it: kept for good, beyond six months",
    )


def check_input_limits(state: AppState) -> Evidence:
    """How large an upload may be, and what opens it."""
    return "holds", Text(
        f"上传不超过 {limits.FILE_BYTES // limits.MIB} MB，由隔离进程打开，内存不超过 "
        f"{limits.MEMORY_BYTES // limits.MIB} MB；其他请求不超过 64 KB",
        f"uploads of {limits.FILE_BYTES // limits.MIB} MB at most are opened by a process apart "
        f"with {limits.MEMORY_BYTES // limits.MIB} MB; other requests have 64 KB at most",
    )


def check_forgery(state: AppState) -> Evidence:
    """What an act is held against."""
    return "holds", Text(
        "每个操作核对来源、Sec-Fetch-Site 和与会话绑定的令牌；页面只运行本站脚本（CSP）",
        "every act is held against its origin, Sec-Fetch-Site and a token bound to the session; "
        "pages run our scripts only (CSP)",
    )


def check_integrity(state: AppState) -> Evidence:
    """How data is kept from being changed."""
    with begin_read(state.engine) as connection:
        head = audit.verify_chain(connection).head[:12]
    return "holds", Text(
        f"每次入库一个事务，只增不改；审计散列链末条 {head}…",
        f"each publish is one transaction, append-only; the chain ends in {head}…",
    )


def check_residue(state: AppState) -> Evidence:
    """What is erased, and when."""
    return "holds", Text(
        "上传 30 分钟内不入库即清除，入库后清除预览；备份不含会话和预览",
        "uploads are erased after 30 minutes or once published; backups hold no sessions and no "
        "previews",
    )


def check_personal_data(state: AppState) -> Evidence:
    """What is kept about people."""
    return "holds", Text(
        "只存姓名或登录名、角色、密码散列、登录时间和地址",
        "only the name, the role, the password's hash, and moments and addresses of sign-ins "
        "are kept",
    )


def check_backup(state: AppState) -> Evidence:
    """How copies are made."""
    return "deployment", Text(
        "python app.py backup 可在运行中备份并自行核验；定时、异地保存和恢复演练由部署保证",
        "python app.py backup copies and verifies while running; schedule, off-site copies and "
        "drills rest on the deployment",
    )


def check_life_mark(state: AppState) -> Evidence:
    """Whether a store that was lost would be told from a first start."""
    mark = life_mark.read_mark(state.settings.data_dir, state.engine.url)
    if mark is None and state.store.newest():
        return "attention", Text(
            f"{state.settings.data_dir} 中没有记号（文件夹不可写？）：数据库丢失时会被当作首次启动",
            f"{state.settings.data_dir} keeps no mark (is it read-only?): a lost store would pass "
            "for a first start",
        )
    return "holds", Text(
        f"记号为版本 {mark or 0}；数据库少于它时拒绝启动",
        f"the mark stands at version {mark or 0}; a store with less is refused",
    )


def check_network(state: AppState) -> Evidence:
    """Which proxies are trusted, and which are not though they forward."""
    problem = state.forwarders.describe(state.settings)
    if problem is not None:
        return "attention", problem
    count = len(state.settings.trusted_proxies)
    return "deployment", Text.count(
        count,
        "访问地址限制、边界防护由网络保证；可信代理 {n} 个",
        "address lists and borders rest on the network; {n} trusted proxy",
        "address lists and borders rest on the network; {n} trusted proxies",
    )


def check_packages(state: AppState) -> Evidence:
    """Whether the packages that run here are those of the list of parts."""
    try:
        parts = json.loads(PARTS.read_text("utf-8"))["components"]
    except (OSError, ValueError):
        missing = Text(f"没有部件清单 {PARTS.name}", f"there is no list of parts, {PARTS.name}")
        return "attention", missing
    found = [(one, _find_version(one["name"])) for one in parts if "purl" in one]
    other = [one["name"] for one, here in found if here not in (None, one["version"])]
    if other:
        return "attention", Text(
            f"与部件清单版本不同：{'、'.join(other[:5])}；请按 requirements.txt 安装",
            f"not in the version of the list of parts: {', '.join(other[:5])}; install "
            "requirements.txt",
        )
    return "holds", Text.count(
        sum(here is not None for _, here in found),
        "部件清单（docs/sbom.cdx.json）中已安装的 {n} 个软件包版本一致",
        "{n} package of the list of parts (docs/sbom.cdx.json) is installed, in its version",
        "{n} packages of the list of parts (docs/sbom.cdx.json) are installed, in its versions",
    )


def _find_version(name: str) -> str | None:
    """The version of a package that is installed; None where it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_offline(state: AppState) -> Evidence:
    """Whom the program asks at run time."""
    return "holds", Text(
        "运行时不请求任何其他主机（设置了的统一身份认证、邮件服务器和 webhook 除外，默认都没有）",
        "nothing is asked of another host at run time, but for an identity provider, a mail "
        "server and webhooks where they are set; none is by default",
    )


def check_clock(state: AppState) -> Evidence:
    """What the clock says."""
    now = format_moment(int(state.clock().timestamp()))
    return "deployment", Text(
        f"系统时间 {now}，须由部署对时",
        f"the clock says {now}; the deployment keeps it right",
    )
