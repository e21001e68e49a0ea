"""The door of the ``cpd`` command: loads the program without the garbage collector's rounds, then runs it.

Nothing of what is loaded goes away again, and walking through it a dozen times takes a third of the time to start.
"""

import gc
import importlib


def main() -> None:
    gc.disable()
    program = importlib.import_module("cpd.cli")
    gc.freeze()
    gc.enable()
    program.main()
