"""Which sentences do several forms share?"""

from __future__ import annotations

from dashboard.core.vocabulary.text import Text
from dashboard.operations.policy import Policy

PASSWORDS_DIFFER = Text("两次输入的密码不同", "the two passwords are not the same")


def describe_ended_sessions(count: int) -> Text:
    """How many sessions an act has ended."""
    return Text.count(count, "已结束 {n} 个会话", "{n} session ended", "{n} sessions ended")


def describe_password_rules(policy: Policy) -> Text:
    """What a password must be, in one line."""
    length = Text.count(policy.password_length, "{n} 位", "{n} character", "{n} characters")
    return Text(
        f"至少 {length.zh}，含小写字母、大写字母、数字、符号中的 {policy.password_classes} 类",
        f"At least {length.en}, with {policy.password_classes} of: small letters, capitals, "
        "digits, signs",
    )
