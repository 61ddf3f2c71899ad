"""Reports of the office: one content for screen, sheets, documents and programs; issued and kept."""
