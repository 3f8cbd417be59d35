"""Documents of a notification, one kind a module: facts in, a neutral document of pages and blocks out.

No module here knows a page's looks: ``render/typst_pdf.py`` turns a document into PDF.
"""
