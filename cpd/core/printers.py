"""Many pages to PDF at once, in processes of their own: laying out a page takes one core a tenth of a second."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

from cpd.core.pdf import to_pdf

Key = TypeVar("Key")

# More would want more memory than a small server has to spare.
MOST = 2
# So few are printed before other processes have begun.
FEW = 6


def print_many(pages: Iterable[tuple[Key, str]], expected: int) -> Iterator[tuple[Key, bytes]]:
    """The PDF of each page, in order; pages are asked for one by one, a few ahead of what has been taken."""
    processes = min(MOST, os.cpu_count() or 1)
    if expected <= FEW or processes == 1:
        for key, page in pages:
            yield key, to_pdf(page)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_end_with_parent) as printers:
        ahead: deque[tuple[Key, Future[bytes]]] = deque()
        for key, page in pages:
            ahead.append((key, printers.submit(to_pdf, page)))
            if len(ahead) > 2 * processes:
                first, printed = ahead.popleft()
                yield first, printed.result()
        for key, printed in ahead:
            yield key, printed.result()


def _end_with_parent() -> None:
    """A printer whose parent was killed has nobody to print for; by itself it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
