"""`make demo` on machines that are not as they should be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import bootstrap
from deploy.bootstrap import CannotGoOn, choose

BOOTSTRAP = bootstrap.ROOT / "deploy" / "bootstrap.py"


def a_python(folder: Path, name: str, *, version: str, makes_venvs: int) -> str:
    """Invent an interpreter that answers the bootstrap's question."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{version} {makes_venvs} {path}"\n')
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_told_apart_from_none(tmp_path: Path) -> None:
    old = a_python(tmp_path, "old", version="3 8", makes_venvs=1)

    with pytest.raises(
        CannotGoOn, match=r"3\.11 or newer is needed \(found here: 3\.8"
    ):
        choose([old, str(tmp_path / "absent")], can_skip_venv=False)


def test_a_name_on_path_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    good = a_python(tmp_path, "good", version="3 12", makes_venvs=1)

    assert choose([str(broken), good], can_skip_venv=False).path == good


def test_a_missing_venv_module_names_the_package_to_install(tmp_path: Path) -> None:
    bare = a_python(tmp_path, "bare", version="3 11", makes_venvs=0)

    with pytest.raises(CannotGoOn, match="apt install python3-venv"):
        choose([bare], can_skip_venv=False)


def test_uv_makes_up_for_a_missing_venv_module(tmp_path: Path) -> None:
    bare = a_python(tmp_path, "bare", version="3 11", makes_venvs=0)

    assert choose([bare], can_skip_venv=True).path == bare


def test_a_python_with_a_venv_module_is_preferred(tmp_path: Path) -> None:
    bare = a_python(tmp_path, "bare", version="3 13", makes_venvs=0)
    whole = a_python(tmp_path, "whole", version="3 11", makes_venvs=1)

    assert choose([bare, whole], can_skip_venv=False).path == whole


def test_a_chosen_python_is_the_only_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKT_PYTHON", "/opt/python")

    assert bootstrap.candidates() == ["/opt/python"]


@pytest.mark.long
def test_the_environment_is_made_once_and_again_when_the_lock_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements" / "none.txt"
    lock.parent.mkdir()
    lock.write_text("")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setenv("INTAKT_PYTHON", sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))  # no uv

    python = Path(bootstrap.prepare("none"))
    made = python.lstat().st_mtime_ns
    bootstrap.prepare("none")
    assert python.lstat().st_mtime_ns == made

    lock.write_text("# another lock\n")
    bootstrap.prepare("none")
    assert python.lstat().st_mtime_ns > made


@pytest.mark.long
def test_a_failed_install_leaves_no_stamp_and_says_where_the_story_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements" / "none.txt"
    lock.parent.mkdir()
    lock.write_text(f"absent==1 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setenv("INTAKT_PYTHON", sys.executable)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(CannotGoOn, match=r"is in \.venv/none\.log"):
        bootstrap.prepare("none")
    assert not (tmp_path / ".venv" / "none" / "intakt-stamp").exists()
    assert "absent" in (tmp_path / ".venv" / "none.log").read_text()


def test_an_unknown_task_shows_the_tasks_without_a_home() -> None:
    env = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, BOOTSTRAP, "dmeo"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "  demo " in done.stdout


def test_the_bootstrap_can_be_read_by_an_old_python() -> None:
    source = BOOTSTRAP.read_text()
    compile_as = "import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 8))"
    subprocess.run(
        [sys.executable, "-c", compile_as], input=source, text=True, check=True
    )
