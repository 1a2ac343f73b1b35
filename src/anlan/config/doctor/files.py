"""The virus scanner: whether it answers, and what waits for it."""

from collections.abc import Iterator

from anlan.config.cluster import Finding
from anlan.config.cluster.language import either

# More than a minute's work left over: the job takes fifty a minute.
_MANY = 200


def scanner() -> Iterator[Finding]:
    """Asked for its version; files that wait are counted. After `rooms`."""
    from django.conf import settings  # noqa: PLC0415

    from anlan.cases.public import count_waiting  # noqa: PLC0415
    from anlan.kit.errors import AnlanError  # noqa: PLC0415
    from anlan.kit.files.scanning import scanner_at  # noqa: PLC0415

    mend = either("See “The virus scanner” in docs/operating.md.", "见 docs/zh/operating.md “病毒扫描”。")
    try:
        asked = scanner_at(settings.ANLAN_CLAMD)
        if asked is None:
            none = either(
                "no virus scanner: documents are kept unscanned", "未设病毒扫描：文件未经扫描即保存"
            )
            yield Finding(False, none, mend, optional=True)
            return
        said = asked.version()
        yield Finding(True, either(f"virus scanner: {said}", f"病毒扫描：{said}"), mend)
    except AnlanError as away:
        yield Finding(False, away.message(), mend)
    waiting = count_waiting()
    yield Finding(
        waiting <= _MANY,
        either(f"{waiting} files wait for the virus scanner", f"{waiting} 个文件等待病毒扫描"),
        either("They are kept and not handed out until it has passed them.", "扫描通过前保留但不提供下载。"),
        optional=True,
    )
