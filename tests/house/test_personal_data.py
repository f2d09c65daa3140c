"""Every column says whether it holds something of a person: what for, and what becomes of it when they are erased."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table

import workbench.models  # noqa: F401 - maps every table
from workbench.extensions import db
from workbench.models.people.data_map import ERASING, data_map
from workbench.web.languages import LANGUAGES


def test_every_column_is_declared():
    faults = [
        fault for table in db.metadata.sorted_tables for fault in data_map().undeclared(table)
    ]
    assert not faults, "\n".join(faults)


def test_the_map_names_only_what_there_is():
    tables = db.metadata.tables
    named = [
        *((name, [*e.of, *e.by, *e.links, *e.columns]) for name, e in data_map().tables.items()),
        *data_map().nothing_personal.items(),
    ]
    gone = [f"{t}.{c}" for t, columns in named for c in columns if c not in tables[t].columns]
    assert gone == []
    both = [
        f"{table}.{column}"
        for table, columns in data_map().nothing_personal.items()
        for column in columns
        if table in data_map().tables and column in data_map().tables[table].columns
    ]
    assert both == []


@pytest.mark.parametrize("group", data_map().groups.values(), ids=lambda group: group.name)
def test_every_group_says_why_and_how_long_in_each_language(group):
    assert group.base.startswith("LGPD art.")
    assert set(group.words) == set(LANGUAGES)
    for words in group.words.values():
        assert set(words) == {"title", "purpose", "keeps"}
        assert all(words.values())


def test_every_entry_is_of_a_group_and_a_known_way_to_erase():
    for entry in data_map().tables.values():
        assert entry.group in data_map().groups, entry.name
        assert set(entry.columns.values()) <= set(ERASING), entry.name
        assert entry.rows in ("", "delete")


def test_a_new_column_without_entry_is_told_with_what_to_do():
    person = Table("person", meta := MetaData(), Column("id", Integer, primary_key=True))
    new = Table(
        *("note", meta, Column("id", String(16), primary_key=True), Column("version", Integer)),
        *(Column("phone", String(20)), Column("seen_by_id", ForeignKey(person.c.id))),
    )
    phone, link = data_map().undeclared(new)
    assert phone.startswith("note.phone is not in workbench/personal_data.toml. Does it hold")
    assert "[nothing_personal]" in phone
    assert link.startswith("note.seen_by_id") and "Say in [tables.note]" in link
