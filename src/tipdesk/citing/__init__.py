"""Citations and bibliographies in the styles of the manuals: publications as CSL-JSON in, text or a document out."""
