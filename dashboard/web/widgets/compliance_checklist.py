"""What does the graded protection of information systems (等保, GB/T 22239-2019) ask of an
application, and how does this house answer?

Clause numbers are those of the general requirements at level three (8.1.x); an assessor must
confirm them for the customer's level. Each item of the application names its settings, the test
that proves it, and a line of evidence read from the running house.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.core.vocabulary.text import Text
from dashboard.web.request.app_state import AppState
from dashboard.web.widgets import compliance_evidence as evidence
from dashboard.web.widgets.compliance_evidence import Answer, Evidence

ANSWERS: dict[Answer, Text] = {
    "holds": Text("符合", "holds"),
    "attention": Text("须处理", "needs attention"),
    "deployment": Text("由部署保证", "rests on the deployment"),
}


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing asked: its clause and level, what this application does, where that is set and
    proved, and the evidence.
    """

    clause: str
    level: str
    name: Text
    how: Text
    settings: tuple[str, ...]
    test: str
    evidence: Callable[[AppState], Evidence]


ITEMS: tuple[ChecklistItem, ...] = (
    ChecklistItem(
        "8.1.4.1 a",
        "L2",
        Text("身份标识唯一，无默认账号", "unique identities, no default account"),
        Text(
            "姓名按宽度、大小写归一后唯一；首次启动没有任何账号",
            "names are unique whatever their width and case; there is no account at first start",
        ),
        (),
        "tests/operations/test_authentication.py",
        evidence.check_accounts,
    ),
    ChecklistItem(
        "8.1.4.1 a",
        "L2",
        Text("密码复杂度和更换", "complexity and change of passwords"),
        Text(
            "位数、字符类、期限、不重复，均可设置，默认取严",
            "length, classes, age and history are settings, strict by default",
        ),
        ("PASSWORD_LENGTH", "PASSWORD_CLASSES", "PASSWORD_DAYS", "PASSWORDS_BARRED"),
        "tests/operations/test_authentication.py",
        evidence.check_passwords,
    ),
    ChecklistItem(
        "8.1.4.1 b",
        "L2",
        Text("登录失败处理", "failed sign-ins"),
        Text(
            "先计数后核对，锁定由各副本共用；不泄露用户名是否存在；同一地址有人猜测，不连累他人",
            "counted before they are tried, locks are shared; no name is given away; one who "
            "guesses locks out no neighbour",
        ),
        ("SIGN_IN_TRIES", "LOCK_MINUTES"),
        "tests/test_guessing.py",
        evidence.check_lockout,
    ),
    ChecklistItem(
        "8.1.4.1 b",
        "L2",
        Text("会话超时自动退出", "sessions that end"),
        Text(
            "空闲、最长时间、同时会话数；时钟回拨不延长",
            "idle, absolute, at a time; a clock set back lengthens nothing",
        ),
        ("IDLE_MINUTES", "SESSION_HOURS", "SESSIONS"),
        "tests/operations/test_authentication.py",
        evidence.check_sessions,
    ),
    ChecklistItem(
        "8.1.4.1 c",
        "L2",
        Text("鉴别信息传输保密", "secrecy in transit"),
        Text(
            "TLS 由反向代理提供；cookie 在 TLS 下带 Secure",
            "TLS is the proxy's; cookies are Secure under it",
        ),
        ("PUBLIC_URL", "TRUSTED_PROXIES"),
        "tests/web/test_people.py",
        evidence.check_transport,
    ),
    ChecklistItem(
        "8.1.4.1 d",
        "L3",
        Text("双因素鉴别", "two factors"),
        Text(
            "经 OpenID Connect 接入单位的统一身份认证",
            "the office's provider through OpenID Connect",
        ),
        ("OIDC_ISSUER",),
        "tests/web/endpoints/test_oidc.py",
        evidence.check_second_factor,
    ),
    ChecklistItem(
        "8.1.4.2",
        "L2",
        Text("权限分配，最小权限", "rights, the fewest needed"),
        Text(
            "角色和权限在一张表中；分析人员可限于责任单位或主题",
            "roles and rights stand in one table; analysts may be bound to owners or themes",
        ),
        (),
        "tests/core/vocabulary/test_people.py",
        evidence.check_roles,
    ),
    ChecklistItem(
        "8.1.5",
        "L3",
        Text("三员分立", "three administrators"),
        Text(
            "系统、安全、审计管理员互斥，不能管理自己的账号",
            "system, security and audit exclude each other; nobody sees to the own account",
        ),
        ("ADMINISTRATORS",),
        "tests/operations/test_user_accounts.py",
        evidence.check_separation,
    ),
    ChecklistItem(
        "8.1.4.2 c",
        "L2",
        Text("停用过期账号", "accounts unused"),
        Text(
            "长期未登录即不能登录，管理员可启用",
            "an account unused for long lets nobody in until it is enabled",
        ),
        ("INACTIVE_DAYS",),
        "tests/operations/test_authentication.py",
        evidence.check_unused_accounts,
    ),
    ChecklistItem(
        "8.1.4.2 f",
        "L3",
        Text("访问控制粒度，默认拒绝", "the grain of access, deny by default"),
        Text(
            "每条路由、每个回调一条规则；页面内容按提交的地址再核对",
            "a rule for each route and callback; page content is held against the posted address",
        ),
        (),
        "tests/web/endpoints/test_authorization.py",
        evidence.check_access_rules,
    ),
    ChecklistItem(
        "8.1.4.2",
        "L2",
        Text("谁可查看", "who may look"),
        Text("开放查看，或仅限登录人员", "open, or members only"),
        ("ACCESS",),
        "tests/web/test_people.py",
        evidence.check_viewers,
    ),
    ChecklistItem(
        "8.1.4.3 a",
        "L2",
        Text("安全审计", "audit"),
        Text(
            "登录、失败、锁定、授权、上传、入库、撤销、下载、拒绝，均记人、时、地址、结果",
            "sign-ins, failures, locks, grants, uploads, publishes, undos, downloads and "
            "refusals, with who, when, address and result",
        ),
        (),
        "tests/store/test_audit.py",
        evidence.check_audit_chain,
    ),
    ChecklistItem(
        "8.1.4.3 c",
        "L2",
        Text("审计记录保护，留存六个月以上", "the audit's protection, six months and more"),
        Text(
            "散列链，触发器，无删除功能；随备份保存",
            "a chain of hashes, triggers, no deletion; copied by backups",
        ),
        (),
        "tests/store/test_database.py",
        evidence.check_audit_retention,
    ),
    ChecklistItem(
        "8.1.4.4 d",
        "L2",
        Text("数据有效性检验", "input is checked"),
        Text(
            "容器检查、隔离进程、逐格核对；请求大小受限",
            "container checks, a process apart, cell by cell; requests are bounded",
        ),
        (),
        "tests/ingest/test_corpus.py",
        evidence.check_input_limits,
    ),
    ChecklistItem(
        "8.1.4.4",
        "L2",
        Text("防跨站和伪造", "scripts and forgery from elsewhere"),
        Text("文本一律转义；CSP、来源检查、令牌", "all text is escaped; CSP, origins, tokens"),
        (),
        "tests/browser/test_hostile.py",
        evidence.check_forgery,
    ),
    ChecklistItem(
        "8.1.4.7",
        "L2",
        Text("数据完整性", "integrity of data"),
        Text(
            "版本只增不改，撤销也是新版本", "versions are added, never changed; an undo is one too"
        ),
        (),
        "tests/store/test_crash.py",
        evidence.check_integrity,
    ),
    ChecklistItem(
        "8.1.4.8",
        "L2",
        Text("鉴别数据存储保密", "secrecy of credentials at rest"),
        Text("密码、会话、链接只存散列", "passwords, sessions and links are kept as hashes"),
        ("SECRET_KEY",),
        "tests/operations/test_authentication.py",
        evidence.check_hashing,
    ),
    ChecklistItem(
        "8.1.4.9",
        "L2",
        Text("数据备份恢复", "backup and restore"),
        Text(
            "在线备份、恢复到没有版本的库、自核验",
            "backup while running, restore into a store without versions, verified",
        ),
        ("DATABASE_URL",),
        "tests/store/test_backup.py",
        evidence.check_backup,
    ),
    ChecklistItem(
        "8.1.4.9",
        "L2",
        Text("数据丢失可知", "a loss is noticed"),
        Text(
            "密钥旁的记号记住最新版本，丢失的数据库不会被当作首次启动",
            "a mark beside the key remembers the newest version: a lost store is no first start",
        ),
        ("DATA_DIR",),
        "tests/operations/test_life_mark.py",
        evidence.check_life_mark,
    ),
    ChecklistItem(
        "8.1.4.10",
        "L2",
        Text("剩余信息保护", "what is left over"),
        Text("会话、链接、预览到期即清除", "sessions, links and previews are erased in their time"),
        (),
        "tests/operations/test_uploads.py",
        evidence.check_residue,
    ),
    ChecklistItem(
        "8.1.4.11",
        "L2",
        Text("个人信息保护", "personal data"),
        Text("只收必需", "only what is needed"),
        (),
        "tests/test_secrets.py",
        evidence.check_personal_data,
    ),
    ChecklistItem(
        "8.1.9",
        "L2",
        Text("软件来源", "where software comes from"),
        Text(
            "软件包按散列安装，部件清单（CycloneDX）和许可证随版本核对；可不联网安装",
            "packages are installed by their hashes; parts and licences are listed and checked; "
            "no network is needed",
        ),
        (),
        "tests/test_supply.py",
        evidence.check_packages,
    ),
    ChecklistItem(
        "8.1.2 / 8.1.3",
        "L2",
        Text("网络和边界", "network and borders"),
        Text(
            "nginx 限长、限速、限时；地址名单由网络设备",
            "nginx bounds length, rate and time; address lists are the network's",
        ),
        ("TRUSTED_PROXIES",),
        "tests/deployment/test_nginx.py",
        evidence.check_network,
    ),
    ChecklistItem(
        "8.1.4.4",
        "L2",
        Text("不依赖外部", "no dependence on others"),
        Text("全部资源在本机", "every resource is local"),
        (),
        "tests/browser/test_journey.py",
        evidence.check_offline,
    ),
    ChecklistItem(
        "8.1.4.3",
        "L2",
        Text("时间", "time"),
        Text("审计时间取自系统时钟", "the audit takes its time from the machine"),
        (),
        "tests/commands/test_output.py",
        evidence.check_clock,
    ),
)
"""Every item, in the order of the standard as far as it goes."""
