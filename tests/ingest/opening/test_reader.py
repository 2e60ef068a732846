"""A file is parsed by a process that can reach nothing and has little time and memory, one or two
at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import date

import pytest

from dashboard.ingest import limits
from dashboard.ingest.cells import Cell, Grid, RefusedError, convert_from_wire, convert_to_wire
from dashboard.ingest.opening import parsing, reader, wire
from tests.conftest import PATIENCE, ROOT, book, opened

COVERS = (
    "dashboard.ingest.cells",
    "dashboard.ingest.opening.child",
    "dashboard.ingest.opening.parsing",
    "dashboard.ingest.opening.wire",
)

pytestmark = pytest.mark.usefixtures("forgetful")

PLAIN = book([["指标编码", "年份", "数值"], ["a", 2021, 1.5]], "数据")


def test_the_child_and_the_reader_in_this_process_see_the_same():
    seen = reader.open_book(PLAIN)
    assert seen == opened(PLAIN)
    assert seen.sheets[0].rows == [["指标编码", "年份", "数值"], ["a", 2021, 1.5]]


def test_the_steps_are_real_and_have_names():
    steps: list[str] = []
    reader.open_book(PLAIN, lambda name, done, total: steps.append(name))
    assert steps == ["wait", "unpack", "check", "scan"]
    assert set(steps) <= set(reader.STEPS)
    seen: list[tuple[str, int, int]] = []
    reader.open_book(book([["a"]] * 1200), lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "rows"] == [
        ("rows", 500, 1200),
        ("rows", 1000, 1200),
    ]


def test_a_refusal_crosses_with_its_place():
    with pytest.raises(RefusedError) as refused:
        reader.open_book(b"%PDF-1.7")
    assert (refused.value.code, refused.value.found) == ("not-a-workbook", {"found": "PDF"})


def locked(code: str) -> str:
    """What a locked child prints when it runs this."""
    script = (
        "from dashboard.ingest.opening import child\nimport sys\nchild.restrict_process(0)\ntry:\n    "
        f"{code}\nexcept BaseException as error:\n    print(type(error).__name__)\nelse:\n "
        "   print('done')"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    return found.stdout.strip()


@pytest.mark.parametrize(
    "code",
    [
        "__import__('socket').socket()",
        "__import__('socket').create_connection(('127.0.0.1', 9), 1)",
        "open('/etc/hostname')",
        "open('/tmp/left-behind', 'w')",
        "__import__('os').open('/etc/hostname', 0)",
        "__import__('os').system('true')",
        "__import__('subprocess').run(['true'])",
    ],
)
def test_a_locked_child_reaches_no_network_no_file_and_no_program(code):
    assert locked(code) in ("PermissionError", "OSError")


def test_a_locked_child_has_no_more_memory_than_it_may():
    assert locked(f"bytearray({limits.MEMORY_BYTES})") == "MemoryError"
    assert locked("bytearray(1000)") == "done"


def test_the_kernel_holds_the_limits_even_without_the_hook():
    script = (
        "from dashboard.ingest.opening import child\nimport "
        "resource\nchild.restrict_process(0)\nprint([resource.getrlimit(w) for w in "
        "(resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU)])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert found.stdout.strip() == str(
        [(0, 0), (0, 0), (limits.compute_seconds(0), limits.compute_seconds(0))]
    )


def test_no_secret_reaches_the_child(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    seen = {}
    real = subprocess.Popen

    def watched(*args, **more):
        seen.update(more["env"])
        return real(*args, **more)

    monkeypatch.setattr(subprocess, "Popen", watched)
    reader.open_book(PLAIN)
    assert "canary" not in str(seen)


STUCK = "import sys, time; sys.stdin.buffer.read(); time.sleep(60)"
DEAD = "import os, sys; sys.stdin.buffer.read(); os.abort()"
HUNGRY = (
    "import sys; sys.stdin.buffer.read()\nwhile True: "
    'sys.stdout.write(\'["step","rows",0,1]\\n\' * 100000)'
)


@pytest.mark.parametrize("script", [STUCK, DEAD, HUNGRY])
def test_a_child_that_hangs_dies_or_floods_is_a_refusal_and_leaves_nothing(monkeypatch, script):
    monkeypatch.setattr(limits, "PATIENCE", 0.1)
    monkeypatch.setattr(limits, "ANSWER_BYTES", 2**20)
    started = []
    real = subprocess.Popen

    def other(command, **more):
        started.append(real([sys.executable, "-c", script], **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", other)
    with pytest.raises(RefusedError) as refused:
        reader.open_book(PLAIN)
    assert refused.value.code == "too-heavy"
    assert started[0].poll() is not None


def test_two_are_parsed_at_a_time_and_the_others_wait(monkeypatch):
    running, most, lock, both = [0], [0], threading.Lock(), threading.Barrier(2)

    def slow(data):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait(PATIENCE)
        with lock:
            running[0] -= 1
        yield from parsing.read_notes(data)

    monkeypatch.setattr(reader, "_read_notes", slow)
    threads = [threading.Thread(target=reader.open_book, args=(PLAIN,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == limits.AT_ONCE == 2


def test_a_file_beyond_the_limit_is_not_handed_on(monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    monkeypatch.setattr(reader, "_read_notes", lambda data: pytest.fail("it was"))
    with pytest.raises(RefusedError) as refused:
        reader.open_book(PLAIN)
    assert refused.value.code == "file-too-large"


def test_larger_files_may_take_longer():
    assert limits.compute_seconds(0) == 8 < limits.compute_seconds(6 * limits.MIB)


@pytest.mark.parametrize(
    "cell",
    [
        Cell(None),
        Cell("文字"),
        Cell(1.5),
        Cell(True),
        Cell(0.033, "0.0%"),
        Cell("#N/A", error=True),
        Cell(None, uncalculated=True),
        Cell("", uncalculated=True),
        Cell(date(2021, 1, 31), "yyyy-mm-dd"),
    ],
)
def test_a_cell_crosses_the_wire_unchanged(cell):
    assert convert_from_wire(json.loads(json.dumps(convert_to_wire(cell)))) == cell


@pytest.mark.parametrize("notes", [[], [("book", "xlsx", "", None)], [("end",)]])
def test_notes_that_end_too_early_are_a_refusal(notes):
    with pytest.raises(RefusedError) as refused:
        wire.assemble_book(notes)
    assert refused.value.code == "too-heavy"


def test_a_note_may_hold_anything_a_sheet_may_be_called():
    grid = Grid('a\n"]\ud800')
    assert wire.decode_note(wire.encode_note(wire.build_sheet(grid)))[0] == "sheet"


def test_reading_leaves_no_file_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reader.open_book(PLAIN)
    assert list(tmp_path.iterdir()) == []
