"""The database refuses to delete events and to change what they say happened."""

from alembic import op

from workbench.models.log import append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    append_only.guard(op.get_bind())


def downgrade() -> None:
    append_only.unguard(op.get_bind())
