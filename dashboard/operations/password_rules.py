"""Is a password good enough? Its length, its kinds of characters, and what it must not be."""

from __future__ import annotations

import unicodedata

from dashboard.core.vocabulary.text import Text
from dashboard.operations.policy import Policy
from dashboard.store import accounts

LONGEST_PASSWORD, FEWEST_CHARACTERS = 200, 5
"""Characters, and different ones, of a password."""
COMMON_PASSWORDS = frozenset(
    {
        "password",
        "passwd",
        "passw",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "admin",
        "administrator",
        "welcome",
        "letmein",
        "iloveyou",
        "abc",
        "abcd",
        "root",
        "test",
        "mima",
        "woaini",
    }
)
"""Letters of which alone no password may be made, whatever digits and signs stand around them."""
CHARACTER_CLASSES = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda character: not character.isalnum() and not character.isspace(),
)


def check_password(password: str, name: str, policy: Policy) -> list[Text]:
    """Everything that the rules of the organisation hold against a password."""
    text = unicodedata.normalize("NFKC", password)
    return [*_check_length(password, text, policy), *_check_content(text, name, policy)]


def _check_length(password: str, text: str, policy: Policy) -> list[Text]:
    problems = []
    if min(len(text), len(password)) < policy.password_length:
        problems.append(
            Text.count(
                policy.password_length,
                "至少 {n} 位",
                "must have at least {n} character",
                "must have at least {n} characters",
            )
        )
    if len(text) > LONGEST_PASSWORD:
        problems.append(
            Text(f"至多 {LONGEST_PASSWORD} 位", f"must have at most {LONGEST_PASSWORD} characters")
        )
    return problems


def _check_content(text: str, name: str, policy: Policy) -> list[Text]:
    problems = []
    classes = sum(any(map(belongs, text)) for belongs in CHARACTER_CLASSES)
    if classes < policy.password_classes:
        problems.append(
            Text(
                f"须含小写字母、大写字母、数字、符号中的 {policy.password_classes} 类",
                f"must have {policy.password_classes} of: small letters, capitals, digits, signs",
            )
        )
    if len(name) > 2 and _strip_blanks(name) in _strip_blanks(text):
        problems.append(Text("不能包含用户名", "must not contain the name"))
    if "".join(filter(str.isalpha, text.casefold())) in COMMON_PASSWORDS:
        problems.append(Text("不能是常见的密码", "must not be a common one"))
    if len(text) >= policy.password_length and len(set(text)) < FEWEST_CHARACTERS:
        problems.append(Text("重复的字符过多", "repeats too few characters"))
    return problems


def _strip_blanks(text: str) -> str:
    """A text as it is compared, without blanks."""
    return accounts.normalize_name(text).replace(" ", "")
