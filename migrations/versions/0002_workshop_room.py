"""The workshop room."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('presence',
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('process', sa.String(length=40), nullable=False),
    sa.Column('page', sa.String(length=300), nullable=False),
    sa.Column('editing', sa.String(length=60), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_presence_person_id_person')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_presence_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('workspace_id', 'person_id', 'process', name=op.f('pk_presence'))
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_presence_seen_at'), ['seen_at'], unique=False)

    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('first_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_seconds', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['person.id'], name=op.f('fk_attendance_confirmed_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id_person')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_attendance_workshop_id_workshop')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('workshop_id', 'person_id', name=op.f('uq_attendance_workshop_id_person_id'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_person_id'), ['person_id'], unique=False)

    op.create_table('block',
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('method', sa.String(), nullable=False),
    sa.Column('prompt', sa.String(length=300), nullable=False),
    sa.Column('board', sa.String(length=20), nullable=False),
    sa.Column('goal_kind', sa.String(length=20), nullable=False),
    sa.Column('goal', sa.Integer(), nullable=True),
    sa.Column('may', sa.JSON(), nullable=False),
    sa.Column('is_hidden', sa.Boolean(), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('revealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('vote_budget', sa.Integer(), nullable=True),
    sa.Column('vote_limit', sa.Integer(), nullable=False),
    sa.Column('tally', sa.JSON(), nullable=True),
    sa.Column('tallied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_seconds', sa.Integer(), nullable=False),
    sa.Column('extra_minutes', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_block_created_by_id_person')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_block_workshop_id_workshop')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_block'))
    )
    with op.batch_alter_table('block', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_block_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_block_workshop_id'), ['workshop_id'], unique=False)

    op.create_table('ballot',
    sa.Column('block_id', sa.String(length=16), nullable=False),
    sa.Column('board_key', sa.String(length=20), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('paper_name', sa.String(length=120), nullable=False),
    sa.Column('dots', sa.JSON(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['block_id'], ['block.id'], name=op.f('fk_ballot_block_id_block')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_ballot_created_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_ballot_person_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_ballot_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ballot')),
    sa.UniqueConstraint('block_id', 'board_key', 'person_id', name=op.f('uq_ballot_block_id_board_key_person_id'))
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_block_id'), ['block_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ballot_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ballot_person_id'), ['person_id'], unique=False)

    op.create_table('done_tick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('block_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['block_id'], ['block.id'], name=op.f('fk_done_tick_block_id_block')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_done_tick_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_done_tick')),
    sa.UniqueConstraint('block_id', 'person_id', name=op.f('uq_done_tick_block_id_person_id'))
    )
    with op.batch_alter_table('done_tick', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_done_tick_person_id'), ['person_id'], unique=False)

    op.create_table('guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('workplace', sa.String(length=200), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['person.id'], name=op.f('fk_guest_confirmed_by_id_person')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_guest_created_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guest_person_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_guest_redesign_id_redesign')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_guest_workshop_id_workshop')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guest')),
    sa.UniqueConstraint('workshop_id', 'person_id', name=op.f('uq_guest_workshop_id_person_id'))
    )
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guest_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guest_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guest_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('help_call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['person.id'], name=op.f('fk_help_call_answered_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_help_call_person_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_help_call_redesign_id_redesign')),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_help_call_workshop_id_workshop')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_help_call'))
    )
    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_help_call_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_call_redesign_id'), ['redesign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_help_call_workshop_id'), ['workshop_id'], unique=False)

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('before', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('deed', sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f('ix_event_deed'), ['deed'], unique=False)

    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.add_column(sa.Column('block_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('is_hidden', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('is_anonymous', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('is_parked', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('same_as_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('put_away_why', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('workshop_id', sa.Integer(), nullable=True))
        batch_op.alter_column('redesign_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_note_block_id'), ['block_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_same_as_id'), ['same_as_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_workshop_id'), ['workshop_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_note_block_id_block'), 'block', ['block_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_note_same_as_id_note'), 'note', ['same_as_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_note_workshop_id_workshop'), 'workshop', ['workshop_id'], ['id'])
        batch_op.create_check_constraint('one_place', '(redesign_id IS NULL) <> (workshop_id IS NULL)')

    with op.batch_alter_table('note_group', schema=None) as batch_op:
        batch_op.add_column(sa.Column('workshop_id', sa.Integer(), nullable=True))
        batch_op.alter_column('redesign_id',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_note_group_workshop_id'), ['workshop_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_note_group_workshop_id_workshop'), 'workshop', ['workshop_id'], ['id'])

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_guest', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('joined_to_id', sa.Integer(), nullable=True))
        batch_op.alter_column('email',
               existing_type=sa.VARCHAR(length=254),
               nullable=True)
        batch_op.create_foreign_key(batch_op.f('fk_person_joined_to_id_person'), 'person', ['joined_to_id'], ['id'])

    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.add_column(sa.Column('time_zone', sa.String(length=60), server_default='', nullable=False))
        batch_op.add_column(sa.Column('call_url', sa.String(length=1000), server_default='', nullable=False))
        batch_op.add_column(sa.Column('code', sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('message', sa.String(length=500), server_default='', nullable=False))
        batch_op.add_column(sa.Column('message_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('summoned_to', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('summoned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_workshop_code'), ['code'])

    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.add_column(sa.Column('workshop_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('outline', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('outlined_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_workspace_workshop_id'), ['workshop_id'], unique=False)

    op.execute("UPDATE workspace SET outline = position, outlined_at = changed_at")
    op.execute(
        "UPDATE workspace SET workshop_id ="
        " (SELECT workshop.id FROM workshop WHERE workshop.workspace_id = workspace.id)"
        " WHERE kind = 'workshop'"
    )


def downgrade() -> None:
    op.execute("DELETE FROM note WHERE workshop_id IS NOT NULL")
    op.execute("DELETE FROM note_group WHERE workshop_id IS NOT NULL")
    op.execute("UPDATE person SET email = 'guest-' || id || '@invalid' WHERE email IS NULL")
    with op.batch_alter_table("note") as batch_op:
        batch_op.drop_constraint("one_place", type_="check")
    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workspace_workshop_id'))
        batch_op.drop_column('outlined_at')
        batch_op.drop_column('outline')
        batch_op.drop_column('workshop_id')

    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_workshop_code'), type_='unique')
        batch_op.drop_column('summoned_at')
        batch_op.drop_column('summoned_to')
        batch_op.drop_column('message_at')
        batch_op.drop_column('message')
        batch_op.drop_column('closed_at')
        batch_op.drop_column('opened_at')
        batch_op.drop_column('code')
        batch_op.drop_column('call_url')
        batch_op.drop_column('time_zone')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_person_joined_to_id_person'), type_='foreignkey')
        batch_op.alter_column('email',
               existing_type=sa.VARCHAR(length=254),
               nullable=False)
        batch_op.drop_column('joined_to_id')
        batch_op.drop_column('is_guest')

    with op.batch_alter_table('note_group', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_note_group_workshop_id_workshop'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_note_group_workshop_id'))
        batch_op.alter_column('redesign_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('workshop_id')

    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_note_workshop_id_workshop'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_note_same_as_id_note'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_note_block_id_block'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_note_workshop_id'))
        batch_op.drop_index(batch_op.f('ix_note_same_as_id'))
        batch_op.drop_index(batch_op.f('ix_note_block_id'))
        batch_op.alter_column('redesign_id',
               existing_type=sa.INTEGER(),
               nullable=False)
        batch_op.drop_column('workshop_id')
        batch_op.drop_column('put_away_why')
        batch_op.drop_column('same_as_id')
        batch_op.drop_column('is_parked')
        batch_op.drop_column('is_anonymous')
        batch_op.drop_column('is_hidden')
        batch_op.drop_column('block_id')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_deed'))
        batch_op.drop_column('deed')
        batch_op.drop_column('before')

    with op.batch_alter_table('help_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_help_call_workshop_id'))
        batch_op.drop_index(batch_op.f('ix_help_call_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_help_call_person_id'))

    op.drop_table('help_call')
    with op.batch_alter_table('guest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guest_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_guest_person_id'))
        batch_op.drop_index(batch_op.f('ix_guest_created_by_id'))

    op.drop_table('guest')
    with op.batch_alter_table('done_tick', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_done_tick_person_id'))

    op.drop_table('done_tick')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ballot_person_id'))
        batch_op.drop_index(batch_op.f('ix_ballot_created_by_id'))
        batch_op.drop_index(batch_op.f('ix_ballot_block_id'))

    op.drop_table('ballot')
    with op.batch_alter_table('block', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_block_workshop_id'))
        batch_op.drop_index(batch_op.f('ix_block_created_by_id'))

    op.drop_table('block')
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_person_id'))

    op.drop_table('attendance')
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_presence_seen_at'))

    op.drop_table('presence')
