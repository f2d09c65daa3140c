"""The first tables."""

import sqlalchemy as sa
from alembic import op

from workbench.models.catalogue import search

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_key'), ['key'], unique=False)

    op.create_table('workspace',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=True),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('redesign_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('numbers', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workspace'))
    )
    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workspace_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_workspace_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_workspace_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('city',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('level_scheme', sa.String(length=40), nullable=False),
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_city_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city')),
    sa.UniqueConstraint('slug', name=op.f('uq_city_slug'))
    )
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('short_name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('former_names', sa.JSON(), nullable=False),
    sa.Column('source_id', sa.String(length=300), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_organisation_city_id_city')),
    sa.ForeignKeyConstraint(['parent_id'], ['organisation.id'], name=op.f('fk_organisation_parent_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('city_id', 'name', name=op.f('uq_organisation_city_id_name'))
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisation_source_id'), ['source_id'], unique=False)

    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('trigger', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('service_line', sa.String(length=200), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('thresholds', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_programme_city_id_city')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_programme_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('city_id', 'slug', name=op.f('uq_programme_city_id_slug')),
    sa.UniqueConstraint('slug', name=op.f('uq_programme_slug'))
    )
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_city_id'), ['city_id'], unique=False)

    op.create_table('objective',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('indicator', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_objective_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objective'))
    )
    with op.batch_alter_table('objective', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objective_programme_id'), ['programme_id'], unique=False)

    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_party_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_party_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party')),
    sa.UniqueConstraint('programme_id', 'organisation_id', 'role', name=op.f('uq_party_programme_id_organisation_id_role'))
    )
    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('language', sa.String(length=5), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('is_removed', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_person_city_id_city')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_person_created_by_id_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_person_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_created_by_id'), ['created_by_id'], unique=False)

    op.create_table('phase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_phase_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phase'))
    )
    with op.batch_alter_table('phase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phase_programme_id'), ['programme_id'], unique=False)

    op.create_table('testimonial',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('person_name', sa.String(length=200), nullable=False),
    sa.Column('position', sa.String(length=200), nullable=False),
    sa.Column('organisation_name', sa.String(length=200), nullable=False),
    sa.Column('consent', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_testimonial_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_testimonial'))
    )
    with op.batch_alter_table('testimonial', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_testimonial_programme_id'), ['programme_id'], unique=False)

    op.create_table('city_office',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_city_office_city_id_city')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_city_office_created_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_city_office_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_office')),
    sa.UniqueConstraint('city_id', 'person_id', 'role', name=op.f('uq_city_office_city_id_person_id_role'))
    )
    with op.batch_alter_table('city_office', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_city_office_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_city_office_person_id'), ['person_id'], unique=False)

    op.create_table('city_parameters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('hourly_income', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('hourly_office_cost', sa.Numeric(precision=12, scale=2), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_city_parameters_city_id_city')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_city_parameters_created_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_parameters')),
    sa.UniqueConstraint('city_id', 'valid_from', name=op.f('uq_city_parameters_city_id_valid_from'))
    )
    with op.batch_alter_table('city_parameters', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_city_parameters_created_by_id'), ['created_by_id'], unique=False)

    op.create_table('claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('figure', sa.Numeric(precision=16, scale=2), nullable=False),
    sa.Column('figure_to', sa.Numeric(precision=16, scale=2), nullable=True),
    sa.Column('qualifier', sa.String(length=10), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('scope_text', sa.String(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('stated_by', sa.String(length=200), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('source_url', sa.String(length=500), nullable=False),
    sa.Column('conflict_group', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_claim_created_by_id_person')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_claim_programme_id_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_programme_id'), ['programme_id'], unique=False)

    op.create_table('edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('edit_id', sa.String(length=40), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('location', sa.String(length=2000), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_edit_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edit')),
    sa.UniqueConstraint('person_id', 'edit_id', name=op.f('uq_edit_person_id_edit_id'))
    )
    op.create_table('enrolment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phase_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_enrolment_created_by_id_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_enrolment_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrolment_person_id_person')),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_enrolment_phase_id_phase')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('phase_id', 'person_id', 'role', name=op.f('uq_enrolment_phase_id_person_id_role'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_person_id'), ['person_id'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=16), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_event_by_id_person')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_event_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('workspace_id', 'position', name=op.f('uq_event_workspace_id_position'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_event_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=True),
    sa.Column('phase_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_invitation_city_id_city')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_invitation_created_by_id_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_invitation_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id_person')),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_invitation_phase_id_phase')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_invitation_code_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_created_by_id'), ['created_by_id'], unique=False)

    op.create_table('service',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('short_name', sa.String(length=120), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('requirements', sa.String(), nullable=False),
    sa.Column('maximum_time', sa.String(length=300), nullable=False),
    sa.Column('delivery', sa.String(), nullable=False),
    sa.Column('complaints', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('not_covered', sa.String(), nullable=False),
    sa.Column('cost_note', sa.String(length=300), nullable=False),
    sa.Column('is_free', sa.Boolean(), nullable=True),
    sa.Column('legislation', sa.String(), nullable=False),
    sa.Column('theme', sa.String(length=300), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('keywords', sa.String(), nullable=False),
    sa.Column('search_text', sa.String(), nullable=False),
    sa.Column('declared_digital', sa.Boolean(), nullable=True),
    sa.Column('declared_url', sa.String(length=1000), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('source_id', sa.String(length=400), nullable=True),
    sa.Column('source_values', sa.JSON(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('level', sa.String(length=4), nullable=False),
    sa.Column('contradiction', sa.String(length=20), nullable=False),
    sa.Column('step_count', sa.Integer(), nullable=False),
    sa.Column('yearly_requests', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_service_city_id_city')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_service_created_by_id_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_service_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
    sa.UniqueConstraint('city_id', 'source', 'source_id', name=op.f('uq_service_city_id_source_source_id'))
    )
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.create_index('ix_service_city_name', ['city_id', 'name'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_contradiction'), ['contradiction'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_level'), ['level'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('workshop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phase_id', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('starts_at', sa.Time(), nullable=True),
    sa.Column('ends_at', sa.Time(), nullable=True),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_reason', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['phase_id'], ['phase.id'], name=op.f('fk_workshop_phase_id_phase')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_workshop_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workshop'))
    )
    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workshop_phase_id'), ['phase_id'], unique=False)

    op.create_table('redesign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('workspace_id', sa.Integer(), nullable=False),
    sa.Column('facilitator_id', sa.Integer(), nullable=True),
    sa.Column('team_name', sa.String(length=120), nullable=False),
    sa.Column('reason_chosen', sa.String(), nullable=False),
    sa.Column('segments', sa.String(), nullable=False),
    sa.Column('sessions_reason', sa.String(), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('status_since', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_redesign_created_by_id_person')),
    sa.ForeignKeyConstraint(['facilitator_id'], ['person.id'], name=op.f('fk_redesign_facilitator_id_person')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_redesign_programme_id_programme')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_redesign_service_id_service')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_redesign_workspace_id_workspace')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redesign'))
    )
    with op.batch_alter_table('redesign', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_redesign_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_redesign_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_redesign_service_id'), ['service_id'], unique=False)

    op.create_table('service_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=1000), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('in_person_by_law', sa.Boolean(), nullable=False),
    sa.Column('legal_ground', sa.String(length=300), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('cost', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('documents_count', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(length=200), nullable=False),
    sa.Column('system', sa.String(length=200), nullable=False),
    sa.Column('source_id', sa.String(length=100), nullable=True),
    sa.Column('source_values', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_step_service_id_service'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_step'))
    )
    with op.batch_alter_table('service_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_step_service_id'), ['service_id'], unique=False)

    op.create_table('volume',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=60), nullable=False),
    sa.Column('requests', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_volume_service_id_service'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volume')),
    sa.UniqueConstraint('service_id', 'year', 'channel', name=op.f('uq_volume_service_id_year_channel'))
    )
    with op.batch_alter_table('volume', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volume_service_id'), ['service_id'], unique=False)

    op.create_table('finding',
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('task', sa.String(length=300), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('decision', sa.String(length=20), nullable=False),
    sa.Column('decision_note', sa.String(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('responsible', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_finding_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_finding_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_finding_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_finding_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('journey_map',
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('segment', sa.String(length=200), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_journey_map_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_journey_map_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_map')),
    sa.UniqueConstraint('redesign_id', 'kind', name=op.f('uq_journey_map_redesign_id_kind'))
    )
    with op.batch_alter_table('journey_map', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_map_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_journey_map_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('launch',
    sa.Column('responsible_unit', sa.String(length=300), nullable=False),
    sa.Column('forecast_on', sa.Date(), nullable=True),
    sa.Column('differences', sa.String(), nullable=False),
    sa.Column('live_url', sa.String(length=1000), nullable=False),
    sa.Column('protocol', sa.String(length=120), nullable=False),
    sa.Column('launched_on', sa.Date(), nullable=True),
    sa.Column('alternative_channel', sa.String(length=300), nullable=False),
    sa.Column('official_act', sa.String(length=300), nullable=False),
    sa.Column('official_act_url', sa.String(length=1000), nullable=False),
    sa.Column('author_ids', sa.JSON(), nullable=False),
    sa.Column('verified_by_id', sa.Integer(), nullable=True),
    sa.Column('verified_on', sa.Date(), nullable=True),
    sa.Column('verification_note', sa.String(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_launch_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_launch_redesign_id_redesign')),
    sa.ForeignKeyConstraint(['verified_by_id'], ['person.id'], name=op.f('fk_launch_verified_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_launch')),
    sa.UniqueConstraint('redesign_id', name=op.f('uq_launch_redesign_id'))
    )
    with op.batch_alter_table('launch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_launch_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_launch_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('from_id', sa.String(length=16), nullable=False),
    sa.Column('to_id', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_link_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_link_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link')),
    sa.UniqueConstraint('kind', 'from_id', 'to_id', name=op.f('uq_link_kind_from_id_to_id'))
    )
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_link_redesign_id'), ['redesign_id'], unique=False)
        batch_op.create_index('ix_link_to', ['to_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_membership_created_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_membership_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('redesign_id', 'person_id', name=op.f('uq_membership_redesign_id_person_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_person_id'), ['person_id'], unique=False)

    op.create_table('note_group',
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_note_group_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_note_group_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note_group'))
    )
    with op.batch_alter_table('note_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_group_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_group_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('problem',
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('side', sa.String(length=20), nullable=False),
    sa.Column('segment', sa.String(length=200), nullable=False),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('so_that', sa.String(), nullable=False),
    sa.Column('met_when', sa.String(), nullable=False),
    sa.Column('situation', sa.String(), nullable=False),
    sa.Column('life_event', sa.String(length=200), nullable=False),
    sa.Column('hardest_for', sa.String(length=300), nullable=False),
    sa.Column('excluded', sa.String(length=300), nullable=False),
    sa.Column('causes', sa.String(), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=True),
    sa.Column('citizen_hours', sa.Numeric(precision=8, scale=2), nullable=True),
    sa.Column('citizen_money', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('citizen_trips', sa.Integer(), nullable=True),
    sa.Column('office_cost', sa.String(length=300), nullable=False),
    sa.Column('grade', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_reason', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_problem_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_problem_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_problem'))
    )
    with op.batch_alter_table('problem', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_problem_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_problem_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('prototype',
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('fidelity', sa.String(length=20), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('believe', sa.String(), nullable=False),
    sa.Column('for_whom', sa.String(length=300), nullable=False),
    sa.Column('know_when', sa.String(), nullable=False),
    sa.Column('threshold', sa.String(length=300), nullable=False),
    sa.Column('threshold_share', sa.Integer(), nullable=True),
    sa.Column('riskiest', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('learned', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_prototype_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_prototype_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prototype'))
    )
    with op.batch_alter_table('prototype', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_prototype_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_prototype_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('rule_state',
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('stage', sa.String(length=20), nullable=False),
    sa.Column('ok', sa.Boolean(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('target', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_rule_state_redesign_id_redesign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('redesign_id', 'rule', name=op.f('pk_rule_state'))
    )
    op.create_table('status_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('measurement', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_status_change_created_by_id_person')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_status_change_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_change'))
    )
    with op.batch_alter_table('status_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_status_change_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index('ix_status_change_redesign_day', ['redesign_id', 'effective_on'], unique=False)

    op.create_table('evidence',
    sa.Column('problem_id', sa.String(length=16), nullable=True),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('gathered_on', sa.Date(), nullable=True),
    sa.Column('participant_code', sa.String(length=20), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=True),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_evidence_created_by_id_person')),
    sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_evidence_problem_id_problem')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_evidence_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_problem_id'), ['problem_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('journey_phase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('map_id', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['map_id'], ['journey_map.id'], name=op.f('fk_journey_phase_map_id_journey_map'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_phase'))
    )
    with op.batch_alter_table('journey_phase', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_phase_map_id'), ['map_id'], unique=False)

    op.create_table('note',
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('group_id', sa.String(length=16), nullable=True),
    sa.Column('problem_id', sa.String(length=16), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_note_created_by_id_person')),
    sa.ForeignKeyConstraint(['group_id'], ['note_group.id'], name=op.f('fk_note_group_id_note_group')),
    sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_note_problem_id_problem')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_note_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_problem_id'), ['problem_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_note_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('prototype_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('prototype_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=True),
    sa.Column('what_changed', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('language', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['prototype_id'], ['prototype.id'], name=op.f('fk_prototype_version_prototype_id_prototype')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prototype_version')),
    sa.UniqueConstraint('prototype_id', 'number', name=op.f('uq_prototype_version_prototype_id_number'))
    )
    with op.batch_alter_table('prototype_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_prototype_version_prototype_id'), ['prototype_id'], unique=False)

    op.create_table('attachment',
    sa.Column('prototype_version_id', sa.Integer(), nullable=True),
    sa.Column('launch_id', sa.String(length=16), nullable=True),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('alternative_text', sa.String(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_attachment_created_by_id_person')),
    sa.ForeignKeyConstraint(['launch_id'], ['launch.id'], name=op.f('fk_attachment_launch_id_launch')),
    sa.ForeignKeyConstraint(['prototype_version_id'], ['prototype_version.id'], name=op.f('fk_attachment_prototype_version_id_prototype_version')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_attachment_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_launch_id'), ['launch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_prototype_version_id'), ['prototype_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('journey_step',
    sa.Column('map_id', sa.String(length=16), nullable=False),
    sa.Column('phase_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('citizen_minutes', sa.Integer(), nullable=True),
    sa.Column('waiting_days', sa.Numeric(precision=8, scale=2), nullable=True),
    sa.Column('citizen_cost', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('office_minutes', sa.Integer(), nullable=True),
    sa.Column('office_cost', sa.Numeric(precision=12, scale=2), nullable=True),
    sa.Column('time_basis', sa.String(length=20), nullable=False),
    sa.Column('time_source', sa.String(length=300), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('return_share', sa.Integer(), nullable=False),
    sa.Column('in_person_by_law', sa.Boolean(), nullable=False),
    sa.Column('legal_ground', sa.String(length=300), nullable=False),
    sa.Column('is_worst', sa.Boolean(), nullable=False),
    sa.Column('emotion', sa.Integer(), nullable=True),
    sa.Column('emotion_word', sa.String(length=60), nullable=False),
    sa.Column('emotion_is_guess', sa.Boolean(), nullable=False),
    sa.Column('fate', sa.String(length=20), nullable=False),
    sa.Column('fate_reason', sa.String(), nullable=False),
    sa.Column('merged_into_id', sa.String(length=16), nullable=True),
    sa.Column('from_step_id', sa.String(length=16), nullable=True),
    sa.Column('alternative', sa.String(length=300), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['from_step_id'], ['journey_step.id'], name=op.f('fk_journey_step_from_step_id_journey_step'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['map_id'], ['journey_map.id'], name=op.f('fk_journey_step_map_id_journey_map'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merged_into_id'], ['journey_step.id'], name=op.f('fk_journey_step_merged_into_id_journey_step'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['phase_id'], ['journey_phase.id'], name=op.f('fk_journey_step_phase_id_journey_phase')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_step'))
    )
    with op.batch_alter_table('journey_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_step_from_step_id'), ['from_step_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_journey_step_map_id'), ['map_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_journey_step_phase_id'), ['phase_id'], unique=False)

    op.create_table('test_session',
    sa.Column('prototype_version_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('moderator', sa.String(length=200), nullable=False),
    sa.Column('note_takers', sa.String(length=300), nullable=False),
    sa.Column('profile', sa.String(length=120), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('task', sa.String(length=300), nullable=False),
    sa.Column('success', sa.String(length=20), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('errors', sa.Integer(), nullable=True),
    sa.Column('ease', sa.Integer(), nullable=True),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('notes', sa.String(), nullable=False),
    sa.Column('consent', sa.String(length=20), nullable=False),
    sa.Column('is_recorded', sa.Boolean(), nullable=False),
    sa.Column('keep_until', sa.Date(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('redesign_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_test_session_created_by_id_person')),
    sa.ForeignKeyConstraint(['prototype_version_id'], ['prototype_version.id'], name=op.f('fk_test_session_prototype_version_id_prototype_version')),
    sa.ForeignKeyConstraint(['redesign_id'], ['redesign.id'], name=op.f('fk_test_session_redesign_id_redesign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_test_session'))
    )
    with op.batch_alter_table('test_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_test_session_created_by_id'), ['created_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_test_session_prototype_version_id'), ['prototype_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_test_session_redesign_id'), ['redesign_id'], unique=False)

    op.create_table('journey_cell',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.String(length=16), nullable=False),
    sa.Column('lane', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('evidence_id', sa.String(length=16), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_journey_cell_evidence_id_evidence')),
    sa.ForeignKeyConstraint(['step_id'], ['journey_step.id'], name=op.f('fk_journey_cell_step_id_journey_step'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journey_cell')),
    sa.UniqueConstraint('step_id', 'lane', name=op.f('uq_journey_cell_step_id_lane'))
    )
    with op.batch_alter_table('journey_cell', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journey_cell_step_id'), ['step_id'], unique=False)

    op.create_table('observation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('finding_id', sa.String(length=16), nullable=False),
    sa.Column('session_id', sa.String(length=16), nullable=False),
    sa.Column('result', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['finding.id'], name=op.f('fk_observation_finding_id_finding'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['test_session.id'], name=op.f('fk_observation_session_id_test_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observation')),
    sa.UniqueConstraint('finding_id', 'session_id', name=op.f('uq_observation_finding_id_session_id'))
    )
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observation_session_id'), ['session_id'], unique=False)


    search.create(op.get_bind())


def downgrade() -> None:
    search.drop(op.get_bind())
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_observation_session_id'))

    op.drop_table('observation')
    with op.batch_alter_table('journey_cell', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_cell_step_id'))

    op.drop_table('journey_cell')
    with op.batch_alter_table('test_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_test_session_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_test_session_prototype_version_id'))
        batch_op.drop_index(batch_op.f('ix_test_session_created_by_id'))

    op.drop_table('test_session')
    with op.batch_alter_table('journey_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_step_phase_id'))
        batch_op.drop_index(batch_op.f('ix_journey_step_map_id'))
        batch_op.drop_index(batch_op.f('ix_journey_step_from_step_id'))

    op.drop_table('journey_step')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachment_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_attachment_prototype_version_id'))
        batch_op.drop_index(batch_op.f('ix_attachment_launch_id'))
        batch_op.drop_index(batch_op.f('ix_attachment_created_by_id'))

    op.drop_table('attachment')
    with op.batch_alter_table('prototype_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prototype_version_prototype_id'))

    op.drop_table('prototype_version')
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_note_problem_id'))
        batch_op.drop_index(batch_op.f('ix_note_group_id'))
        batch_op.drop_index(batch_op.f('ix_note_created_by_id'))

    op.drop_table('note')
    with op.batch_alter_table('journey_phase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_phase_map_id'))

    op.drop_table('journey_phase')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_problem_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_created_by_id'))

    op.drop_table('evidence')
    with op.batch_alter_table('status_change', schema=None) as batch_op:
        batch_op.drop_index('ix_status_change_redesign_day')
        batch_op.drop_index(batch_op.f('ix_status_change_created_by_id'))

    op.drop_table('status_change')
    op.drop_table('rule_state')
    with op.batch_alter_table('prototype', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prototype_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_prototype_created_by_id'))

    op.drop_table('prototype')
    with op.batch_alter_table('problem', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_problem_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_problem_created_by_id'))

    op.drop_table('problem')
    with op.batch_alter_table('note_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_group_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_note_group_created_by_id'))

    op.drop_table('note_group')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_person_id'))
        batch_op.drop_index(batch_op.f('ix_membership_created_by_id'))

    op.drop_table('membership')
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_index('ix_link_to')
        batch_op.drop_index(batch_op.f('ix_link_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_link_created_by_id'))

    op.drop_table('link')
    with op.batch_alter_table('launch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_launch_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_launch_created_by_id'))

    op.drop_table('launch')
    with op.batch_alter_table('journey_map', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journey_map_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_journey_map_created_by_id'))

    op.drop_table('journey_map')
    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_finding_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_finding_created_by_id'))

    op.drop_table('finding')
    with op.batch_alter_table('volume', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volume_service_id'))

    op.drop_table('volume')
    with op.batch_alter_table('service_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_step_service_id'))

    op.drop_table('service_step')
    with op.batch_alter_table('redesign', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_redesign_service_id'))
        batch_op.drop_index(batch_op.f('ix_redesign_programme_id'))
        batch_op.drop_index(batch_op.f('ix_redesign_created_by_id'))

    op.drop_table('redesign')
    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workshop_phase_id'))

    op.drop_table('workshop')
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_service_level'))
        batch_op.drop_index(batch_op.f('ix_service_created_by_id'))
        batch_op.drop_index(batch_op.f('ix_service_contradiction'))
        batch_op.drop_index('ix_service_city_name')

    op.drop_table('service')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_created_by_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_city_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index('ix_event_subject')
        batch_op.drop_index(batch_op.f('ix_event_by_id'))

    op.drop_table('event')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_person_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_created_by_id'))

    op.drop_table('enrolment')
    op.drop_table('edit')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_programme_id'))
        batch_op.drop_index(batch_op.f('ix_claim_created_by_id'))

    op.drop_table('claim')
    with op.batch_alter_table('city_parameters', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_city_parameters_created_by_id'))

    op.drop_table('city_parameters')
    with op.batch_alter_table('city_office', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_city_office_person_id'))
        batch_op.drop_index(batch_op.f('ix_city_office_created_by_id'))

    op.drop_table('city_office')
    with op.batch_alter_table('testimonial', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_testimonial_programme_id'))

    op.drop_table('testimonial')
    with op.batch_alter_table('phase', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_phase_programme_id'))

    op.drop_table('phase')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_created_by_id'))
        batch_op.drop_index(batch_op.f('ix_person_city_id'))

    op.drop_table('person')
    op.drop_table('party')
    with op.batch_alter_table('objective', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objective_programme_id'))

    op.drop_table('objective')
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_city_id'))

    op.drop_table('programme')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_source_id'))
        batch_op.drop_index(batch_op.f('ix_organisation_city_id'))

    op.drop_table('organisation')
    op.drop_table('city')
    with op.batch_alter_table('workspace', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workspace_redesign_id'))
        batch_op.drop_index(batch_op.f('ix_workspace_programme_id'))
        batch_op.drop_index(batch_op.f('ix_workspace_city_id'))

    op.drop_table('workspace')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attempt_key'))

    op.drop_table('attempt')
