"""A long file made piece by piece: hashed and packed as it comes, kept on disk, and given out again in pieces.

Neither making nor reading it holds more than a few pieces, however long the file is. Packing is done by another thread,
beside what makes the pieces.
"""

import hashlib
import queue
import tempfile
import threading
import zlib
from collections.abc import Iterable, Iterator
from types import TracebackType

PIECE = 512 * 1024
# Twice as quick as the usual level, and a tenth larger.
_QUICK = 1


def unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The file that these packed pieces were made from."""
    for part in parts:
        yield zlib.decompress(part)


class PackedFile:
    """``with PackedFile() as file``: what goes ``through`` it is packed on disk until the end of the block."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by __exit__
        self._lengths: list[int] = []
        self._hash = hashlib.sha256()
        self.size = 0
        self._waiting: queue.Queue[bytes | None] = queue.Queue(maxsize=2)
        self._packing: threading.Thread | None = None
        self._fault: BaseException | None = None

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, put together to larger ones, each while it is being packed; after the last all are."""
        self._packing = threading.Thread(target=self._pack, name="packing", daemon=True)
        self._packing.start()
        for piece in _together(pieces):
            self._waiting.put(piece)
            yield piece
        self._end()
        if self._fault is not None:
            raise self._fault

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def parts(self) -> Iterator[bytes]:
        """The packed pieces, to be kept."""
        self._file.seek(0)
        for length in self._lengths:
            yield self._file.read(length)

    def pieces(self) -> Iterator[bytes]:
        """The file itself."""
        return unpacked(self.parts())

    def __enter__(self) -> "PackedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._end()
        self._file.close()

    def _end(self) -> None:
        """Wait until all that was given has been packed."""
        if self._packing is not None:
            self._waiting.put(None)
            self._packing.join()
            self._packing = None

    def _pack(self) -> None:
        while (piece := self._waiting.get()) is not None:
            if self._fault is None:
                try:
                    self._add(piece)
                except OSError as fault:  # the disk is full; whoever made the pieces is told at the end
                    self._fault = fault

    def _add(self, piece: bytes) -> None:
        self._hash.update(piece)
        self.size += len(piece)
        packed = zlib.compress(piece, _QUICK)
        self._lengths.append(self._file.write(packed))


def _together(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces put together to such as are worth packing by themselves."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
