"""Pages of a redesign: its workspace, log and statuses."""
