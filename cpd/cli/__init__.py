"""The ``cpd`` command: contract.md section 5. Exit status 0 done, 1 refused, 2 wrong use, 3 done in part."""

import click

from cpd.cli.database import backup, db_group, restore
from cpd.cli.demo import demo
from cpd.cli.doctor import doctor
from cpd.cli.export_appraisals import export_appraisals
from cpd.cli.export_coverage import export_coverage
from cpd.cli.export_payroll import export_payroll
from cpd.cli.import_files import import_group
from cpd.cli.keys import keys_group
from cpd.cli.serve import serve
from cpd.cli.users import user_group
from cpd.cli.worker import worker


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cpd")
def main() -> None:
    """The platform on which a school trust develops its teachers.

    CPD_DATABASE_URL picks the database and CPD_INSTANCE_DIR the folder of everything kept on disk;
    docs/operations.md describes every setting.
    """


@click.group("export")
def export_group() -> None:
    """Write figures and records to files."""


export_group.add_command(export_coverage)
export_group.add_command(export_appraisals)
export_group.add_command(export_payroll)
for command in (
    demo,
    db_group,
    serve,
    worker,
    import_group,
    export_group,
    user_group,
    keys_group,
    backup,
    restore,
    doctor,
):
    main.add_command(command)
