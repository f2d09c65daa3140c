"""What a person may send: one module per blueprint, shared fields in fields.py."""
