"""The import command as a program of its own, on a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cpd.core.settings import Settings
from tests.world import World

HEADER = "staff_code,first_name,last_name,school_urn,job_title,start_date\n"


def _run(settings: Settings, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CPD_DATABASE_URL": settings.database_url, "CPD_INSTANCE_DIR": str(folder)}
    program = [sys.executable, "-W", "error", "-c", "from cpd.cli import main; main()", "import", *arguments]
    return subprocess.run(  # our own program
        program, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.one_database
def test_exit_status_and_streams(settings: Settings, session: Session, trust: World, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text(HEADER + "S1,Łukasz,Ash,190001,Teacher,2024-09-01\nS2,Ben,Ash,190001,Teacher,x\n", "utf-8")
    refused = _run(settings, tmp_path, "staff", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"{file}:3: start_date 'x': not a date; write it day first, for example 23/11/2026\n"
    in_part = _run(settings, tmp_path, "staff", str(file), "--skip-bad-rows", "--json")
    assert in_part.returncode == 3
    assert json.loads(in_part.stdout)["created"] == 1
    # Standard error holds the faults and nothing else, for programs that read it.
    assert in_part.stderr == refused.stderr
    again = _run(settings, tmp_path, "staff", str(file), "--skip-bad-rows", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    assert _run(settings, tmp_path, "staff").returncode == 2
    assert _run(settings, tmp_path, "staff", str(file), "--end-missing", "31/02/2026").returncode == 2
