"""The facets pane: what there is to filter by, with live counts."""
