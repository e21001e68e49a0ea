"""Many pages to PDF at once, in processes of their own: laying out a page takes one core a tenth of a second."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from cpd.core.pdf import to_pdf

Key = TypeVar("Key")

# More would want more memory than a small server has to spare.
MOST = 2
# So few are printed before other processes have begun.
FEW = 6


def print_many(pages: Iterable[tuple[Key, str]], expected: int) -> Iterator[tuple[Key, bytes | Exception]]:
    """The PDF of each page, in order, or why this one cannot be printed; pages are asked for one by one, a few ahead of
    what has been taken."""
    processes = 1 if expected <= FEW else min(MOST, os.cpu_count() or 1)
    with _printers(processes) as printers:
        ahead: deque[tuple[Key, Future[bytes]]] = deque()
        for key, page in pages:
            ahead.append((key, printers.submit(to_pdf, page)))
            if len(ahead) > 2 * processes:
                first, printing = ahead.popleft()
                yield first, _printed(printing)
        for key, printing in ahead:
            yield key, _printed(printing)


def _printers(processes: int) -> Executor:
    """One alone prints in this process."""
    if processes == 1:
        return ThreadPoolExecutor(1, thread_name_prefix="printer")
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=spawn, initializer=_end_with_parent)


def _printed(printing: Future[bytes]) -> bytes | Exception:
    """What is wrong with the machine, such as a full disk or a font that is missing, would be wrong with every page."""
    fault = printing.exception()
    if isinstance(fault, Exception) and not isinstance(fault, OSError | MemoryError | BrokenExecutor):
        return fault
    return printing.result()


def _end_with_parent() -> None:
    """A printer whose parent was killed has nobody to print for; by itself it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
