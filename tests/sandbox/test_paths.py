"""What a sandbox sees of the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import autograder
from autograder.errors import InfrastructureError
from autograder.sandbox import paths


@pytest.fixture
def runner(tmp_path) -> Path:
    folder = tmp_path / "runner"
    folder.mkdir()
    paths.copy_runner(folder)
    return folder


def test_only_the_listed_files_of_this_package_are_copied(runner):
    copied = {str(path.relative_to(runner)) for path in runner.rglob("*.py")}
    inner = {f"autograder/sandbox/{name}.py" for name in paths.INNER}
    assert copied == {"autograder/__init__.py", *inner}
    assert not {"session", "slot", "provisioner", "cgroup"} & set(paths.INNER)


def test_the_interpreter_and_its_packages_are_visible(runner):
    shown = [target for _, target in paths.view(runner).binds]
    for needed in (sys.base_prefix, sys.prefix, os.path.realpath(sys.executable), pytest.__file__):
        assert any(Path(needed).is_relative_to(target) for target in shown), needed


def test_neither_this_repository_nor_a_home_is_visible(runner):
    repository = Path(autograder.__file__).parents[1]
    for _, target in paths.view(runner).binds:
        assert not repository.is_relative_to(target)
        assert not Path.home().is_relative_to(target) or Path.home() == Path("/nonexistent")


def test_this_package_is_covered_where_it_is_installed_among_visible_ones(runner, monkeypatch):
    installed = Path(sys.prefix, "lib", "site-packages", "autograder", "__init__.py")
    monkeypatch.setattr(autograder, "__file__", str(installed))
    assert paths.view(runner).covered == (installed.parent,)


def test_data_is_shown_at_one_place_and_only_when_there_is_some(tmp_path):
    data = tmp_path / "served"
    data.mkdir()
    shown = paths.view(tmp_path, data).binds
    assert (data, paths.DATA) in shown
    assert paths.DATA not in [target for _, target in paths.view(tmp_path).binds]
    paths.refuse_hidden([(data, paths.DATA)], [tmp_path])  # a folder of the course may be shown, the course not
    with pytest.raises(InfrastructureError):
        paths.refuse_hidden([(tmp_path, paths.DATA)], [tmp_path])


def test_a_hidden_folder_below_a_visible_one_is_refused(tmp_path):
    shown = tmp_path / "shown"
    (shown / "course").mkdir(parents=True)
    (tmp_path / "link").symlink_to(shown / "course")
    for hidden in (shown / "course", shown, tmp_path / "link"):
        with pytest.raises(InfrastructureError, match="can read"):
            paths.refuse_hidden([(shown, shown)], [hidden])
    paths.refuse_hidden([(shown, shown)], [tmp_path])


def test_places_that_a_child_covers_are_shown_again_outermost_first():
    view = paths.View(((Path("/a"), Path("/tmp/x/y")), (Path("/b"), Path("/tmp/x")), (Path("/usr"), Path("/usr"))), (), ())  # noqa: S108
    assert paths.kept(view) == [Path("/tmp/x"), Path("/tmp/x/y")]  # noqa: S108


def test_a_path_is_readable_by_all_only_if_every_folder_on_the_way_is(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_uid == os.geteuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o005)
    assert paths.readable_by_all(folder)
    tmp_path.chmod(0o700)
    assert not paths.readable_by_all(folder)
