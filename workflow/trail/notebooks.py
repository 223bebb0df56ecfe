"""Running a notebook over released tables: its figures, and the page that shows how each was drawn.

nbclient runs it in a folder of its own that mirrors `results/` and holds nothing but the tables it was given;
nbconvert makes the page. Files take their place only when every cell has run.
"""

import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Thread

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from trail.faults import Fault, Faults
from trail.tables import read_json, write_bytes, write_json, write_text

CELL_SECONDS = 600
NEEDED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")  # all that a kernel sees of the environment
FONT_LISTS = Path(sys.prefix) / "share" / "trail"  # matplotlib lists a machine's fonts once, not in every notebook


def run(
    notebook: Path,
    inputs: dict[str, Path],
    page: Path,
    figures: Path,
    failed: Path,
    draft: bool = False,
    invented: bool = False,
    project: str = "",
) -> None:
    """Run a notebook; write its page, and its figures with figures.json into the folder `figures`, which is its own.

    inputs: {path in the notebook's folder: file or folder}, as {"released/paper1": Path("results/released/paper1")};
        a notebook that is given something under `closed/` is of the closed edition
    failed: where the notebook as far as it came is left when a cell fails
    The name of `figures` is the document that the figures belong to; the page's title is the notebook's first heading.

    Raises Faults naming notebook and cell when a cell fails, warns, or prints what would differ from run to run. Of an
    unforeseen error only the type is told, for a message may hold a table's text.
    """
    notebook, figures, failed = Path(notebook), Path(figures), Path(failed)
    closed = any(name.split("/")[0] == "closed" for name in inputs)
    cells = _read(notebook)
    with tempfile.TemporaryDirectory(prefix="nb") as name:
        folder = Path(name).resolve()
        work = folder / "work"
        work.mkdir()
        for place, source in inputs.items():
            copy = _copy_folder if Path(source).is_dir() else shutil.copy
            (work / place).parent.mkdir(parents=True, exist_ok=True)
            copy(source, work / place)
        write_json({"document": figures.name, "notebook": notebook.stem, "project": project}, work / "run.json")
        fault = _execute(cells, folder, closed) or _unfit(cells, folder)
        if fault:
            _leave(cells, failed, closed)
            place, message = fault
            raise Faults([Fault(f"notebooks/{notebook.name}", place, message, "failed_notebook")])
        html = _load_pages().page(cells, notebook.stem, project, draft, invented, closed)
        drawn = work / "figures"
        entries = read_json(drawn / "figures.json") if drawn.exists() else {}
        files = [f"{name}.{kind}" for name, entry in entries.items() for kind in entry["files"]]
        for file in files:
            write_bytes((drawn / file).read_bytes(), figures / file)
    for old in figures.glob("*.*"):
        if old.suffix in {".svg", ".png", ".pdf"} and old.name not in files:
            old.unlink()
    write_text(html, page)
    write_json(entries, figures / "figures.json")
    failed.unlink(missing_ok=True)


def _read(path: Path) -> nbformat.NotebookNode:
    """The notebook without stored outputs, its cells' ids by position."""
    cells = nbformat.read(path, as_version=4)
    cells.nbformat_minor = 5
    for position, cell in enumerate(cells.cells):
        cell.id = f"c{position}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return cells


def _copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True)


def _execute(cells: nbformat.NotebookNode, folder: Path, closed: bool) -> tuple[str, str] | None:
    """Run the cells in place; return (cell, what happened) of the one that failed, or None."""
    places = {name: folder / name for name in ("home", "ipython", "jupyter", "matplotlib", "runtime")}
    for place in places.values():
        place.mkdir()
    for file in FONT_LISTS.glob("fontlist-*.json"):
        shutil.copy(file, places["matplotlib"])
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    environment |= {
        "HOME": str(places["home"]),
        "USERPROFILE": str(places["home"]),
        "IPYTHONDIR": str(places["ipython"]),
        "JUPYTER_CONFIG_DIR": str(places["jupyter"]),
        "JUPYTER_DATA_DIR": str(places["jupyter"]),
        "JUPYTER_RUNTIME_DIR": str(places["runtime"]),
        "MPLCONFIGDIR": str(places["matplotlib"]),
        "MPLBACKEND": "agg",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
    # Kernels on TCP warn on the terminal and hang without loopback; Windows has nothing else.
    transport = {"transport": "ipc", "ip": str(folder / "k")} if os.name == "posix" else {}
    client = NotebookClient(
        cells,
        km=AsyncKernelManager(kernel_name="python3", connection_file=str(folder / "kernel.json"), **transport),
        resources={"metadata": {"path": str(folder / "work")}},
        timeout=CELL_SECONDS,
        record_timing=False,
        shutdown_kernel="immediate",
        # Imported before the first cell, so that matplotlib's remark on a slow first start stays out of the page.
        extra_arguments=["--IPKernelApp.exec_lines=__import__('trail.cells')"],
    )
    loading = Thread(target=_load_pages)  # while the kernel starts
    loading.start()
    try:
        client.execute(cleanup_kc=True, env=environment)
    except CellExecutionError:
        return _failure(cells, closed)
    except CellTimeoutError:
        return _last(cells), f"was not done after {CELL_SECONDS} seconds."
    except DeadKernelError:
        return _last(cells), "ended the kernel: out of memory?"
    finally:
        loading.join()
    _keep_font_list(places["matplotlib"])
    return None


def _load_pages():
    from trail import notebook_pages  # nbconvert takes 0.3 s to import

    return notebook_pages


def _keep_font_list(folder: Path) -> None:
    for file in folder.glob("fontlist-*.json"):
        if not (FONT_LISTS / file.name).exists():
            with suppress(OSError):  # an environment that may not be written lists its fonts again next time
                write_bytes(file.read_bytes(), FONT_LISTS / file.name)


def _numbered(cells: nbformat.NotebookNode) -> list[tuple[str, nbformat.NotebookNode]]:
    """The code cells that ran, each with its place: "cell 4" is the one with `In [4]` beside it."""
    run = (cell for cell in cells.cells if cell.cell_type == "code" and cell.source.strip())
    return [(f"cell {number}", cell) for number, cell in enumerate(run, 1)]


def _last(cells: nbformat.NotebookNode) -> str:
    return [place for place, cell in _numbered(cells) if cell.execution_count or place == "cell 1"][-1]


def _failure(cells: nbformat.NotebookNode, closed: bool) -> tuple[str, str]:
    """Cell and words for the error that stopped a notebook: a fault's own sentence, of anything else its type."""
    for place, cell in _numbered(cells):
        for output in cell.outputs:
            if output.output_type == "error":
                told = output.ename == "Faults" and not closed
                return place, " ".join(output.evalue.split()) if told else f"stopped with {output.ename}."
    return "", "stopped."


def _unfit(cells: nbformat.NotebookNode, folder: Path) -> tuple[str, str] | None:
    """Cell and words for output that no page may print: a warning, an address in memory, a path of this machine."""
    for place, cell in _numbered(cells):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                return place, "wrote to standard error: mend what it warns of, or filter that warning in the cell."
            printed = str(output.get("text", "")) + str(output.get("data", {}).get("text/html", output.get("data", "")))
            if re.search(r"\b0x[0-9a-f]{6,}\b", printed):
                return place, "prints an object's address, which differs from run to run: print its content."
            if str(folder) in printed or str(Path.home()) in printed:
                return place, "prints a path of this machine."
    return None


def _leave(cells: nbformat.NotebookNode, failed: Path, closed: bool) -> None:
    """Leave a failed notebook beside the log; of a closed one the code alone, for logs hold no text."""
    if closed:
        for cell in cells.cells:
            cell.pop("outputs", None)
            if cell.cell_type == "code":
                cell.outputs = []
    write_text(nbformat.writes(cells) + "\n", failed)
