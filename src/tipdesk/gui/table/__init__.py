"""The table of publications: ids in an array, rows fetched by id in pages."""
