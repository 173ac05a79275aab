"""Pure functions on notebooks: reading, releasing, taking in submissions. Nothing here runs a cell."""
