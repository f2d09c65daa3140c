"""The demo worlds: data files and the loader that tells them through the records' own rules."""
