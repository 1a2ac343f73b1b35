"""The database: there, new enough, in the right locale, migrated, and its jobs moving."""

import os
from collections.abc import Iterator
from contextlib import closing

import psycopg

from anlan.config.cluster import ClusterError, Finding, GivenServer, choose, database_url, state_folder
from anlan.config.cluster.language import either
from anlan.config.cluster.private import PrivateCluster
from anlan.config.cluster.upgrade import kept_old

# seconds without a sign of life: procrastinate's own limit (its worker.py, stalled_worker_timeout)
STALLED = 30
_WHICH = "select task_name, status, count(*) from procrastinate_jobs group by 1, 2"


def server() -> Iterator[Finding]:
    """It answers, and fits."""
    cluster = choose()
    if isinstance(cluster, PrivateCluster) and (state_folder() / "run").exists():
        status = cluster.status()
        yield Finding(
            status.running,
            either(f"private server, data in {status.where}", f"内置数据库，数据位于 {status.where}")
            if status.running
            else either(
                f"The private server does not run ({status.where}).", f"内置数据库未运行（{status.where}）。"
            ),
            either("Run `anlan up`, or `anlan db start`.", "运行 `anlan up` 或 `anlan db start`。"),
        )
        if not status.running:
            return
        for old in kept_old(cluster.server().data):
            yield Finding(
                False,
                either(f"data of an older version are kept in {old}", f"旧版本数据保留在 {old}"),
                either(f"When all is well: rm -r {old}", f"确认无误后删除：rm -r {old}"),
                optional=True,
            )
    try:
        yield from GivenServer(database_url()).findings()
    except ClusterError as error:
        yield Finding(False, error.what, error.remedy)


def app_role() -> Iterator[Finding]:
    """The daily role must be bound by triggers and row-level policies."""
    url = database_url()
    options = None if os.environ.get("ANLAN_OWNER_URL") else "-c role=anlan_app"
    with closing(psycopg.connect(url, options=options, connect_timeout=5)) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls, "
            "(SELECT count(*) FROM pg_tables WHERE tableowner = current_user) FROM pg_roles WHERE rolname "
            "= current_user"
        ).fetchone()
    name, unbound, owns = row or ("", True, 0)
    yield Finding(
        not unbound and owns == 0,
        either(f"daily work as {name}", f"日常运行角色 {name}")
        + (
            either(", which is bound by no policy or owns tables", "，但它不受行级策略约束或拥有数据表")
            if unbound or owns
            else ""
        ),
        either(
            "Let ANLAN_DATABASE_URL name a role that is neither superuser nor owner (docs/trust.md).",
            "请让 ANLAN_DATABASE_URL 使用既非超级用户也非属主的角色（见 docs/trust.md）。",
        ),
    )


def rooms() -> Iterator[Finding]:
    """Every room loads."""
    try:
        import django  # noqa: PLC0415 - may be what is broken

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")
        django.setup()
        from django.core.checks import ERROR, run_checks  # noqa: PLC0415

        faults = [str(fault) for fault in run_checks() if fault.level >= ERROR]
        if faults:
            raise RuntimeError("; ".join(faults))
    except Exception as error:
        told = " ".join(f"{type(error).__name__}: {error}".split())[:400]
        yield Finding(
            False,
            either(f"Anlan's own code does not load: {told}", f"程序无法加载：{told}"),
            either(
                "Install what it needs (`make setup`), then `anlan doctor` again.",
                "请安装所需的依赖（`make setup`），再运行 `anlan doctor`。",
            ),
        )
        return
    yield Finding(True, either("all rooms load", "各模块均可加载"))


def migrations() -> Iterator[Finding]:
    """The tables are those of this version. After `rooms`."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    first = ", ".join(f"{step.app_label}.{step.name}" for step, _ in plan[:3])
    yield Finding(
        not plan,
        either(f"{len(plan)} migrations pending: {first}", f"{len(plan)} 个迁移未执行：{first}")
        if plan
        else either("all migrations applied", "迁移已全部执行"),
        either("Run `anlan up`, or `anlan migrate`.", "运行 `anlan up` 或 `anlan migrate`。"),
    )


def _count_jobs() -> tuple[int, int, int, int] | None:
    """Jobs stalled, failed and late, and workers alive; None before the first migration."""
    with closing(psycopg.connect(database_url(), connect_timeout=5)) as connection:
        row = connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL").fetchone()
        if not row or not row[0]:
            return None
        return connection.execute(
            "SELECT count(*) FILTER (WHERE status = 'doing' AND (w.id IS NULL "
            "  OR w.last_heartbeat < now() - make_interval(secs => %(stalled)s))), "
            "count(*) FILTER (WHERE status = 'failed'), "
            "count(*) FILTER (WHERE status = 'todo' "
            "  AND coalesce(scheduled_at, now()) < now() - interval '5 minutes'), "
            "(SELECT count(*) FROM procrastinate_workers "
            "  WHERE last_heartbeat > now() - make_interval(secs => %(stalled)s)) "
            "FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id",
            {"stalled": STALLED},
        ).fetchone()


def jobs() -> Iterator[Finding]:
    """No job stands still, none has failed unseen."""
    counted = _count_jobs()
    if counted is None:
        return
    stalled, failed, late, alive = counted
    yield Finding(
        alive > 0,
        either(f"{alive} job workers alive", f"{alive} 个任务进程在运行")
        if alive
        else either("no job worker is alive: nobody is notified", "没有任务进程在运行：通知不会发出"),
        either("Run `anlan up`.", "请运行 `anlan up`。"),
        optional=True,
    )
    yield Finding(
        stalled == 0,
        either(f"{stalled} jobs stand still", f"{stalled} 个任务停滞"),
        either(
            "Their worker died; `anlan up` takes them up again.", "其工作进程已退出；`anlan up` 会重新接手。"
        ),
    )
    yield Finding(
        failed == 0 and late == 0,
        either(
            f"{failed} failed jobs, {late} waiting over 5 minutes",
            f"{failed} 个任务失败，{late} 个等待超过 5 分钟",
        ),
        either(
            f"Does the worker run? See which they are: anlan db psql -c '{_WHICH}'",
            f"工作进程是否在运行？查看明细：anlan db psql -c '{_WHICH}'",
        ),
        optional=True,
    )
