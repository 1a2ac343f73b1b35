"""The command line's two languages. Django's catalogues are not used: these texts must show when Django
cannot start."""

import os


def in_chinese() -> bool:
    """Whether this terminal asks for Chinese: `ANLAN_LANGUAGE`, else the locale's variables."""
    asked = os.environ.get("ANLAN_LANGUAGE")
    if asked is None:
        asked = next(
            (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
        )
    return asked.lower().startswith("zh")


def either(en: str, zh: str) -> str:
    """The text in the terminal's language."""
    return zh if in_chinese() else en
