"""A pasted list: what its lines say, and what is said already."""

from workbench.text.lists import lines_of, repeats


def test_bullets_and_numbers_are_left_out_and_words_are_not():
    text = "- Um\r\n\r\n  2) Dois\n• Três\n12. Doze\n2024 foi ruim\n3 vezes\n—sem espaço\n"
    found = lines_of(text)
    assert found == ["Um", "Dois", "Três", "Doze", "2024 foi ruim", "3 vezes", "—sem espaço"]


def test_a_line_like_a_note_or_like_an_earlier_line_is_named():
    known = {"fila longa": "P-01"}
    assert repeats(["Fila  longa.", "Nova", "NOVA"], known) == ["P-01", None, "2"]
