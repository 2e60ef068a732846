"""Which sentences do several forms share?"""

from __future__ import annotations

from dashboard.core.vocabulary.text import Text
from dashboard.operations.policy import Policy

PASSWORDS_DIFFER = Text("两次输入的密码不同", "the two passwords are not the same")


def describe_password_rules(policy: Policy) -> Text:
    """What a password must be, in one line."""
    return Text(
        f"至少 {policy.password_length} 位，含小写字母、大写字母、数字、符号中的 {policy.password_classes} 类",
        f"At least {policy.password_length} characters, with {policy.password_classes} of: "
        "small letters, capitals, digits, signs",
    )
