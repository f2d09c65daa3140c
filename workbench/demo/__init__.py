"""The demo worlds: data files and a loader that writes them through the records' own rules."""
