"""Where somebody worked when a campaign came to them: what they open later counts there too"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PLACES = """
UPDATE delivery SET place = (
    SELECT coalesce(person.department_id, team.department_id, 0)
    FROM person LEFT JOIN team ON team.id = person.team_id
    WHERE person.id = delivery.person_id
)
WHERE state = 'sent' AND push_id IN (SELECT id FROM push WHERE kind = 'campaign')
"""


def upgrade() -> None:
    """What came before is counted already, and counts where people work now."""
    op.add_column("delivery", sa.Column("place", sa.Integer(), nullable=True))
    op.execute(PLACES)


def downgrade() -> None:
    op.drop_column("delivery", "place")
