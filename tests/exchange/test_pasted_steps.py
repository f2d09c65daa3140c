"""A pasted table of steps: columns by their words in three languages, times as written, the unreadable named."""

from decimal import Decimal

from workbench.exchange.pasted_steps import MOST_ROWS, Unread, read_steps


def test_columns_are_known_by_their_words_and_times_are_read_as_written() -> None:
    text = (
        "Passo\tCanal\tTempo (min)\tEspera\tGasto\tCor\n"
        "1. Procura\tSite ou telefone\t1h20\t2 meses\tR$ 8,80\tazul\n"
        '"Vai à\npraça"\tpombo\t2 a 3 h\t-\t0\t\n'
    )
    found = read_steps(text, "pt_BR")
    first, second = found.rows
    assert first == {
        "title": "Procura",
        "channels": ["web", "telephone"],
        "citizen_minutes": 80,
        "waiting_days": 60,
        "citizen_cost": Decimal("8.80"),
    }
    assert second == {"title": "Vai à praça", "citizen_cost": 0}
    assert found.unknown == ["Cor"]
    unread = [Unread(2, "channels", "pombo"), Unread(2, "citizen_minutes", "2 a 3 h")]
    assert found.unread == unread
    for head in ("Paso\tCanales\tDuración", "Step\tChannel\tTime"):
        assert read_steps(f"{head}\nx\tweb\t5", "es").rows[0]["citizen_minutes"] == 5


def test_a_list_is_one_step_a_line_and_a_table_without_titles_has_the_usual_order() -> None:
    assert [row["title"] for row in read_steps("1) Vai\n\n- Passo, e volta\n", "pt_BR").rows] == [
        "Vai",
        "Passo, e volta",
    ]
    (row, *_) = read_steps("Procura;Site;25 min;3 dias\nJunta;;40", "pt_BR").rows
    assert (row["channels"], row["citizen_minutes"], row["waiting_days"]) == (["web"], 25, 3)
    assert not read_steps(" \n", "pt_BR").rows
    assert read_steps("x\n" * 105, "pt_BR").left_out == 105 - MOST_ROWS
