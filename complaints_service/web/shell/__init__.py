"""The frame round every page: header, today, names of holders, assets, forms, attachments."""
